"""Measures said in labelled blocks: minutes, orders, cards, checklists, commitments.

Decides which items of a text are measures and which are headings, steps or neither. The words of the labels stand in
`labels`, where an item begins is for `items`, and who is addressed for `addressed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mappings.reading.headings import roman, section_heading
from mappings.reading.layout.addressed import addressed
from mappings.reading.layout.items import BLOCKS, Item, is_decision, items_of, letters_of, numbered
from mappings.reading.layout.wrapping import Wrapping
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Tally

HEADER = {
    "number": "№ п/п",
    "title": "Мероприятие",
    "timing": "Срок",
    "executor": "Ответственный",
    "target": "Результат",
    "funding": "Финансирование",
    "report": "Доклад",
}

_FEWEST = 2  # blocks with a timing of their own, where not all say also who executes them
_SHOWN = 120  # characters of a text that a finding shows
_ASIDE = re.compile(
    r"(?:присутств|повестка|слушали|выступ|голосовал|председател|секретар|present|agenda|apologies)", re.I
)
_WITHIN = re.compile(
    r"(?:до|к|не позднее) [0-3]?[0-9](?:\.[01]?[0-9]\.| [а-яё]{3,8} )20[0-9]{2}(?: ?г(?:ода|\.)?)?", re.IGNORECASE
)
_INITIAL = re.compile(r"\b[^\W\d]{1,2}\.$")


def said_in_blocks(lines: Sequence[Paragraph]) -> list[Block] | None:
    """The table of what the blocks say and the texts above, or None where too few of them say when they are due."""
    items = _with_shared(_with_steps(_settled(items_of(lines))))
    blocks = [item for item in items if item.kind in BLOCKS]
    parents = frozenset(number for item in blocks for number in _above(item.number))
    if not any(item.says("timing", "report") or is_decision(item) for item in items):
        return None
    timed = sum(_timing(item) != "" for item in blocks)
    leaves = [item for item in blocks if item.number not in parents]
    whole = all(item.says("timing") and item.says("executor") for item in leaves)
    if timed < (1 if whole else _FEWEST) or timed * 2 < len(leaves):
        return None
    first = items.index(blocks[0])
    headed = first > 0 and items[first - 1].kind == "heading"
    alone = first == 1 and section_heading(items[0].title(), "", leading=True) is None  # then it is the plan's title
    section = first - 1 if headed and not alone else first
    left_out = {
        "number": not any(item.number for item in blocks),
        "report": not any(item.says("timing") and item.says("report") for item in blocks),
    }
    roles = [role for role in HEADER if not left_out.get(role)]
    table = _Table(Wrapping(line.text for line in lines), parents, roles)
    above = (item for item in items[:section] if not is_decision(item) and not _ASIDE.match(item.title()))
    return [*table.paragraphs(above), Grid(tuple(table.lines(items[section:])))]


def _above(number: str) -> Iterator[str]:
    """The numbers that a number is below, the nearest first."""
    parts = number.split(".")
    return (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))


def _timing(item: Item) -> str:
    """When a block is due: what its labels say, or else its own words."""
    if item.says("timing", "report"):
        return " ".join(item.parts.get("timing") or item.parts["report"])
    within = _WITHIN.search(item.title())
    return within[0] if within else ""


def _settled(items: list[Item]) -> list[Item]:
    """The items with their kinds settled by what stands around them.

    What stands above the decision of minutes or an order is its preamble. A number that only heads a list of boxes,
    bullets or cards is a section's.
    """
    decision = next((at for at, item in enumerate(items) if is_decision(item)), 0)
    settled: list[Item] = []
    for item, after in zip(items, [*items[1:], None], strict=False):
        bare = not item.says("executor") and not _timing(item)
        heads = item.kind == "number" and bare and after is not None and after.kind in ("box", "bullet", "label")
        if len(settled) < decision:
            settled.append(replace(item, kind="aside" if item.kind in BLOCKS else item.kind, number=""))
        elif item.kind == "heading" or heads:
            settled.append(_headed(item))
        else:
            settled.append(replace(item, kind="rest") if item.kind == "bullet" and bare else item)
    return [item for item in settled if item.kind != "aside"]


def _headed(item: Item) -> Item:
    """A heading whose arabic number is a section's."""
    number, title = (item.number, item.title()) if item.number else numbered(item.title())
    numeral = f"{roman(int(number))}. " if number.isdecimal() and int(number) else ""
    return replace(item, kind="heading", number="", parts={"title": [f"{numeral}{title}"]})


def _with_steps(items: list[Item]) -> list[Item]:
    """The items with the steps of each.

    A single one says what its block is to reach, unless it has a number below that of its block; several are blocks.
    """
    whole: list[Item] = []
    for steps, group in groupby(items, lambda item: item.kind == "step"):
        below = list(group)
        home = whole[-1] if whole else None
        if not steps or home is None or home.kind not in BLOCKS:
            whole += below
        elif len(below) == 1 and not home.says("timing") and not _is_below(home, below[0]):
            _reach(home, below[0])
        else:
            whole += [_below(home, step, order) for order, step in enumerate(below, start=1)]
            home.parts.pop("executor", None)
    return whole


def _with_shared(items: list[Item]) -> list[Item]:
    """The items, those with letters given what only the last of them says: it stands there for all of the number."""
    for above, group in groupby(items, letters_of):
        *others, last = group
        if above and _timing(last) and not any(map(_timing, others)):
            _share(last, others, ("timing", "report"), "timing-shared")
        if above and last.says("executor") and not any(item.says("executor") for item in others):
            _share(last, others, ("executor",), "executor-shared")
    return items


def _share(last: Item, others: list[Item], roles: tuple[str, ...], doubt: str) -> None:
    said = {role: last.parts[role] for role in roles if last.says(role)}
    for item in others:
        item.parts |= {role: list(texts) for role, texts in said.items()}
        item.doubts += [(doubt, " ".join(texts)[:_SHOWN]) for texts in said.values()]


def _is_below(home: Item, step: Item) -> bool:
    """Whether a step bears a number below that of its block: «Milestone 2.1» of «Action 2»."""
    return bool(home.number) and step.number.startswith(f"{home.number}.")


def _reach(home: Item, step: Item) -> None:
    for role, texts in step.parts.items():
        for text in texts:
            home.add("target" if role in ("title", "step") else role, text)


def _below(home: Item, step: Item, order: int) -> Item:
    """A step as a block below its own, whose executor is its own where it names none."""
    inherited = {role: texts for role, texts in home.parts.items() if role == "executor"}
    own = step.number if _is_below(home, step) else f"{home.number}.{order}" if home.number else ""
    return replace(step, number=own, parts=inherited | step.parts)


class _Table:
    """Puts items under the header; knows whom the paragraph of a number addresses."""

    def __init__(self, wrapping: Wrapping, parents: frozenset[str], roles: list[str]) -> None:
        self._wrapping = wrapping
        self._parents = parents
        self._roles = roles
        self._told: dict[str, str] = {}
        self._tally = Tally()

    def paragraphs(self, items: Iterator[Item]) -> list[Block]:
        """The texts above the table."""
        return [Paragraph(self._wrapping.joined(item.parts.get("title", ())), item.place) for item in items]

    def lines(self, items: list[Item]) -> Iterator[Line]:
        """The header and the rows."""
        yield Line(tuple(Cell(HEADER[role]) for role in self._roles), items[0].place)
        for item in items:
            self._tally.add(len(self._roles))
            yield self._row(item) if item.kind in BLOCKS else self._between(item)

    def _between(self, item: Item) -> Line:
        """A heading; a text between the blocks is told of and left out."""
        text = self._wrapping.joined(item.parts.get("title", ()))
        if item.kind == "heading":
            return Line((Cell(text),), item.place)
        return Line((), item.place, doubts=() if is_decision(item) else (("row-unread", text[:_SHOWN]),))

    def _row(self, item: Item) -> Line:
        said = {role: self._wrapping.joined(texts) for role, texts in item.parts.items()}
        said["title"] = (said.get("title") or said.get("step", "")).rstrip(" ;")
        said["number"] = item.number
        said["report"] = said.get("report", "") if item.says("timing") else ""
        said["timing"] = _without_stop(said.get("timing") or _timing(item))
        said["executor"] = _without_stop(said.get("executor", ""))
        self._told[item.number] = addressed(said["title"])
        doubts = item.doubts
        if not said["executor"] and (said["timing"] or item.number not in self._parents):
            told = (self._told.get(number, "") for number in (item.number, *_above(item.number)))
            said["executor"] = next(filter(None, told), "")
            doubts = [*doubts, ("executor-addressed", said["executor"])] if said["executor"] else doubts
        return Line(tuple(Cell(said.get(role, "")) for role in self._roles), item.place, doubts=tuple(doubts))


def _without_stop(text: str) -> str:
    """Names or days without the full stop of their sentence, which is not that of a short word."""
    return text if _INITIAL.search(text[-4:]) else text.rstrip(".")
