"""A plan whose texts would act in GitLab, by the command line: nothing acts, all of it is read back as it was."""

from __future__ import annotations

from unicodedata import category

import pytest
import yaml

from sync.cli.exit_codes import ExitCode
from tests.standins.gitlab_markdown import mentions, references, run_quick_actions, structure
from tests.test_sync_trackers_gitlab_text import HOSTILE
from tests.worlds.gitlab_town import SmallTown, server, small
from tests.worlds.sync_world import ROWS

__all__ = ["server", "small"]

IN_A_ROW = {name: " ".join(text.replace("\t", " ").split()) for name, text in HOSTILE.items() if name != "nothing"}
GROUP = "@all #1 <script>alert(1)</script> `код` /close, ~bug, %2025, 📚 \u202eםולש\u202c"
# Words begin every line, so that what only acts in the first column can act, and every end of line there is.
TEMPLATE = (
    "{{ measure.target_text }}\n\n{{ measure.title }}\n{{ measure.executors | join('\\n') }}\n{{ group.title }}\n\n"
    "{% raw %}" + "\n\n".join(HOSTILE.values()).replace("{%", "{").replace("{#", "{") + "{% endraw %}\r\n"
    "{{ measure.target_text }}\r/close\n/label ~bug\n{{ measure.number }}. @all\n"
)


def hostile_rows() -> list[str]:
    """A row for each text, in which it is title, source of funding, executor and target; and one that is a group."""
    return [
        f"1.\t{GROUP}\t\t\t",
        "1.1.\tЕжегодно @all\tБюджет, ~a\t@root, #1\t2025 - 2027\t/close не менее 4 в год",
        *(
            f"1.{number}.\t{text}\t{text}\t{text}\t2026\t{text}"
            for number, text in enumerate(IN_A_ROW.values(), start=2)
        ),
    ]


def hostile_mapping(lead: str, **more: object) -> str:
    """Names with commas, which only a mapping can hold."""
    keys = {f"I.1.{number}": text for number, text in enumerate(IN_A_ROW.values(), start=2)}
    plain = {key: text for key, text in keys.items() if not any(category(one) == "Cf" for one in text)}
    own = {key: {"executors": [f"a, {text}"], "target": f"{lead}{text}"} for key, text in plain.items()}
    return yaml.safe_dump({"measures": own, **more}, allow_unicode=True)


def assert_nothing_acts(town: SmallTown) -> None:
    """Neither on the server nor in what is written there."""
    assert town.effects() == []
    assert {mail.reason for mail in town.server.mails} <= {"new_issue"}
    state = town.server.state
    for issue in town.issues().values():
        text = issue.description or ""
        assert [*run_quick_actions(text)[1], *mentions(text), *references(text), *structure(text)] == []
        assert mentions(issue.title, title=True) == references(issue.title, title=True) == []
        assert (issue.state, issue.assignee_ids, issue.confidential) == ("opened", [], False)
    for milestone in state.milestones.values():
        assert mentions(milestone.description or "") == references(milestone.description or "") == []


@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
@pytest.mark.parametrize("template", [None, TEMPLATE], ids=["bundled", "own"])
def test_nothing_acts_and_nothing_is_ever_written_twice(small: SmallTown, hierarchy: str, template: str | None) -> None:
    """Made, made again from the ledger's loss, amended: no action, no mention, and the next diff is empty."""
    small.write(more=f"hierarchy: {hierarchy}")
    for name in ("root", "clerk", "b"):
        small.server.state.add_member(name)
    small.world.amend(hostile_rows())
    plan = small.folder / "plan.txt"
    plan.write_bytes(plan.read_bytes().replace(b"\n", b"\r\n"))
    more = {"milestone_title": "@all #{year} %{year} /close"}
    if template is not None:
        (small.folder / "own.txt").write_text(template, encoding="utf-8")
        more["template"] = "own.txt"
    small.world.map(hostile_mapping("Итог, ", **more))
    code, done = small.sync()
    assert code == 0, small.err
    assert (done["failed"], small.err) == ([], "")
    assert small.count().total() == len(small.issues()) == done["issues"]["created"] == len(IN_A_ROW) + 4
    assert_nothing_acts(small)
    assert small.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE
    assert small.sync()[1]["writes"] == 0
    (small.folder / "ledger.db").unlink()
    code, done = small.sync()
    assert (code, done["writes"], done["drift"], done["issues"]["adopted"]) == (0, 0, [], len(small.issues()))
    small.world.amend([*hostile_rows(), ROWS[4].replace("1.4.", "1.90.")])
    small.world.map(hostile_mapping("/due @all, ", **more))
    code, done = small.sync("--force")
    assert code == 0, small.err
    assert (done["failed"], done["drift"], done["issues"]["updated"] > len(IN_A_ROW) / 2) == ([], [], True)
    assert_nothing_acts(small)
    assert small.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE
    assert small.breaches() == []


def test_labels_hold_the_plans_names(small: SmallTown) -> None:
    """A comma parts no name, what looks like a tag stays, and GitLab's labels exclude each other only by scope."""
    rows = [ROWS[0], "1.1.\tЗал\tБюджет, местный\tОтдел «А» & <b>\t2026\tСоздан", "1.2.\tСад\ta::b\ta::c\t2026\tСоздан"]
    small.world.amend(rows)
    assert small.sync()[0] == ExitCode.DONE
    labels = {key: len(small.staff.labels(str(issue.iid))) for key, issue in small.issues().items()}
    assert labels == {"I.1.1": 6, "I.1.2": 5}
    assert not any(set(",<>") & set(one.name) for one in small.server.state.labels.values())
    assert small.sync()[1]["writes"] == 0
    small.world.amend([row.replace("a::c", "a::d") for row in rows])
    assert small.sync("--force")[1]["issues"]["updated"] == 1
    assert (small.sync()[1]["writes"], small.breaches()) == (0, [])
