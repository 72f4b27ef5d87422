"""The adapter of Redmine: what it reads is whole, costs few requests, and bears the marker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mappings.marker import marker, staff_part
from sync.errors import Transient
from sync.trackers.redmine.adapter import RedmineTracker
from tests.standins.redmine_fake import CLERK, DONE, NEW, FakeRedmine, said
from tests.tracker_conformance import PLAN, TrackerConformance, desired, year
from tests.worlds.redmine_world import NOW, TOKEN, asked, make, only, tracker


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine with an empty project, and the key to it."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        yield redmine


class FakeStaff:
    """The staff of the Redmine in memory."""

    def __init__(self, redmine: FakeRedmine) -> None:
        self._redmine = redmine

    def close(self, issue: str) -> None:
        self._redmine.edit(int(issue), status=DONE)

    def reopen(self, issue: str) -> None:
        self._redmine.edit(int(issue), status=NEW)

    def comment(self, issue: str, text: str, author: str) -> None:
        self._redmine.edit(int(issue), by={"id": 50, "name": author}, notes=text)

    def set_due(self, issue: str, due: date | None) -> None:
        self._redmine.edit(int(issue), due_date=due.isoformat() if due else None)

    def set_title(self, issue: str, title: str) -> None:
        self._redmine.edit(int(issue), subject=title)

    def set_description(self, issue: str, text: str) -> None:
        self._redmine.edit(int(issue), description=text)

    def delete(self, issue: str) -> None:
        del self._redmine.issues[int(issue)]

    def create_foreign(self, title: str) -> str:
        return str(self._redmine.make(title))


class TestRedmineInMemory(TrackerConformance):
    """The rules of every tracker."""

    @pytest.fixture
    def tracker(self, redmine: FakeRedmine) -> RedmineTracker:  # noqa: ARG002
        """An adapter of it."""
        return tracker()

    @pytest.fixture
    def staff(self, redmine: FakeRedmine) -> FakeStaff:
        """Its staff."""
        return FakeStaff(redmine)

    def test_what_the_tracker_refuses_is_a_tracker_error(self, tracker: Any, redmine: FakeRedmine) -> None:  # type: ignore[override]
        """A refused write raises an error of the port, and leaves nothing behind."""
        redmine.odd = lambda method, _path, _sent: said(422, {"errors": ["слишком"]}) if method == "POST" else None
        super().test_what_the_tracker_refuses_is_a_tracker_error(tracker)


def test_rows_that_are_missing_make_a_listing_short(redmine: FakeRedmine) -> None:
    """Fewer rows than were counted, or rows out of order: nothing may be concluded from them."""
    make(tracker())
    row = redmine.issues[1]
    for page in (
        {"issues": [row], "total_count": 2},
        {"issues": [row, row], "total_count": 2},
        {"issues": [{**row, "id": 2}, row], "total_count": 2},
    ):
        redmine.odd = lambda _m, path, _s, page=page: said(200, page) if path.endswith("/issues.json") else None  # type: ignore[misc]
        with pytest.raises(Transient) as caught:
            tracker().fetch()
        assert caught.value.code == "listing-short"


def test_versions_that_are_missing_make_a_listing_short(redmine: FakeRedmine) -> None:
    """As with issues."""
    redmine.odd = lambda _m, path, _s: said(200, {"versions": [], "total_count": 1}) if "versions" in path else None
    with pytest.raises(Transient):
        tracker().fetch()


@pytest.mark.parametrize("answer", [{"issues": 3}, [], "null", '{"issues": [{}], "total_count": 1}'])
def test_an_answer_of_another_shape_is_no_redmine(redmine: FakeRedmine, answer: Any) -> None:
    """It is told, not taken for an empty project."""
    for place in ("/issues.json", "/versions.json", "/plan.json"):
        redmine.odd = lambda _m, path, _s, place=place: said(200, answer) if path.endswith(place) else None  # type: ignore[misc]
        with pytest.raises(Transient) as caught:
            tracker().fetch()
        assert caught.value.code == "answer-unreadable"


def test_a_filter_that_is_ignored_finds_no_stranger(redmine: FakeRedmine) -> None:
    """Redmine then gives all issues with a 200: the marker of every row is looked at."""
    make(tracker(), desired("I.1.1/2025"))
    ref = make(tracker())
    everything = {"issues": list(redmine.issues.values()), "total_count": 2}
    redmine.odd = lambda _m, path, _s: said(200, everything) if path.endswith("/issues.json") else None
    found = tracker().find(marker(PLAN, "I.1.1"))
    assert found is not None
    assert found.ref.id == ref.id
    assert tracker().find(marker(PLAN, "I.1.2")) is None


def test_the_marker_is_found_in_its_field_alone(redmine: FakeRedmine) -> None:
    """Staff may clear a description; the issue is still the plan's."""
    adapter = tracker()
    make(adapter)
    redmine.edit(1, description="")
    assert only(adapter).key == "I.1.1"
    found = adapter.find(marker(PLAN, "I.1.1"))
    assert found is not None
    redmine.issues[1]["custom_fields"][0]["value"] = "что-то"
    assert adapter.fetch().issues == ()


def test_an_idle_fetch_takes_five_requests_and_opens_nothing(redmine: FakeRedmine) -> None:
    """Project, versions, two pages of issues, and the table that shows which have comments."""
    adapter = tracker()
    for number in range(150):
        make(adapter, desired(f"I.{number}"))
    redmine.log.clear()
    assert len(tracker(cache=asked(NOW)).fetch().issues) == 150
    assert len(redmine.log) == 5


def test_only_issues_that_report_are_opened(redmine: FakeRedmine) -> None:
    """A comment, a fact or words of the staff's own: one request each, and the rest none."""
    adapter = tracker()
    for number in range(6):
        make(adapter, desired(f"I.{number}"))
    redmine.edit(2, notes="Факт: 3")
    redmine.edit(3, fact="12.5")
    redmine.edit(4, description=f"Своё\r\n\r\n{redmine.issues[4]['description']}")
    redmine.log.clear()
    issues = {issue.ref.id: issue for issue in tracker().fetch().issues}
    assert [line for line in redmine.log if line.startswith("GET /issues/")] == [
        f"GET /issues/{number}.json" for number in (2, 3, 4)
    ]
    assert [comment.text for comment in issues["2"].comments] == ["Факт: 3"]
    assert issues["3"].fact is not None
    assert (issues["3"].fact.text, issues["3"].fact.author) == ("12.5", CLERK["name"])
    assert (issues["4"].description_author, staff_part(issues["4"].description)) == (CLERK["name"], "Своё")
    assert issues["5"].fact is None


def test_an_issue_that_goes_while_it_is_read_is_no_failure(redmine: FakeRedmine) -> None:
    """It stood in the listing; the next one is without it."""
    adapter = tracker()
    make(adapter)
    redmine.odd = lambda _m, path, _s: said(404) if path == "/issues/1.json" else None
    assert only(tracker()).comments == ()


def test_without_the_table_every_issue_is_opened(redmine: FakeRedmine) -> None:
    """It costs requests, and nothing else."""
    adapter = tracker()
    for number in range(4):
        make(adapter, desired(f"I.{number}"))
    redmine.edit(2, notes="Факт: 3")
    for odd in (said(403), said(200, "id,notes\n1,x"), said(200, "")):
        redmine.odd = lambda _m, path, _s, odd=odd: odd if path.endswith(".csv") else None  # type: ignore[misc]
        assert sum(len(issue.comments) for issue in tracker(cache=asked(NOW)).fetch().issues) == 1
        assert redmine.log[-1] == "GET /issues/4.json"


def test_a_short_table_is_read_on_to_its_end(redmine: FakeRedmine) -> None:
    """The administrator sets how many rows a table has; one that ends too early ends the reading."""
    adapter = tracker()
    for number in range(5):
        make(adapter, desired(f"I.{number}"))
    redmine.edit(5, notes="Факт: 3")
    tables = iter(
        ["\ufeff#;N\n1;\n2;", "\ufeff#;N\n3;\n4;", '\ufeff#;N\n5;"Факт: 3"', "\ufeff#;N\n1;\n2;", "\ufeff#;N"]
    )
    redmine.odd = lambda _m, path, _s: said(200, next(tables)) if path.endswith(".csv") else None
    assert sum(len(issue.comments) for issue in tracker().fetch().issues) == 1
    assert sum(len(issue.comments) for issue in tracker().fetch().issues) == 0


def test_what_was_read_is_remembered_until_it_moves(redmine: FakeRedmine) -> None:
    """Five minutes after its last change an issue is remembered; a day later everything is read anew."""
    cache = asked(NOW)
    adapter = tracker()
    for number in range(4):
        make(adapter, desired(f"I.{number}"))
    redmine.edit(2, notes="Факт: 3")
    redmine.edit(2, notes="Секрет", private=True)

    def opened(now: datetime = NOW) -> tuple[list[str], list[int]]:
        redmine.log.clear()
        comments = [len(issue.comments) for issue in tracker(cache=cache, now=now).fetch().issues]
        return redmine.log[3:], comments

    assert opened(redmine.at) == (["GET /projects/plan/issues.csv", "GET /issues/2.json"], [0, 2, 0, 0])
    assert cache == asked(NOW)
    assert opened() == (["GET /projects/plan/issues.csv", "GET /issues/2.json"], [0, 2, 0, 0])
    assert opened() == ([], [0, 1, 0, 0])
    assert "Секрет" not in "".join(cache.values())
    redmine.edit(3, notes="Факт: 4")
    assert opened() == (["GET /issues/3.json"], [0, 1, 1, 0])
    cache["issue:1"] = "{"
    del redmine.issues[4]
    assert opened() == (["GET /issues/1.json"], [0, 1, 1])
    assert cache.keys() == {"issue:1", "issue:2", "issue:3"} | asked(NOW).keys()
    tomorrow = NOW + timedelta(hours=25)
    cache |= asked(tomorrow)
    assert len(opened(tomorrow)[0]) == 3


def test_the_bots_own_edits_of_a_description_are_not_the_staffs(redmine: FakeRedmine) -> None:
    """Who wrote the words around the block is who last edited it, Vekha left aside."""
    make(tracker())
    words = f"Своё\r\n\r\n{redmine.issues[1]['description']}"
    redmine.edit(1, description=words)
    at = redmine.at
    redmine.edit(1, by={"id": 8, "name": "Веха Бот"}, description=words)
    redmine.journals[1].append(
        {"id": 99, "notes": None, "created_on": redmine.journals[1][-1]["created_on"], "details": []}
    )
    issue = only(tracker())
    assert (issue.description_author, issue.description_at) == (CLERK["name"], at)


def test_the_staffs_words_in_a_description_are_known_as_they_changed(redmine: FakeRedmine) -> None:
    """Each version of them has its author and time; an edit that leaves them as they were makes none."""
    make(tracker())
    block = redmine.issues[1]["description"]
    times = []
    for words in ("Факт: 3", "Факт: 3\r\nСсылка", "Факт: 3\r\nСсылка"):
        redmine.edit(1, description=f"{words}\r\n\r\n{block}")
        times.append(redmine.at)
    versions = only(tracker()).description_versions
    assert [(one.author, one.text) for one in versions[1:]] == [
        (CLERK["name"], "Факт: 3"),
        (CLERK["name"], "Факт: 3\nСсылка"),
    ]
    assert (versions[0].text, [one.at for one in versions[1:]]) == ("", times[:2])


def test_statuses_of_an_old_redmine_are_looked_up(redmine: FakeRedmine) -> None:
    """Before 5.0 an issue does not say whether its status is a closed one."""
    adapter = tracker()
    make(adapter)
    redmine.issues[1]["status"] = {"id": 5, "name": "Закрыта"}
    assert only(adapter).closed
    redmine.issues[1]["status"] = {"id": 1, "name": "Новая"}
    assert not only(adapter).closed


def test_a_version_has_no_start_but_that_of_its_year(redmine: FakeRedmine) -> None:
    """So no drift is seen where nobody could have set anything."""
    adapter = tracker()
    adapter.create_milestone(year(2025))
    redmine.versions[2] = {"id": 2, "name": "Релиз", "status": "closed", "due_date": None}
    first, second = adapter.fetch().milestones
    assert (first.key, first.start, first.closed) == ("2025", date(2025, 1, 1), False)
    assert (second.key, second.start, second.closed) == (None, None, True)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", "12"),
        ("-2,5", "-2,5"),
        ("1e3", "1000"),
        ("1.5e2", "150"),
        ("0x1F", "31"),
        ("1_000", "1000"),
        ("много", "много"),
        ("0xZ", "0xZ"),
        ("nan", "nan"),
        (["3", "", None], "3"),
        (["3", "4"], "3, 4"),
    ],
)
def test_a_fact_is_read_as_the_number_that_redmine_takes_it_for(redmine: FakeRedmine, typed: Any, read: str) -> None:
    """A float field keeps what was typed, in ways of writing that nobody else reads."""
    adapter = tracker()
    make(adapter)
    redmine.edit(1, fact=typed)
    fact = only(adapter).fact
    assert fact is not None
    assert fact.text == read


def test_an_author_who_is_gone_leaves_no_name(redmine: FakeRedmine) -> None:
    """The figure still has its time."""
    adapter = tracker()
    make(adapter)
    redmine.edit(1, notes="Факт: 3", fact="3")
    redmine.journals[1][0]["user"] = None
    del redmine.issues[1]["author"]
    issue = only(adapter)
    assert issue.fact is not None
    assert (issue.fact.author, issue.comments[0].author) == ("", "")
