"""What should stand in the tracker, tracker-neutral: `expand(plan, mapping) -> Desired`.

Decides which deadlines become issues, how they are named and what their plan block says. It knows no tracker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NotRequired, TypedDict

from mappings.desired.asked import asked_figures, asked_texts
from mappings.desired.values import Values
from mappings.desired.words import Around, Words, facts_of
from mappings.language import catalogue, day_text
from mappings.marker import fence, marker
from mappings.plan import Deadline, Measure, Plan
from mappings.wording import clean, cut, folded, section_titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mappings.desired.words import Body
    from mappings.mapping.model import Mapping

TITLE_LIMIT = 255  # characters; what both Redmine and GitLab take
_MILESTONE_TEXT_LIMIT = 255  # characters; what Redmine takes
_LABEL_LIMIT = 60  # characters; what Redmine takes for a category, and about what can be read in a list
_COMMA = "\u201a"  # looks like one: where labels are listed, a real comma would split a name
_LEADS_ON = "в том числе"  # leads on to the rows below, which a title lacks


class LabelKind(StrEnum):
    """What of the plan a label tells of an issue."""

    SECTION = "section"
    GROUP = "group"
    EXECUTOR = "executor"
    FUNDING = "funding"


@dataclass(frozen=True)
class Label:
    """A word by which issues are sorted. `name` is short and holds no comma; `title` is the whole of it."""

    kind: LabelKind
    name: str
    title: str


@dataclass(frozen=True)
class DesiredMilestone:
    """The milestone of one deadline year. `description` ends in the marker."""

    key: str
    title: str
    description: str
    start: date
    due: date


@dataclass(frozen=True)
class DesiredIssue:
    """One issue. `block` is the plan block with fences and marker; `assignee` is only proposed on creation.

    `labels` are of every kind; a tracker takes those that it has a place for. `facts` and `wording` are the
    fingerprints of the block; `earlier` words blocks that tell the same as a version without fingerprints did, which is
    seldom asked for.
    """

    key: str
    title: str
    block: str
    milestone: str | None = None
    parent: str | None = None
    start: date | None = None
    due: date | None = None
    assignee: str | None = None
    closed: bool = False
    labels: tuple[Label, ...] = ()
    facts: str = ""
    wording: str = ""
    earlier: Callable[[], tuple[str, ...]] = field(default=tuple, compare=False)


@dataclass(frozen=True)
class Desired:
    """All milestones and issues of a plan, parents before their children.

    `unfollowed` are the keys that only deadlines before the start year would have: their issues are not made, nor
    are they orphans.
    """

    plan_key: str
    milestones: tuple[DesiredMilestone, ...]
    issues: tuple[DesiredIssue, ...]
    unfollowed: frozenset[str] = frozenset()


def expand(plan: Plan, mapping: Mapping, *, plan_key: str, body: Body, words: Words | None = None) -> Desired:
    """What the tracker should hold for a plan whose overrides have been applied.

    A measure with one deadline, or with none, is one issue under its own key; one with several is a parent and a
    child for each deadline from `from_year` on. A text that was written of the same facts in the same words is taken
    as it is. Raises `MappingError` where the template fails.
    """
    expansion = _Expansion(plan, mapping, plan_key, body, words or Words())
    issues = tuple(issue for measure in plan.measures for issue in expansion.issues(measure))
    years = sorted({issue.milestone for issue in issues if issue.milestone is not None})
    milestones = tuple(expansion.milestone(year) for year in years)
    skipped = {
        key
        for measure in plan.measures
        for deadline in measure.deadlines
        if not expansion.follows(deadline)
        for key in (measure.key, measure.issue_key(deadline))
    }
    return Desired(plan_key, milestones, issues, frozenset(skipped - {issue.key for issue in issues}))


class _Text(TypedDict):
    block: str
    facts: str
    wording: str
    earlier: NotRequired[Callable[[], tuple[str, ...]]]


class _Expansion:
    def __init__(self, plan: Plan, mapping: Mapping, plan_key: str, body: Body, words: Words) -> None:
        self._plan = plan
        self._mapping = mapping
        self._plan_key = plan_key
        self._body = body
        self._words = words
        self._measures = {measure.key: measure for measure in plan.measures}
        titles = section_titles(plan)
        self._printed = {section.key: section for section in plan.sections}
        self._sections = {section.key: replace(section, title=titles[section.key]) for section in plan.sections}
        self._assignees = {folded(name): executor.assignee for name, executor in mapping.executors.items()}

    def follows(self, deadline: Deadline) -> bool:
        first = self._mapping.from_year
        return first is None or deadline.year >= first

    def issues(self, measure: Measure) -> Iterator[DesiredIssue]:
        followed = [deadline for deadline in measure.deadlines if self.follows(deadline)]
        if measure.deadlines and not followed:
            return
        if len(measure.deadlines) == 1:
            yield self._issue(measure, measure.key, followed[0])
            return
        yield self._own_issue(measure, followed)
        for deadline in followed:
            yield self._issue(measure, deadline.key, deadline, parent=measure.key)

    def milestone(self, year: str) -> DesiredMilestone:
        mark = marker(self._plan_key, year)
        title = self._mapping.milestone_title.format(year=year)
        name = cut(clean(self._plan.title), _MILESTONE_TEXT_LIMIT - len(mark) - 1)
        text = f"{name}\n{mark}" if name else mark
        return DesiredMilestone(year, title, text, date(int(year), 1, 1), date(int(year), 12, 31))

    def _issue(self, measure: Measure, key: str, deadline: Deadline, parent: str | None = None) -> DesiredIssue:
        return DesiredIssue(
            key=key,
            title=self._title(measure, self._when(measure, deadline)),
            milestone=str(deadline.year),
            parent=parent,
            start=deadline.start,
            due=deadline.due,
            assignee=self._assignee(measure),
            labels=self._labels(measure),
            **self._text(measure, key, deadline),
        )

    def _when(self, measure: Measure, deadline: Deadline) -> str:
        """What a title says of a deadline: its year or day as planned, and until when it was extended."""
        language = self._mapping.language
        alone = measure.is_told_by_year(deadline)
        planned = str(deadline.period) if alone else day_text(deadline.planned, language)
        if not deadline.extensions:
            return planned
        text = catalogue(language).gettext("{planned}, extended to {day}")
        return text.format(planned=planned, day=day_text(deadline.due, language))

    def _own_issue(self, measure: Measure, followed: list[Deadline]) -> DesiredIssue:
        """The issue of a measure as a whole: the parent of several deadlines, or all there is where there is none.

        It has no milestone, since it belongs to no single year; its dates span those of its children. Its title names
        the years of the plan.
        """
        years = sorted({deadline.period for deadline in followed})
        span = "–".join(map(str, dict.fromkeys((*years[:1], *years[-1:]))))
        return DesiredIssue(
            key=measure.key,
            title=self._title(measure, span),
            start=min((deadline.start for deadline in followed), default=None),
            due=max((deadline.due for deadline in followed), default=None),
            assignee=self._assignee(measure),
            labels=self._labels(measure),
            **self._text(measure, measure.key, None),
        )

    def _title(self, measure: Measure, when: str) -> str:
        suffix = f" ({when})" if when else ""
        name = measure.short_title or _ended(measure.title)
        head = clean(f"{measure.number}. {name}")
        return cut(head, TITLE_LIMIT - len(suffix)) + suffix

    def _text(self, measure: Measure, key: str, deadline: Deadline | None) -> _Text:
        """The plan block of an issue and its fingerprints."""
        facts = facts_of(key, measure, deadline, self._around(measure), self._mapping.measures.get(measure.key))
        wording, written = self._words.of(measure), self._words.written.get(key)
        same = written is not None and written.facts == facts
        if written is not None and same and wording and written.wording == wording:
            return {"block": written.text, "facts": facts, "wording": wording}
        values = self._values(measure, deadline)
        text: _Text = {"block": fence(self._plan_key, key, self._body(values)), "facts": facts, "wording": wording}
        extended = any(one.extensions for one in ([deadline] if deadline else measure.deadlines))
        if self._words.earlier is not None and not same and not extended:  # those versions knew of no extension
            body = self._words.earlier
            text["earlier"] = lambda: (fence(self._plan_key, key, body(values)),)
        return text

    def _around(self, measure: Measure) -> Around:
        parent = self._measures.get(measure.parent or "")
        group = self._plan.group(measure.group)
        return Around(self._plan.title, self._printed[measure.section], group, parent)

    def _values(self, measure: Measure, deadline: Deadline | None) -> Values:
        """What a template is given."""
        return Values(
            plan=self._plan,
            measure=measure,
            parent=self._measures.get(measure.parent or ""),
            deadline=deadline,
            section=self._sections[measure.section],
            group=self._plan.group(measure.group),
            asked=asked_texts(measure),
            figures=asked_figures(measure, deadline),
            fact_field=self._words.fact_field,
        )

    def _labels(self, measure: Measure) -> tuple[Label, ...]:
        section, group = self._sections[measure.section], self._plan.group(measure.group)
        titles = [(LabelKind.SECTION, f"{section.key}. {section.title}" if section.title else section.key)]
        titles += [(LabelKind.GROUP, f"{group.key}. {_ended(group.title)}")] if group is not None else []
        titles += [(LabelKind.EXECUTOR, name[:1].upper() + name[1:]) for name in measure.executors]
        titles += [(LabelKind.FUNDING, name[:1].upper() + name[1:]) for name in measure.funding]
        whole = [(kind, clean(title)) for kind, title in titles]
        labels = [Label(kind, cut(title, _LABEL_LIMIT).replace(",", _COMMA), title) for kind, title in whole if title]
        return tuple({label.name: label for label in labels}.values())

    def _assignee(self, measure: Measure) -> str | None:
        names = map(folded, measure.executors)
        return next((assignee for name in names if (assignee := self._assignees.get(name))), None)


def _ended(title: str) -> str:
    """A title without the words and the colon at its end that lead on to the rows below it."""
    bare = title.rstrip().removesuffix(":").rstrip()
    head, words = bare[: -len(_LEADS_ON)], bare[-len(_LEADS_ON) :]
    return head.rstrip(" ,.;") if words.lower() == _LEADS_ON and head.endswith((" ", ",", ".", ";")) else bare
