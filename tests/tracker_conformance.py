"""The rules that every adapter keeps, as one suite to inherit. It knows no tracker by name.

A test module subclasses `TrackerConformance` and overrides the fixtures `tracker` and `staff`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import pytest

from mappings.desired.issues import TITLE_LIMIT, DesiredIssue, DesiredMilestone
from mappings.marker import fence, marker, normal
from mappings.plan import Severity
from mappings.signature import Said, mark, mark_of, signed
from sync.errors import Conflict, NotFound, TrackerError
from sync.tracker import ActualIssue, IssuePatch, Ref, TakesComments, Tracker

PLAN = "plan-a"
AWKWARD = (
    "Строки с концами CRLF\r\nи LF\n\nЁмкость — «кавычки», \N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} и 📚\n"
    "<script>alert('x')</script> & &amp; %s {x} \\n\n# не заголовок\n* не список\n" + "длинный текст " * 400
)


class Staff(Protocol):
    """The hand of the staff: what they do in the tracker past the port. Ids are those of `Ref`."""

    def close(self, issue: str) -> None:
        """Close an issue."""

    def reopen(self, issue: str) -> None:
        """Open it again."""

    def comment(self, issue: str, text: str, author: str) -> None:
        """Comment on it under a name."""

    def set_due(self, issue: str, due: date | None) -> None:
        """Set its due date."""

    def set_title(self, issue: str, title: str) -> None:
        """Set its title."""

    def set_description(self, issue: str, text: str) -> None:
        """Set its whole description."""

    def delete(self, issue: str) -> None:
        """Remove it for good."""

    def create_foreign(self, title: str) -> str:
        """Make an issue of the staff's own; returns its id."""


def desired(key: str = "I.1.1", *, body: str = "Полный текст", **fields: object) -> DesiredIssue:
    """An issue of the plan, with its block."""
    values: dict[str, object] = {"title": f"Мероприятие {key}", "block": fence(PLAN, key, body), **fields}
    return DesiredIssue(key, **values)  # type: ignore[arg-type]


def year(number: int) -> DesiredMilestone:
    """The milestone of a year."""
    block = fence(PLAN, str(number), f"Сроки {number} года")
    return DesiredMilestone(str(number), f"План: {number}", block, date(number, 1, 1), date(number, 12, 31))


def commenting(tracker: Tracker) -> TakesComments:
    """The tracker as one that takes comments; without that interface there is nothing to prove."""
    if not isinstance(tracker, TakesComments):
        pytest.skip("the adapter does not offer comments")
    return tracker


class TrackerConformance:
    """What the engine relies on in every tracker."""

    @pytest.fixture
    def tracker(self) -> Tracker:
        """A fresh tracker with nothing in it, for the plan `PLAN`."""
        raise NotImplementedError

    @pytest.fixture
    def staff(self) -> Staff:
        """The staff of that tracker."""
        raise NotImplementedError

    def make(self, tracker: Tracker, issue: DesiredIssue) -> Ref:
        """An issue without milestone and parent."""
        return tracker.create_issue(issue, milestone_id=None, parent_id=None)

    def only(self, tracker: Tracker) -> ActualIssue:
        """The one issue of the plan."""
        (issue,) = tracker.fetch().issues
        return issue

    def test_a_fresh_tracker_holds_nothing_of_the_plan(self, tracker: Tracker) -> None:
        """Before the first sync there is nothing to find, and that is no error."""
        actual = tracker.fetch()
        assert actual.issues == ()
        assert all(milestone.key is None for milestone in actual.milestones)
        assert tracker.find(marker(PLAN, "I.1.1")) is None

    def test_a_created_issue_comes_back_with_equal_fields(self, tracker: Tracker) -> None:
        """What the plan's fields were created with is what fetch returns."""
        wanted = desired(start=date(2025, 1, 1), due=date(2025, 12, 31))
        ref = self.make(tracker, wanted)
        issue = self.only(tracker)
        assert issue.ref.id == ref.id
        assert issue.key == "I.1.1"
        assert issue.title == wanted.title
        assert normal(issue.description) == wanted.block
        assert (issue.start, issue.due) == (date(2025, 1, 1), date(2025, 12, 31))
        assert not issue.closed
        assert issue.comments == ()
        assert (issue.milestone_id, issue.parent_id) == (None, None)

    def test_an_issue_may_be_created_closed(self, tracker: Tracker) -> None:
        """A deadline of the past can be put down as closed at once."""
        self.make(tracker, desired(closed=True))
        assert self.only(tracker).closed

    def test_find_returns_the_issue_that_bears_the_marker(self, tracker: Tracker) -> None:
        """Recovery finds the copy by its whole key, not by a key that begins alike."""
        self.make(tracker, desired("I.1.1/2025"))
        ref = self.make(tracker, desired("I.1.1"))
        found = tracker.find(marker(PLAN, "I.1.1"))
        assert found is not None
        assert (found.ref.id, found.key) == (ref.id, "I.1.1")
        assert tracker.find(marker(PLAN, "I.1")) is None
        assert tracker.find(marker("plan-b", "I.1.1")) is None

    def test_all_of_many_issues_come_back(self, tracker: Tracker) -> None:
        """More issues than one page holds all come back, each once."""
        keys = [f"I.{number}" for number in range(1, 128)]
        for key in keys:
            self.make(tracker, desired(key))
        issues = tracker.fetch().issues
        assert sorted(issue.key for issue in issues) == sorted(keys)
        assert len({issue.ref.id for issue in issues}) == len(keys)

    def test_closed_issues_come_back(self, tracker: Tracker, staff: Staff) -> None:
        """An issue that the staff closed is fetched as closed with its date, and as open when they open it again."""
        ref = self.make(tracker, desired())
        staff.close(ref.id)
        closed = self.only(tracker)
        assert closed.closed
        assert closed.closed_at is not None
        assert closed.closed_at.utcoffset() is not None
        found = tracker.find(marker(PLAN, "I.1.1"))
        assert found is not None
        assert found.closed
        staff.reopen(ref.id)
        opened = self.only(tracker)
        assert (opened.closed, opened.closed_at) == (False, None)

    def test_foreign_issues_are_not_shown(self, tracker: Tracker, staff: Staff) -> None:
        """Neither the staff's own issues nor those of another plan are the plan's."""
        staff.create_foreign("Заказать картриджи")
        other = staff.create_foreign("Из другого плана")
        staff.set_description(other, fence("plan-b", "I.1.1", "Текст"))
        quoted = staff.create_foreign("С цитатой")
        staff.set_description(quoted, f"см. {marker(PLAN, 'I.1.1')} в реестре")
        assert tracker.fetch().issues == ()
        assert tracker.find(marker(PLAN, "I.1.1")) is None

    def test_comments_come_with_author_and_time(self, tracker: Tracker, staff: Staff) -> None:
        """A reported figure is worth something only with its author and time, the oldest comment first."""
        ref = self.make(tracker, desired())
        staff.comment(ref.id, "Факт: 3", "ivanova")
        staff.comment(ref.id, "Факт: 4", "petrov")
        comments = self.only(tracker).comments
        assert [normal(comment.text) for comment in comments] == ["Факт: 3", "Факт: 4"]
        assert [comment.author for comment in comments] == ["ivanova", "petrov"]
        for comment in comments:
            assert comment.at.utcoffset() is not None
            assert comment.at > datetime(2000, 1, 1, tzinfo=UTC)
            assert not comment.private
        assert comments[1].at - comments[0].at >= timedelta(0)

    def test_an_update_sends_only_the_fields_given(self, tracker: Tracker, staff: Staff) -> None:
        """What the patch does not name stays as the staff left it."""
        ref = self.make(tracker, desired(due=date(2025, 12, 31)))
        staff.set_due(ref.id, date(2025, 11, 1))
        staff.comment(ref.id, "В работе", "ivanova")
        seen = self.only(tracker)
        tracker.update_issue(seen.ref, IssuePatch({"title": "Новое название"}))
        issue = self.only(tracker)
        assert issue.title == "Новое название"
        assert issue.due == date(2025, 11, 1)
        assert normal(issue.description) == normal(seen.description)
        assert len([comment for comment in issue.comments if comment.text]) == 1

    def test_every_field_of_the_plan_can_be_changed_and_cleared(self, tracker: Tracker) -> None:
        """None in a patch clears a field; the ref that comes back serves for the next update."""
        ref = self.make(tracker, desired(start=date(2025, 1, 1), due=date(2025, 12, 31)))
        block = fence(PLAN, "I.1.1", "Другой текст")
        ref = tracker.update_issue(
            ref, IssuePatch({"start": date(2026, 1, 1), "due": date(2026, 12, 31), "description": block})
        )
        issue = self.only(tracker)
        assert (issue.start, issue.due) == (date(2026, 1, 1), date(2026, 12, 31))
        assert normal(issue.description) == block
        tracker.update_issue(ref, IssuePatch({"start": None, "due": None}))
        issue = self.only(tracker)
        assert (issue.start, issue.due) == (None, None)

    def test_a_stale_version_raises_conflict(self, tracker: Tracker, staff: Staff) -> None:
        """Where the tracker knows versions, what somebody wrote meanwhile is not overwritten."""
        ref = self.make(tracker, desired())
        seen = self.only(tracker)
        staff.set_title(ref.id, "Название сотрудников")
        if seen.ref.version is not None:
            with pytest.raises(Conflict):
                tracker.update_issue(seen.ref, IssuePatch({"title": "Название из плана"}))
        assert self.only(tracker).title == "Название сотрудников"

    def test_awkward_text_survives(self, tracker: Tracker, staff: Staff) -> None:
        """Cyrillic, emoji, line ends, markup and length survive in the form in which texts are compared."""
        title = "Ёлка «№ 5» & <b>жирно</b> 📚 " + "я" * 200
        ref = self.make(tracker, desired(title=title, body=AWKWARD))
        issue = self.only(tracker)
        assert issue.title == title
        assert normal(issue.description) == fence(PLAN, "I.1.1", AWKWARD)
        own_words = f"{AWKWARD}\r\n\r\n{fence(PLAN, 'I.1.1', 'Текст')}\r\n\r\nФакт: 7\r\n"
        staff.set_description(ref.id, own_words)
        assert normal(self.only(tracker).description) == normal(own_words)
        staff.comment(ref.id, AWKWARD, "ivanova")
        (comment,) = self.only(tracker).comments
        assert normal(comment.text).rstrip() == normal(AWKWARD).rstrip()

    def test_a_deleted_issue_is_gone(self, tracker: Tracker, staff: Staff) -> None:
        """What the staff deleted is neither fetched nor found, and an update of it does not make it anew."""
        ref = self.make(tracker, desired())
        staff.delete(ref.id)
        assert tracker.find(marker(PLAN, "I.1.1")) is None
        assert tracker.fetch().issues == ()
        with pytest.raises(NotFound):
            tracker.update_issue(ref, IssuePatch({"title": "Название"}))
        assert tracker.fetch().issues == ()

    def test_parent_and_milestone_are_read_back(self, tracker: Tracker) -> None:
        """An issue names its milestone and its parent by their ids, and can be moved between them."""
        first, second = (tracker.create_milestone(year(number)) for number in (2025, 2026))
        parent = self.make(tracker, desired("I.1.1"))
        child = tracker.create_issue(desired("I.1.1/2025"), milestone_id=first.id, parent_id=parent.id)
        issue = self.by_key(tracker, "I.1.1/2025")
        assert (issue.milestone_id, issue.parent_id) == (first.id, parent.id)
        assert (issue.ref.id, issue.ref.url) == (child.id, child.url)
        tracker.update_issue(issue.ref, IssuePatch({"milestone_id": second.id, "parent_id": None}))
        issue = self.by_key(tracker, "I.1.1/2025")
        assert (issue.milestone_id, issue.parent_id) == (second.id, None)
        assert self.by_key(tracker, "I.1.1").parent_id is None

    def test_a_milestones_marker_is_read_back(self, tracker: Tracker) -> None:
        """A milestone is known by its marker, and its title and dates can be brought to the plan's, each alone."""
        ref = tracker.create_milestone(year(2025))
        (milestone,) = [one for one in tracker.fetch().milestones if one.key == "2025"]
        assert milestone.ref.id == ref.id
        assert milestone.title == year(2025).title
        assert milestone.due == date(2025, 12, 31)
        assert not milestone.closed
        renamed = DesiredMilestone("2025", "Сроки 2025", year(2025).description, date(2025, 1, 1), date(2025, 12, 30))
        tracker.update_milestone(milestone.ref, renamed, ("title", "start", "due"))
        (milestone,) = [one for one in tracker.fetch().milestones if one.key == "2025"]
        assert (milestone.title, milestone.due) == ("Сроки 2025", date(2025, 12, 30))
        tracker.update_milestone(milestone.ref, year(2025), ("title",))
        (milestone,) = [one for one in tracker.fetch().milestones if one.key == "2025"]
        assert (milestone.title, milestone.due) == (year(2025).title, date(2025, 12, 30))

    def test_an_issue_can_be_closed_through_the_port(self, tracker: Tracker) -> None:
        """An issue whose measure the plan dropped is closed, not deleted; it can be opened again. Twice is no error."""
        ref = tracker.close_issue(self.make(tracker, desired()))
        assert self.only(tracker).closed
        ref = tracker.close_issue(ref)
        assert self.only(tracker).closed
        ref = tracker.reopen_issue(ref)
        assert not self.only(tracker).closed
        tracker.reopen_issue(ref)
        assert not self.only(tracker).closed

    def test_a_comment_comes_back_as_it_was_given(self, tracker: Tracker, staff: Staff) -> None:
        """What Vekha says in an issue stands among the comments, and changes nothing else of it."""
        takes = commenting(tracker)
        ref = self.make(tracker, desired(due=date(2025, 12, 31)))
        staff.comment(ref.id, "В работе", "ivanova")
        before = self.only(tracker)
        said = signed("Факт за 2023 год: 4\nИсточник: отчёт за 2023 год", mark(Said.IMPORTED, PLAN, "I.1.1"))
        takes.comment(before.ref, said)
        issue = self.only(tracker)
        assert [normal(one.text) for one in issue.comments] == ["В работе", said]
        assert not issue.comments[-1].private
        assert issue.comments[-1].at >= issue.comments[0].at
        assert (issue.title, issue.due, issue.status, issue.closed) == (
            before.title,
            before.due,
            before.status,
            before.closed,
        )
        assert normal(issue.description) == normal(before.description)
        found = tracker.find(marker(PLAN, "I.1.1"))
        assert found is not None
        assert [mark_of(one.text) for one in found.comments] == ["", mark_of(said)]

    def test_a_comment_does_nothing_in_the_tracker(self, tracker: Tracker) -> None:
        """Commands, mentions and markup in what somebody wrote into a table stay words; a closed issue stays closed."""
        takes = commenting(tracker)
        ref = tracker.close_issue(self.make(tracker, desired()))
        words = f"Факт: 4\n/reopen\n/label ~срочно\n@ivanova #1 !2 [x](http://example.org)\n{AWKWARD[:400]}"
        said = signed(normal(words), mark(Said.IMPORTED, PLAN, words))
        takes.comment(ref, said)
        issue = self.only(tracker)
        assert normal(issue.comments[-1].text) == normal(said)
        assert issue.closed

    def test_a_comment_does_not_need_the_newest_version(self, tracker: Tracker, staff: Staff) -> None:
        """A comment takes nobody's place: what the staff have changed since is no reason to hold it back."""
        takes = commenting(tracker)
        ref = self.make(tracker, desired())
        staff.set_title(ref.id, "Название сотрудников")
        first, second = (signed(word, mark(Said.QUESTION, PLAN, word)) for word in ("Один", "Два"))
        after = takes.comment(ref, first)
        takes.comment(after, second)
        issue = self.only(tracker)
        assert [normal(one.text) for one in issue.comments if one.text] == [first, second]
        assert issue.title == "Название сотрудников"

    def test_a_comment_on_a_deleted_issue_is_refused(self, tracker: Tracker, staff: Staff) -> None:
        """Where the staff deleted the issue there is nothing to comment on, and none is made."""
        takes = commenting(tracker)
        ref = self.make(tracker, desired())
        staff.delete(ref.id)
        with pytest.raises(NotFound):
            takes.comment(ref, signed("Слова", mark(Said.QUESTION, PLAN)))
        assert tracker.fetch().issues == ()

    def test_a_healthy_tracker_checks_without_error(self, tracker: Tracker) -> None:
        """Check finds no error before the first sync and after it."""
        before = tracker.check()
        tracker.create_milestone(year(2025))
        self.make(tracker, desired())
        after = tracker.check()
        assert [line for line in (*before, *after) if line.severity is Severity.ERROR] == []

    def test_traffic_counts_reads_and_writes_apart(self, tracker: Tracker) -> None:
        """A run that changes nothing shows no writes."""
        ref = self.make(tracker, desired())
        writes = tracker.traffic.writes
        assert writes >= 1
        tracker.fetch()
        tracker.find(marker(PLAN, "I.1.1"))
        assert tracker.traffic.writes == writes
        assert tracker.traffic.requests > writes
        tracker.update_issue(ref, IssuePatch({"title": "Название"}))
        assert tracker.traffic.writes > writes

    def test_what_the_tracker_refuses_is_a_tracker_error(self, tracker: Tracker) -> None:
        """A refused write raises an error of the port, and leaves nothing behind."""
        too_long = "я" * (TITLE_LIMIT + 1)
        with pytest.raises(TrackerError) as caught:
            self.make(tracker, desired(title=too_long))
        assert caught.value.code
        assert tracker.fetch().issues == ()

    def by_key(self, tracker: Tracker, key: str) -> ActualIssue:
        """The fetched issue with a key."""
        (issue,) = [issue for issue in tracker.fetch().issues if issue.key == key]
        return issue
