"""The draft of a mapping: every doubtful reading of a plan as a choice for the operator, left as a comment.

Decides what is offered and how it stands in YAML. The draft says nothing until a line is made live: `#` in the first
column makes a line of what was read, `##` one of another reading. It writes no file. Pure: a plan in, a text out.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.mapping.decisions import Topic, topic_of
from mappings.mapping.model import Mapping
from mappings.operator_files.strict_yaml import SIZE_LIMIT
from mappings.plan import Finding, Measure, Plan, Recurrence, Severity
from mappings.reading.findings import hint_of, message_of, place_of
from mappings.reading.timing.calendar_days import year_end
from mappings.wording import clean, cut, day, folded

_ROOM = SIZE_LIMIT - 100_000  # bytes for choices; what a mapping may have, less the heading and the closing words
_WIDTH = 110  # characters of a comment's line
_TITLE_LIMIT = 100  # characters
_NAME_LIMIT = 500  # characters of an executor; YAML takes no key of more than 1024
_CYRILLIC = re.compile(r"[\u0400-\u04FF]")


@dataclass(frozen=True)
class _Choice:
    """A reading of one measure: the lines that would stand below its key, and what they mean."""

    lines: tuple[str, ...]
    meaning: str
    read: bool = True  # this is how the plan was read; else another reading


def draft_mapping(plan: Plan, mapping: Mapping | None = None) -> str:
    """The draft for a plan, in the active language. `mapping` is one whose decisions the plan holds already.

    It loads as a mapping as it is, with one `#` taken off every line, and with any one of the other readings.
    """
    blocks: list[list[str]] = []
    left = _ROOM
    doubtful, skipped = _by_measure(plan), 0
    for measure in (measure for measure in plan.measures if measure.key in doubtful):
        block = _measure(plan, measure, doubtful[measure.key])
        left -= _size(block)
        if left < 0:
            skipped += 1
        else:
            blocks.append(block)
    names = _executors(plan, mapping or Mapping(), left)
    lines = [*_heading(plan), "", f"language: {_language(plan)}"]
    lines += _beyond(plan, left)
    lines += ["", "measures:", *(line for block in blocks for line in block)] if blocks else []
    if skipped:
        text = ngettext(
            "There is no room here for {count} more measure: decide these first and draft again with --mapping.",
            "There is no room here for {count} more measures: decide these first and draft again with --mapping.",
            skipped,
        )
        lines += _prose(text.format(count=skipped))
    lines += (
        ["", *_prose(_("Who answers in the tracker for an executor: the login.")), "executors:", *names]
        if names
        else []
    )
    return "\n".join(lines) + "\n"


def _by_measure(plan: Plan) -> dict[str, list[Finding]]:
    """The findings that the mapping can settle, by measure."""
    keys = {measure.key for measure in plan.measures}
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in _guesses(plan):
        if finding.measure in keys and topic_of(finding.code) is not Topic.NONE:
            found[str(finding.measure)].append(finding)
    return found


def _guesses(plan: Plan) -> Iterator[Finding]:
    return (finding for finding in plan.findings if finding.severity is not Severity.INFO)


def _heading(plan: Plan) -> list[str]:
    title = cut(clean(plan.title), 2 * _TITLE_LIMIT)
    head = _("A draft of the mapping for the plan «{title}».").format(title=title) if title else ""
    return [
        *_prose(head or _("A draft of the mapping.")),
        *_prose(
            _(
                "A line that begins with # says how the plan was read: where that is right, take the # off, from the "
                "measure's key too. A line that begins with ## is another reading: take both off and leave the first "
                "one a comment. Every line may be changed. What is decided here is no longer told as a finding."
            )
        ),
    ]


def _language(plan: Plan) -> str:
    """The language of the issues' texts: that of the plan."""
    return "ru" if any(_CYRILLIC.search(text) for text in (plan.title, *(one.title for one in plan.measures))) else "en"


def _beyond(plan: Plan, room: int) -> list[str]:
    """What is doubtful and has no key in the mapping."""
    rest = [one for one in _guesses(plan) if topic_of(one.code) is Topic.NONE]
    lines = [line for finding in rest for line in _told(finding, hint=True)]
    if not rest or _size(lines) > room:
        return []
    return ["", *_prose(_("What no mapping can settle; look at it in the document:")), *lines]


def _told(finding: Finding, *, hint: bool = False) -> list[str]:
    """A finding as comment lines."""
    where = ", ".join(filter(None, (finding.measure if hint else "", place_of(finding.place))))
    text = f"{where}: {message_of(finding)}" if where else message_of(finding)
    return _prose(f"{text} [{finding.code}]. {_sentence(hint_of(finding))}" if hint else f"{text} [{finding.code}]")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _measure(plan: Plan, measure: Measure, findings: list[Finding]) -> list[str]:
    title = cut(clean(measure.title), _TITLE_LIMIT)
    lines = ["", *_prose(f"{measure.key}. {title}", 2)]
    lines += [f"  {line}" for finding in findings for line in _told(finding)]
    choices = [choice for topic in Topic for choice in _choices(plan, measure, topic, findings)]
    known = any(choice.read for choice in choices)
    if choices:
        lines.append(f"{'#' if known else '##'}  {measure.key}:")
    for choice in choices:
        sign = "#" if choice.read else "##"
        lines += [f"{sign}    {line}" for line in choice.lines[:-1]]
        lines.append(f"{sign}    {choice.lines[-1]}  # {choice.meaning}")
    return lines


def _choices(plan: Plan, measure: Measure, topic: Topic, findings: list[Finding]) -> Iterator[_Choice]:
    mine = [finding for finding in findings if topic_of(finding.code) is topic]
    if not mine:
        return
    if topic is Topic.TIMING:
        yield _timing_read(measure)
        yield from _other_timings(plan, measure)
    elif topic is Topic.EXECUTORS:
        yield from _executor_choices(plan, measure, {finding.code for finding in mine})
    else:
        yield from _target_choices(measure, mine)


def _timing_read(measure: Measure) -> _Choice:
    days = [one.planned for one in measure.deadlines]
    if not days:
        return _Choice(("recurrence: ongoing",), _("as read: no deadline"))
    deadlines = f"deadlines: [{', '.join(map(_day, days))}]"
    if measure.recurrence is not Recurrence.ANNUAL:
        return _Choice((deadlines,), _("as read"))
    first, last = measure.deadlines[0].start.year, days[-1].year
    if days == [year_end(year) for year in range(first, last + 1)]:
        meaning = _("as read: each year from {first} to {last}").format(first=first, last=last)
        return _Choice(("recurrence: annual",), meaning)
    return _Choice(("recurrence: annual", deadlines), _("as read"))


def _other_timings(plan: Plan, measure: Measure) -> Iterator[_Choice]:
    days = [one.planned for one in measure.deadlines]
    if not days:
        if plan.end_year is not None:
            yield _Choice((f"deadlines: [{plan.end_year}]",), _("by the end of the plan"), read=False)
        return
    first, last = measure.deadlines[0].start.year, days[-1].year
    if len(days) > 1:
        yield _Choice(("recurrence: once",), _("one deadline: {day}").format(day=day(days[-1])), read=False)
    if measure.recurrence is not Recurrence.ANNUAL and last > first:
        meaning = _("each year from {first} to {last}").format(first=first, last=last)
        yield _Choice(("recurrence: annual",), meaning, read=False)


def _day(due: date) -> str:
    return str(due.year) if due == year_end(due.year) else due.isoformat()


def _executor_choices(plan: Plan, measure: Measure, codes: set[str]) -> Iterator[_Choice]:
    if all(map(_plain, measure.executors)) and measure.executors:
        yield _Choice((f"executors: {_inline(measure.executors)}",), _("as read"))
        if "executors-run-together" in codes:
            whole = " ".join(measure.executors)
            yield _Choice((f"executors: {_inline([whole])}",), _("one executor"), read=False)
        return
    usual = Counter(name for one in plan.measures for name in one.executors).most_common(1)
    for name, _count in usual:
        yield _Choice((f"executors: {_inline([name])}",), _("the one named most often"), read=False)


def _target_choices(measure: Measure, findings: Iterable[Finding]) -> Iterator[_Choice]:
    text = _plain(measure.target_text)
    if not text:
        yield _Choice(("target: " + _scalar(_("Done")),), _("or what is to be reached"), read=False)
        return
    numberless = any(finding.code == "target-number-missing" for finding in findings)
    meaning = _("as read; write the number in where it is known") if numberless else _("as read")
    yield _Choice((f"target: {_scalar(text)}",), meaning)
    for finding in findings:
        details = {name: str(value) for name, value in finding.details}
        if finding.code == "target-count-differs":
            count = re.escape(details["count"].partition(" ")[0])
            other = re.sub(rf"(?<![0-9]){count}(?![0-9])", details["years"], text, count=1)
            if other != text:
                yield _Choice((f"target: {_scalar(other)}",), _("one for each year"), read=False)


def _executors(plan: Plan, mapping: Mapping, room: int) -> list[str]:
    """The executors that nobody is named for yet, as lines."""
    known = {folded(name) for name, executor in mapping.executors.items() if executor.assignee}
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for name in (name for measure in plan.measures for name in measure.executors):
        names.setdefault(folded(name), name)
        counts[folded(name)] += 1
    lines: list[str] = []
    for same, name in names.items():
        if same in known or _plain(name) != name or len(name) > _NAME_LIMIT:
            continue
        count = counts[same]
        measures = ngettext("{count} measure", "{count} measures", count).format(count=count)
        lines += [f"#  {_scalar(name)}:  # {measures}", "#    assignee:"]
    return lines if _size(lines) <= room else []


def _prose(text: str, indent: int = 0) -> list[str]:
    sign = f"{' ' * indent}# "
    return textwrap.wrap(_plain(text), _WIDTH, initial_indent=sign, subsequent_indent=sign, break_on_hyphens=False)


def _plain(text: str) -> str:
    """A text as a mapping takes it: on one line, and only what can be seen."""
    return " ".join("".join(sign for sign in clean(text) if sign.isprintable()).split())


def _inline(texts: Iterable[str]) -> str:
    """A list on one line of YAML."""
    data = [_plain(text) for text in texts]
    return yaml.safe_dump(data, default_flow_style=True, allow_unicode=True, width=SIZE_LIMIT).strip()


def _scalar(text: str) -> str:
    """A text on one line of YAML, quoted where it must be."""
    return _inline([text])[1:-1]


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
