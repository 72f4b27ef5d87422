"""What `vekha read NEW --against OLD` answers: its JSON, its parts in words, and the same as a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.wording import clean, cut, day

if TYPE_CHECKING:
    from mappings.amendment.changes import Amendment, Doubtful
    from mappings.amendment.pairing import Pair
    from mappings.plan import Measure, Plan

_TITLE_LIMIT = 80  # characters of a title beside a line of `renamed`


@dataclass(frozen=True)
class Part:
    """The changes of one kind in words. The first `lead` cells of a row say which measure it is about."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lead: int = 2


def amendment_as_json(amendment: Amendment, against: Path) -> dict[str, Any]:
    """What an amended plan changes, by kind; `from` is the plan before it."""
    return {
        "against": str(against),
        "added": [_as_json(one) for one in amendment.added],
        "removed": [_as_json(one) for one in amendment.removed],
        "renumbered": [
            {"from": one.old.key, "to": one.new.key, "title": one.new.title, "similarity": one.similarity}
            for one in amendment.renumbered
        ],
        "moved": [
            _change(one, *(_section(*side) for side in ((amendment.old, one.old), (amendment.new, one.new))))
            for one in amendment.moved
        ],
        "reworded": [
            {"key": one.new.key, "from": one.old.title, "to": one.new.title, "similarity": one.similarity}
            for one in amendment.reworded
        ],
        "redated": [
            _change(one, _days(one.old), _days(one.new))
            | {"from_text": one.old.timing_text, "to_text": one.new.timing_text}
            for one in amendment.redated
        ],
        "retargeted": [_change(one, one.old.target_text, one.new.target_text) for one in amendment.retargeted],
        "executors": [_change(one, list(one.old.executors), list(one.new.executors)) for one in amendment.executors],
        "funding": [_change(one, list(one.old.funding), list(one.new.funding)) for one in amendment.funding],
        "renamed": dict(amendment.renamed),
        "doubtful": [
            {
                "kind": one.doubt.value,
                "from": one.pair.old.key,
                "to": one.pair.new.key,
                "from_title": one.pair.old.title,
                "to_title": one.pair.new.title,
                "similarity": one.pair.similarity,
            }
            for one in amendment.doubtful
        ],
    }


def _as_json(measure: Measure) -> dict[str, Any]:
    return {
        "key": measure.key,
        "title": measure.title,
        "executors": list(measure.executors),
        "funding": list(measure.funding),
        "timing_text": measure.timing_text,
        "deadlines": _days(measure),
        "target_text": measure.target_text,
    }


def _change(pair: Pair, before: Any, after: Any) -> dict[str, Any]:
    return {"key": pair.new.key, "title": pair.new.title, "from": before, "to": after}


def _days(measure: Measure) -> list[str]:
    return [deadline.due.isoformat() for deadline in measure.deadlines]


def _section(plan: Plan, measure: Measure) -> str:
    title = plan.section(measure.section).title
    return f"{measure.section}. {title}" if title else measure.section


def parts(amendment: Amendment) -> list[Part]:
    """The kinds of changes that there are, in words; nothing where the plans are alike."""
    number, measure, before, after = _("No. in the plan"), _("Measure"), _("Before"), _("After")
    whole = (number, measure, _("Executors"), _("Timing"), _("Target"))
    changed = (number, measure, before, after)

    def changes(pairs: Iterable[Pair], said: Callable[[Measure], str]) -> tuple[tuple[str, ...], ...]:
        return tuple((one.new.key, one.new.title, _or_dash(said(one.old)), _or_dash(said(one.new))) for one in pairs)

    found = [
        Part(_("Added"), whole, tuple(map(_row, amendment.added))),
        Part(_("Removed"), whole, tuple(map(_row, amendment.removed))),
        Part(
            _("New numbers"),
            (_("Old No."), _("New No."), measure),
            tuple((one.old.key, one.new.key, one.new.title) for one in amendment.renumbered),
            lead=3,
        ),
        Part(
            _("Moved to another section"),
            changed,
            tuple(
                (one.new.key, one.new.title, _section(amendment.old, one.old), _section(amendment.new, one.new))
                for one in amendment.moved
            ),
        ),
        Part(
            _("Reworded"),
            (number, before, after),
            tuple((one.new.key, one.old.title, one.new.title) for one in amendment.reworded),
            lead=1,
        ),
        Part(_("New dates"), changed, tuple(map(_redated, amendment.redated))),
        Part(_("Changed targets"), changed, changes(amendment.retargeted, lambda one: one.target_text)),
        Part(_("Changed executors"), changed, changes(amendment.executors, lambda one: ", ".join(one.executors))),
        Part(_("Changed funding"), changed, changes(amendment.funding, lambda one: ", ".join(one.funding))),
    ]
    return [part for part in found if part.rows]


def doubts(amendment: Amendment) -> list[Part]:
    """What a person has to decide, in words; nothing where all is sure."""
    if not amendment.doubtful:
        return []
    headers = (_("Old No."), _("New No."), _("Before"), _("After"), _("Why"))
    rows = [(one.pair.old.key, one.pair.new.key, one.pair.old.title, one.pair.new.title) for one in amendment.doubtful]
    reasons = map(_why, amendment.doubtful)
    return [Part(_("To be decided"), headers, tuple((*row, why) for row, why in zip(rows, reasons, strict=True)))]


def _why(doubtful: Doubtful) -> str:
    if doubtful.doubt.value == "number-reused":
        return _("the number is another measure's now")
    percent = round(doubtful.pair.similarity * 100)
    return _("perhaps one measure: the titles are {percent}% alike").format(percent=percent)


def _row(measure: Measure) -> tuple[str, ...]:
    timing = measure.timing_text or ", ".join(day(one.due) for one in measure.deadlines)
    return (measure.key, measure.title, *map(_or_dash, (", ".join(measure.executors), timing, measure.target_text)))


def _redated(pair: Pair) -> tuple[str, ...]:
    texts = [pair.old.timing_text, pair.new.timing_text]
    if texts[0] == texts[1]:  # the words are elsewhere, such as «yearly» in the title
        texts = [", ".join(day(one.due) for one in measure.deadlines) for measure in (pair.old, pair.new)]
    return (pair.new.key, pair.new.title, *map(_or_dash, texts))


def _or_dash(text: str) -> str:
    return text or "—"


def amendment_as_text(amendment: Amendment, against: Path, file: Path) -> str:
    """What has changed, for people, and the lines to put into the mapping."""
    lines = [_("{file} against {against}").format(file=file, against=against)]
    if amendment.empty:
        lines += ["", _("The two plans are alike.")]
    for part in [*parts(amendment), *doubts(amendment)]:
        lines += ["", f"{part.title}: {len(part.rows)}"]
        for row in part.rows:
            lines += _row_as_text(part, row)
    if any(one.doubt.value == "number-reused" for one in amendment.doubtful):
        lines += ["", _taken_over()]
    proposed = renamed_lines(amendment)
    if proposed:
        lines += ["", _("For the mapping, so that the issues keep their history:"), "", *proposed]
    return "\n".join(lines)


def _taken_over() -> str:
    return _(
        "Where a number is another measure's now, the old one's issue would become the new one's. If it was dropped, "
        "say so by a line with «null»: its issue then stays what it was, and the new measure gets one of its own."
    )


def _row_as_text(part: Part, row: Sequence[str]) -> list[str]:
    cells = [clean(cell) for cell in row]
    arrow = " → " if part.headers[1] == _("New No.") else "  "
    keys = 2 if arrow.strip() else 1
    head = "  ".join([arrow.join(cells[:keys]), *cells[keys : part.lead]])
    width = max((len(name) for name in part.headers[part.lead :]), default=0) + 1
    rest = zip(part.headers[part.lead :], cells[part.lead :], strict=True)
    return [f"  {head}", *(f"    {name + ':':<{width}} {cell}" for name, cell in rest)]


def renamed_lines(amendment: Amendment) -> list[str]:
    """The lines of `renamed` for the mapping; those that are not sure are comments."""
    lines = [f"  {old}: {new}" for old, new in amendment.renamed.items()]
    for one in amendment.doubtful:
        titles = [cut(clean(title), _TITLE_LIMIT) for title in (one.pair.old.title, one.pair.new.title)]
        to = one.pair.new.key if one.doubt.value == "likely" else "null"
        lines.append(f"  # {one.pair.old.key}: {to}  # «{titles[0]}» → «{titles[1]}»")
    return ["renamed:", *lines] if lines else []


def counted(amendment: Amendment) -> str:
    """How many measures there were, and how many there are."""
    old, new = len(amendment.old.measures), len(amendment.new.measures)
    before = ngettext("{count} measure", "{count} measures", old).format(count=old)
    after = ngettext("{count} measure", "{count} measures", new).format(count=new)
    return _("Before: {before}; after: {after}.").format(before=before, after=after)
