"""Issues that the staff keep to themselves: followed like all others, and only how they stand leaves the tracker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.standins.gitlab_server import Server
from tests.standins.redmine_fake import FakeRedmine
from tests.worlds.gitlab_town import SmallTown, server, small
from tests.worlds.redmine_world import TOKEN, make, only, tracker

__all__ = ["server", "small"]

SECRET = "жалоба"
LATE = "2027-01-20"


def outgoing(town: SmallTown) -> Iterator[str]:
    """Every text that others than the operator see: the summary's forms, the calendar, the mails."""
    for form in ("html", "json", "text", "csv", "md"):
        yield town.run("summary", "--format", form)[1]
    yield town.run("calendar")[1]
    for path in sorted((town.folder / "outbox").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
        yield from (str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")


def test_a_confidential_issue_tells_nothing_but_how_it_stands(small: SmallTown, server: Server) -> None:
    """The head sees that it is late; figure, reason, name and address stand in no summary, mail or calendar."""
    small.sync()
    number = small.number("I.1.2")
    small.staff.comment(number, f"Факт: 98761\nПричина: {SECRET}", "clerk")
    small.staff.assign(number, "olgasecret")
    small.pass_time()
    small.today = LATE
    small.sync()
    address, shown = small.report("I.1.2").url or "", "\n".join(outgoing(small))
    assert [word for word in ("98761", SECRET, "olgasecret", address) if not word or word not in shown] == []
    small.staff.set_confidential(number)
    small.pass_time()
    code, done = small.sync()
    assert (code, done["writes"], done["missing"], done["drift"]) == (0, 0, [], [])
    assert small.run("alerts")[0] == 0
    told = list(outgoing(small))
    mails = told[6:]
    assert any("Читальный зал" in text for text in mails)
    hidden = re.compile(rf"98761|{SECRET}|olgasecret|{re.escape(address)}\b")
    assert [found.group() for text in told if (found := hidden.search(text))] == []
    (measure,) = [one for one in small.json("summary")["measures"] if one["key"] == "I.1.2"]
    (deadline,) = measure["deadlines"]
    assert (deadline["state"], deadline["fact"], deadline["url"]) == ("overdue", None, None)
    small.staff.close(number)
    small.pass_time()
    small.sync()
    assert small.json("summary")["totals"]["done"] == 1
    checks = {one["code"]: one for one in small.json("check")["checks"]}
    assert checks["issues-private"]["severity"] == "warning"
    assert "1 issue" in checks["issues-private"]["message"]
    assert server.violations == []


def test_an_issue_that_is_public_again_reports_again(small: SmallTown) -> None:
    """Its figures were written when they were written, and count as before."""
    small.sync()
    number = small.number("I.1.2")
    small.staff.comment(number, "Факт: 1", "clerk")
    small.staff.set_confidential(number)
    small.pass_time()
    small.sync()
    assert (small.report("I.1.2").figures, small.report("I.1.2").url) == ((), None)
    small.staff.set_confidential(number, confidential=False)
    small.pass_time()
    small.sync()
    assert [one.value for one in small.report("I.1.2").figures] == [1]
    assert "issues-private" not in {one["code"] for one in small.json("check")["checks"]}


def test_a_private_issue_of_redmine_is_known_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redmine says it in every listing; it is no field of the plan's, and makes no version."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        adapter = tracker()
        ref = make(adapter)
        before = only(adapter)
        redmine.edit(int(ref.id), is_private=True)
        after = only(adapter)
        assert (before.private, after.private) == (False, True)
        assert before.ref.version == after.ref.version
