"""Writing to Redmine: in which steps, what is checked before and after, and that nothing dropped counts as done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from mappings.marker import fence
from mappings.signature import Said, mark, signed
from sync.errors import AuthFailed, Conflict, NotFound, Purpose, Rejected, TrackerError, Transient
from sync.tracker import IssuePatch, Ref
from tests.standins.redmine_fake import FakeRedmine, said
from tests.tracker_conformance import PLAN, desired, year
from tests.worlds.redmine_world import TOKEN, make, only, tracker


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine with an empty project, and the key to it."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        yield redmine


def test_an_issue_is_made_by_one_request_once_its_field_is_known(redmine: FakeRedmine) -> None:
    """The first issue of an empty project shows the id of the marker's field, and is marked by a second request."""
    adapter = tracker()
    make(adapter)
    assert [line for line in redmine.log if not line.startswith("GET")] == [
        "POST /projects/plan/issues.json",
        "PUT /issues/1.json",
    ]
    redmine.log.clear()
    make(adapter, desired("I.1.2"))
    assert redmine.log == ["POST /projects/plan/issues.json"]
    assert redmine.issues[2]["custom_fields"][0]["value"] == f"{PLAN}:I.1.2"


def test_a_start_is_sent_even_where_there_is_none(redmine: FakeRedmine) -> None:
    """Redmine would take the day on which the issue is made."""
    make(tracker())
    assert redmine.issues[1]["start_date"] is None


@pytest.mark.parametrize(
    ("dropped", "field", "hint"),
    [
        ("fixed_version_id", "milestone_id", "Fields permissions"),
        ("parent_issue_id", "parent_id", "Manage subtasks"),
        ("due_date", "due", "Fields permissions"),
        ("description", "description", "Fields permissions"),
        ("subject", "title", "Fields permissions"),
        ("custom_fields", "marker", "Fields permissions"),
    ],
)
def test_what_redmine_leaves_out_does_not_count_as_done(
    redmine: FakeRedmine, dropped: str, field: str, hint: str
) -> None:
    """It answers 201 all the same; the field is named, and what has to be ticked."""
    adapter = tracker()
    parent = make(adapter, desired("I.1"))
    redmine.dropped = {dropped}
    if dropped == "subject":
        redmine.odd = lambda _m, _p, sent: sent["issue"].update(subject="Другое") if sent else None
        redmine.dropped = set()
    with pytest.raises(Rejected) as caught:
        adapter.create_issue(desired(due=date(2025, 12, 31)), milestone_id="9", parent_id=parent.id)
    assert (caught.value.code, caught.value.field, caught.value.key) == ("dropped", field, "I.1.1")
    assert hint in caught.value.hint


def test_a_closed_child_is_hung_below_its_parent_when_it_is_closed(redmine: FakeRedmine) -> None:
    """Below a closed parent Redmine takes no open issue, and it makes none closed."""
    adapter = tracker()
    parent = make(adapter, desired("I.1", closed=True))
    make(adapter, desired("I.1/2025", closed=True), parent=parent.id)
    assert redmine.issues[2]["parent"]["id"] == 1
    assert redmine.log[-2:] == ["PUT /issues/2.json", "GET /issues/2.json"]


def test_an_assignee_is_found_by_login_name_or_group(redmine: FakeRedmine) -> None:
    """Nobody by that name, or one whom Redmine refuses: the issue is made without."""
    adapter = tracker()
    names = ["clerk", "анна  иванова", "20", "Отдел культуры", "nobody"]
    for number, name in enumerate(names):
        make(adapter, desired(f"I.{number}", assignee=name))
    given = [issue.get("assigned_to", {}).get("id") for issue in redmine.issues.values()]
    assert given == [5, 5, 20, 20, None]
    assert sum("memberships" in line for line in redmine.log) == 1
    refusal = said(422, {"errors": ["Назначена имеет неверное значение"]})
    redmine.odd = lambda _m, _p, sent: refusal if sent and "assigned_to_id" in sent["issue"] else None
    make(adapter, desired("I.9", assignee="clerk"))
    assert "assigned_to" not in redmine.issues[6]


def test_nobody_is_assigned_where_members_are_hidden(redmine: FakeRedmine) -> None:
    """The issue is made all the same."""
    redmine.odd = lambda _m, path, _s: said(403) if "memberships" in path else None
    make(tracker(), desired(assignee="clerk"))
    assert "assigned_to" not in redmine.issues[1]


def test_an_update_bears_the_lock_that_was_there_before_the_comparison(redmine: FakeRedmine) -> None:
    """What the staff write between the comparison and the write is not overwritten."""
    adapter = tracker()
    make(adapter)
    seen = only(adapter)

    def staff_are_fast(method: str, path: str, _sent: Any) -> None:
        if (method, path) == ("PUT", "/issues/1.json"):
            redmine.edit(1, description="Слова")

    redmine.odd = staff_are_fast
    with pytest.raises(Conflict):
        adapter.update_issue(seen.ref, IssuePatch({"description": fence(PLAN, "I.1.1", "Новое")}))
    assert redmine.issues[1]["description"] == "Слова"


def test_an_update_of_other_fields_than_the_staff_changed_goes_through(redmine: FakeRedmine) -> None:
    """Only the fields of the patch have to be as they were."""
    adapter = tracker()
    make(adapter)
    seen = only(adapter)
    redmine.edit(1, due_date="2025-11-01")
    adapter.update_issue(seen.ref, IssuePatch({"title": "Новое название"}))
    with pytest.raises(Conflict):
        adapter.update_issue(seen.ref, IssuePatch({"due": date(2025, 12, 31)}))
    assert redmine.issues[1]["due_date"] == "2025-11-01"


def test_a_page_that_shows_no_lock_leaves_the_comparison(redmine: FakeRedmine) -> None:
    """A theme may leave it out, or the page want a session. A marker's field that was emptied is filled again."""
    adapter = tracker()
    make(adapter)
    redmine.issues[1]["custom_fields"][0]["value"] = ""
    nameless = '<input name="issue[lock_version]"></html>'
    pages = [said(200, "<html>…</html>\n"), said(200, nameless), said(302), said(403)]
    for number, page in enumerate(pages):
        redmine.odd = lambda _m, path, _s, page=page: page if path == "/issues/1" else None  # type: ignore[misc]
        adapter.update_issue(Ref("1"), IssuePatch({"title": f"Название {number}"}))
    assert redmine.issues[1]["custom_fields"][0]["value"] == f"{PLAN}:I.1.1"


def test_a_page_that_came_cut_ends_the_update(redmine: FakeRedmine) -> None:
    """Without the lock a write that is late would replace what the staff have written meanwhile: nothing is sent."""
    adapter = tracker()
    make(adapter)
    redmine.log.clear()
    redmine.odd = lambda _m, path, _s: said(200, "<html><body>Задача") if path == "/issues/1" else None
    with pytest.raises(Transient):
        adapter.update_issue(Ref("1"), IssuePatch({"title": "Название"}))
    assert not [line for line in redmine.log if line.startswith("PUT")]


def test_a_parents_dates_follow_its_childrens(redmine: FakeRedmine) -> None:
    """Redmine ignores those that are written; its other fields are still compared."""
    adapter = tracker()
    parent = make(adapter, desired("I.1"))
    make(adapter, desired("I.1/2025"), parent=parent.id)
    redmine.dropped = {"due_date", "start_date"}
    patch = IssuePatch({"due": date(2026, 12, 31), "start": date(2026, 1, 1)})
    ref = adapter.update_issue(parent, patch)
    with pytest.raises(Rejected):
        adapter.update_issue(Ref("2"), patch)
    redmine.dropped = {"fixed_version_id"}
    with pytest.raises(Rejected) as caught:
        adapter.update_issue(ref, IssuePatch({"milestone_id": "4"}))
    assert (caught.value.field, caught.value.key) == ("milestone_id", "I.1")


def test_an_issue_that_is_no_longer_the_plans_is_not_written(redmine: FakeRedmine) -> None:
    """SQLite gives the number of a deleted issue to another; the staff move issues to other projects."""
    adapter = tracker()
    ref = make(adapter)
    redmine.issues[1]["project"] = {"id": 2, "name": "Другой"}
    with pytest.raises(NotFound) as caught:
        adapter.update_issue(ref, IssuePatch({"title": "Название"}))
    assert caught.value.code == "issue-foreign"
    del redmine.issues[1]
    redmine.make()
    with pytest.raises(NotFound):
        adapter.close_issue(ref)
    with pytest.raises(NotFound):
        adapter.update_issue(Ref("№ 1"), IssuePatch({}))


def test_a_field_that_is_not_the_plans_is_not_written(redmine: FakeRedmine) -> None:
    """Status, assignee and the rest are the staff's."""
    with pytest.raises(Rejected) as caught:
        tracker().update_issue(Ref("1"), IssuePatch({"status": "Закрыта"}))
    assert (caught.value.code, redmine.log) == ("field-unknown", [])


def test_a_closed_version_takes_no_new_issue(redmine: FakeRedmine) -> None:
    """It is told before the request, with the mend; Redmine would only say that a value is wrong."""
    adapter = tracker()
    version = adapter.create_milestone(year(2025))
    redmine.versions[1]["status"] = "locked"
    adapter.fetch()
    for one in (adapter, tracker()):  # one that has fetched, and one that has not
        with pytest.raises(Rejected) as caught:
            one.create_issue(desired(), milestone_id=version.id, parent_id=None)
        assert (caught.value.code, redmine.issues) == ("milestone-closed", {})


def test_a_version_gets_its_marker_below_the_staffs_words(redmine: FakeRedmine) -> None:
    """And what was dropped of it does not count as done."""
    adapter = tracker(version_sharing="descendants")
    ref = adapter.create_milestone(year(2025))
    assert redmine.versions[1]["sharing"] == "descendants"
    redmine.versions[1]["description"] = "Слова"
    adapter.update_milestone(ref, year(2025), ("title", "start", "due"))
    assert redmine.versions[1]["description"].startswith("Слова\n\n")
    redmine.versions[1]["description"] = None
    adapter.update_milestone(ref, year(2025), ("title", "start", "due"))
    assert redmine.versions[1]["description"] == year(2025).description
    redmine.dropped = {"due_date"}
    with pytest.raises(Rejected) as caught:
        adapter.create_milestone(year(2026))
    assert caught.value.field == "due"


def test_a_refusal_says_what_redmine_says(redmine: FakeRedmine) -> None:
    """In the bot's language; a refusal without a body gives no reason."""
    answers = iter([said(422, {"errors": ["Имя уже существует", "Дата"]}), said(422), said(422, "<html>")])
    redmine.odd = lambda method, _p, _s: next(answers) if method == "POST" else None
    adapter = tracker()
    for expected in ("Имя уже существует; Дата", "no reason"):
        with pytest.raises(Rejected) as caught:
            adapter.create_milestone(year(2025))
        assert expected in caught.value.message
    with pytest.raises(TrackerError):
        adapter.create_milestone(year(2025))


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_text_that_is_none_is_refused_before_it_is_sent(redmine: FakeRedmine, text: str) -> None:
    """NUL ends in a server error, and half a surrogate pair cannot be stored."""
    with pytest.raises(Rejected) as caught:
        make(tracker(), desired(title=text))
    assert (caught.value.code, redmine.issues) == ("text-invalid", {})


def test_members_beyond_a_page_are_read_on(redmine: FakeRedmine) -> None:
    """And a page without rows ends the reading as short."""
    here = {"id": 1, "name": "План"}
    pages = iter(
        [
            [{"project": here, "group": {"id": 20, "name": "Раз"}}],
            [{"project": here, "group": {"id": 21, "name": "Два"}}],
            [],
        ]
    )

    def members(_method: str, path: str, _sent: Any) -> Any:
        return said(200, {"memberships": next(pages), "total_count": 2}) if "memberships" in path else None

    redmine.odd = members
    make(tracker(), desired(assignee="Два"))
    assert redmine.issues[1]["assigned_to"]["id"] == 21
    with pytest.raises(Transient):
        make(tracker(), desired("I.1.2", assignee="Два"))
    assert len(redmine.issues) == 1


def test_an_issue_that_stands_is_never_called_not_done(redmine: FakeRedmine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the request after the POST is refused a connection, the outcome is open: the issue is there."""
    adapter = tracker()

    def refused(*_arguments: object, **_options: object) -> None:
        error = Transient("tracker-away", "refused", Purpose("redmine", "create_issue"))
        error.not_done = True
        raise error

    monkeypatch.setattr("sync.trackers.redmine.client.RedmineClient.change", refused)
    with pytest.raises(Transient) as caught:
        make(adapter, desired("I.1", closed=True))
    assert not caught.value.not_done
    assert len(redmine.issues) == 1


def test_a_renumbered_measure_takes_its_marker_along(redmine: FakeRedmine) -> None:
    """The block bears the new key, so the field bears it too, and the issue is known by it."""
    adapter = tracker()
    ref = make(adapter)
    adapter.update_issue(ref, IssuePatch({"description": fence(PLAN, "I.1.9", "Текст")}))
    assert redmine.issues[1]["custom_fields"][0]["value"] == f"{PLAN}:I.1.9"
    assert only(adapter).key == "I.1.9"


def test_a_note_that_redmine_drops_is_an_error(redmine: FakeRedmine) -> None:
    """Redmine takes a note and drops it without a word where a workflow says so; that is no success."""
    adapter = tracker()
    ref = make(adapter)
    redmine.dropped.add("notes")
    with pytest.raises(Rejected) as caught:
        adapter.comment(ref, signed("Слова", mark(Said.QUESTION, PLAN)))
    assert caught.value.code == "dropped"
    assert only(adapter).comments == ()


def test_without_the_right_to_add_notes_no_comment_is_sent(redmine: FakeRedmine) -> None:
    """The right is asked for beforehand, and the refusal names it."""
    adapter = tracker()
    ref = make(adapter)
    redmine.rights = tuple(right for right in redmine.rights if right != "add_issue_notes")
    redmine.log.clear()
    with pytest.raises(AuthFailed) as caught:
        tracker().comment(ref, signed("Слова", mark(Said.QUESTION, PLAN)))
    assert caught.value.code == "right-missing"
    assert not [line for line in redmine.log if line.startswith("PUT")]


def test_a_note_whose_proof_is_lost_is_never_called_not_done(redmine: FakeRedmine) -> None:
    """Where only the look at what was written fails, the outcome is open: the note may stand."""
    adapter = tracker()
    ref = make(adapter)
    sent: list[str] = []

    def lost(method: str, path: str, _sent: Any) -> Any:
        sent.append(method)
        return said(503) if method == "GET" and "PUT" in sent and path == "/issues/1.json" else None

    redmine.odd = lost
    with pytest.raises(Transient) as caught:
        adapter.comment(ref, signed("Слова", mark(Said.QUESTION, PLAN)))
    assert not caught.value.not_done
    assert redmine.journals[1][-1]["notes"].startswith("Слова")
