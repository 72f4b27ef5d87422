"""Works listed under days, months and years, or with a time of their own before or behind them.

Decides which lines of a text are works, when each is due by the text, and what stands above them. A work without a
time of its own is due by that of the heading above it, and that is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from mappings.reading.headings import roman, section_heading
from mappings.reading.layout.list_words import LOOKS_AHEAD, LOOKS_BACK
from mappings.reading.layout.listed_works import Work, add_to, words_of, work_in
from mappings.reading.layout.own_time import in_year, is_day, names_phase, period_in, trailing, whole, year_of
from mappings.reading.layout.points import Point, points_of
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Tally

_HEADER = {
    "number": "№ п/п",
    "title": "Мероприятие",
    "timing": "Срок",
    "executor": "Ответственный",
    "target": "Результат",
    "funding": "Финансирование",
    "stages": "Этапы",
    "state": "Статус",
}
_CELLS = 2  # lines that only a table has
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}\.?")
_FEWEST = 3  # works with a time
_FEWEST_CARDS = 2
_LONGEST = 600  # characters of a work
_MOST_SECTIONS = 80
_SHOWN = 120  # characters of a text that a finding shows
_TOPMOST = 2  # lines that say what the paper is
_LOOKS_BACK = re.compile(rf"(?:[\w-]+\s+)?(?:{'|'.join(map(re.escape, LOOKS_BACK))})(?!\w)", re.IGNORECASE)
_LOOKS_AHEAD = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, LOOKS_AHEAD))})", re.IGNORECASE)


@dataclass
class _Part:
    """A heading, the time and the year that hold below it, and the lines there.

    A card's heading is a work itself, and the lines below are its labels.
    """

    heading: Point | None
    time: str = ""
    year: str = ""
    points: list[Point] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    aside: list[Point] = field(default_factory=list)
    card: bool = False


def listed_by_dates(lines: Sequence[Paragraph]) -> list[Block] | None:
    """The table of the works and the texts above, or None where too few lines have a time or a heading that is one."""
    points = points_of(lines)
    if sum(map(_is_cell, lines)) >= _CELLS or any(map(_looks_back, points[:_TOPMOST])):
        return None
    parts = [_sorted(part) for part in _told_apart(_parts(points))]
    if any(part.works for part in parts[1:]):
        parts[0].works = [work for work in parts[0].works if work.point.kind == "point"]
    works = [work for part in parts for work in part.works]
    timed = sum(bool(work.said.get("timing")) for work in works)
    passed = sum(point.kind == "point" for part in parts for point in part.aside)
    fewest = _FEWEST_CARDS if all(part.card for part in parts if part.works) else _FEWEST
    if timed < fewest or timed * 2 < len(works) + passed:
        return None
    prose = all(part.heading is None for part in parts if part.works) and works[0].point.kind == "plain"
    if prose and not any(_LOOKS_AHEAD.search(point.text) for point in points[: points.index(works[0].point)]):
        return None
    first = next(at for at, part in enumerate(parts) if part.works)
    above = [point for part in parts[:first] for point in (part.heading, *part.points) if point is not None]
    above += _until_first(parts[first])
    return [
        *(Paragraph(words_of(point.text), point.place) for point in above),
        Grid(tuple(_lines(parts[first:], works))),
    ]


def _looks_back(point: Point) -> bool:
    return point.kind != "point" and _LOOKS_BACK.match(point.text.lstrip("*_ ")) is not None


def _is_cell(line: Paragraph) -> bool:
    """Whether a line is a number by itself, or of several cells: then the text was a table."""
    return _NUMBER.fullmatch(line.text.strip()) is not None or line.text.count("\t") > 1


def _parts(points: Sequence[Point]) -> list[_Part]:
    """The text parted at its headings, each with the time that holds below it."""
    parts = [_Part(None)]
    held: list[tuple[int, str]] = []  # the times of the headings above, by their levels
    year = ""
    for at, point in enumerate(points):
        after = points[at + 1] if at + 1 < len(points) else None
        if not _is_heading(point, after, titled=at == 0):
            parts[-1].points.append(point)
            continue
        level = point.level + point.text.endswith(":")  # what leads on to a list is below what names a part
        time = "" if names_phase(point.text) else whole(point.text)
        time = time or (period_in(point.text) if at > 0 else "")
        year = year_of(time) or year
        held = [one for one in held if one[0] < level]
        if time:
            held.append((level, in_year(time, year)))
        parts.append(_Part(point, held[-1][1] if held else "", year))
    return parts


def _told_apart(parts: list[_Part]) -> list[_Part]:
    """The parts without the times of headings that share one: then it is their other words that tell them apart."""
    texts = [part.heading.text if part.heading is not None else "" for part in parts]
    worded = [bool(part.time) and not whole(text) for part, text in zip(parts, texts, strict=True)]
    named = Counter(period_in(text) for text, one in zip(texts, worded, strict=True) if one)
    for part, one in zip(parts, worded, strict=True):
        part.time = "" if one and named[part.time] > 1 else part.time
    return parts


def _is_heading(point: Point, after: Point | None, *, titled: bool) -> bool:
    """Whether a line is a heading: by its mark, as a time that is all of it, or since it leads on to a list."""
    if point.kind != "plain":
        return point.kind == "heading"
    if whole(point.text) or names_phase(point.text):
        return True
    leads = after is not None and after.kind == "point" and not point.text.rstrip().endswith((".", ";", ","))
    named = point.text.rstrip().endswith(":") or trailing(point.text) is None
    return leads and named and len(point.text) <= _SHOWN and not titled


def _sorted(part: _Part) -> _Part:
    """The part with its works told from the texts beside them."""
    read = [work_in(point, part.time, part.year) for point in part.points]
    if part.heading is not None and read and not any(work.said["title"] for work in read):
        return _card(part, part.heading, read)
    listed = any(point.kind == "point" for point in part.points)
    own = any(work.said["own"] for work in read)
    for work in read:
        point = work.point
        taken = own or bool(part.time) if point.kind == "point" else bool(part.time) and not (listed or own)
        if part.works and _belongs(point, part.works[-1].point):
            add_to(part.works[-1], work)
        elif len(point.text) <= _LONGEST and (taken or work.said["own"]):
            part.works.append(work)
        else:
            part.aside.append(point)
    return part


def _card(part: _Part, heading: Point, labels: Sequence[Work]) -> _Part:
    """The part as one work: its heading, and what the labels below it say."""
    said = {"title": words_of(heading.text), "number": "", "state": "", "own": "", "timing": part.time}
    for work in labels:
        said |= {role: text for role, text in work.said.items() if text}
    return replace(part, card=True, works=[Work(heading, said)])


def _belongs(point: Point, above: Point) -> bool:
    """Whether a point goes on with the work above: it is set in deeper, or begins with a small letter."""
    if point.kind != "point" or above.kind != "point":
        return False
    return point.level > above.level or (point.text[:1].islower() and not above.text[:1].islower())


def _until_first(part: _Part) -> Iterator[Point]:
    """The texts of a part that has no heading, above its first work."""
    if part.heading is None:
        first = part.points.index(part.works[0].point)
        yield from part.points[:first]
        above = frozenset(part.points[:first])
        part.aside = [point for point in part.aside if point not in above]


def _lines(parts: Sequence[_Part], works: Sequence[Work]) -> Iterator[Line]:
    """The header and the rows: headings, works in their order, and what was left out."""
    numbered = all(work.said["number"] for work in works)
    always = {"title", "timing", "executor", *(["number"] if numbered else [])}
    asked = {role for role in _HEADER if role != "number" and any(work.said.get(role) for work in works)}
    roles = [role for role in _HEADER if role in always | asked]
    tally = Tally()
    yield Line(tuple(Cell(_HEADER[role]) for role in roles), works[0].point.place)
    headings = accumulate(int(_is_section(part)) for part in parts)
    sectioned = sum(map(_is_section, parts)) <= _MOST_SECTIONS
    told = [("list-read", "")]
    for part, order in zip(parts, headings, strict=True):
        if part.heading is not None and sectioned and _is_section(part):
            yield Line((Cell(_numeral(part.heading, order)),), part.heading.place)
        for point in part.aside:
            yield Line((), point.place, doubts=(("row-unread", words_of(point.text)[:_SHOWN]),))
        for work in part.works:
            tally.add(len(roles))
            cells = tuple(Cell(work.said.get(role, "").strip()) for role in roles)
            yield Line(cells, work.point.place, doubts=(*told, *work.doubts))
            told = []


def _is_section(part: _Part) -> bool:
    """Whether a heading has works below it and is more than their day."""
    if part.heading is None or not part.works or part.card:
        return False
    time = whole(part.heading.text)
    return not time or not is_day(time)


def _numeral(heading: Point, order: int) -> str:
    """A heading with the numeral of its place, where it has none of its own."""
    text = words_of(heading.text).rstrip(" :")
    return text if section_heading(text, "", leading=True) is not None else f"{roman(order)}. {text}"
