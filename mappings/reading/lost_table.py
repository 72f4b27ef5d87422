"""A table that lost its cells on the way: every cell a paragraph of its own, or whole rows run on as plain text.

Decides where the rows and cells were, by their numbers and dates alone. Where these do not tell, nothing is recovered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.plan import Place
from mappings.reading.table.rows import Row, Table
from mappings.reading.timing.cell import is_timing
from mappings.wording import fold

HEADER = ("№ п/п", "Мероприятие", "Срок", "Ответственный")

_FEWEST = 3  # items; fewer numbers in a row may be a list of anything
_FEWEST_NAMED = 2
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}\.?")
_ITEM = re.compile(r"(?<!\S)(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})\.?\s+(?=[«\"A-ZА-ЯЁ])")
_HEADER_WORDS = re.compile(
    r"(?:\bN|№)\s*п\s*/\s*п\b.{0,80}?\b(?:мероприят|наименован).{0,80}?\b(?:срок|дата|время)", re.I
)
_EXECUTOR_WORDS = re.compile(r"\b(?:исполнител|ответствен)", re.IGNORECASE)
_MONTH = r"(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
_NUMERAL = "(?:I{1,3}|IV|[1-4])"
_PART = (  # of a year
    r"(?:январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"
    rf"|{_NUMERAL}(?:\s?[-–—]\s?{_NUMERAL})?[- ](?:квартал|полугодие))"
)
_DATE = re.compile(
    r"(?:(?:в срок )?(?:до|к|не позднее)\s+)?"
    r"(?<!\bот )\b"
    rf"(?:[0-3]?[0-9]\.[01][0-9]\.20[0-9]{{2}}|[0-3]?[0-9]\s+{_MONTH}\s+20[0-9]{{2}}"
    rf"|{_PART}(?:\s?[-–—]\s?{_PART})?\s+20[0-9]{{2}}|в\s+течение\s+20[0-9]{{2}}"
    r"|в\s+20[0-9]{2}(?=\s+году?\b(?:\s+\S{1,30}){0,3}\s*$))"  # at the end; before it, a year is the text's own
    r"(?:\s*(?:года|году?|г\b\.?))?(?:\s+(?:по|согласно)\s+(?:план|график)\w{0,3})?(?:,.{1,120}?[0-9]{1,2}[.:][0-9]{2}(?:\s*-\s*[0-9]{1,2}[.:][0-9]{2})?\s*ч\b\.?)?",
    re.IGNORECASE,
)


def recovered(table: Table) -> Table | None:
    """The table whose cells these texts were, or None where that is not to be told."""
    if any(len(row.cells) > 1 for row in table.rows):
        return None
    texts = [*table.heading, *(row.cells[0] for row in table.rows if row.cells)]
    found = _upright(texts) or _run_on(fold(" ".join(texts)))
    if found is None:
        return None
    heading, rows = found
    numbered = (Row(cells, Place(row=number)) for number, cells in enumerate(rows, start=1))
    return Table(tuple(heading), (Row(HEADER, Place()), *numbered))


def _upright(texts: list[str]) -> tuple[list[str], list[tuple[str, ...]]] | None:
    """A cell a paragraph: a number, a title, dates, and who answers for it."""
    starts = [at for at, text in enumerate(texts) if _NUMBER.fullmatch(text)]
    if len(starts) < _FEWEST or not _counts_up([texts[at] for at in starts]):
        return None
    rows = [_cells(texts[at:end]) for at, end in zip(starts, [*starts[1:], len(texts)], strict=True)]
    if sum(bool(cells[2]) for cells in rows) * 2 < len(rows):
        return None
    above = list(dict.fromkeys(texts[: starts[0]]))
    return above, [(above[-1],), *rows] if above else rows


def _cells(texts: list[str]) -> tuple[str, ...]:
    number, *rest = texts
    timings = [text for text in rest[1:] if is_timing(text)]
    names = [text for text in rest[1:] if text not in timings]
    return (number, rest[0] if rest else "", " ".join(timings), "; ".join(names))


def _run_on(text: str) -> tuple[list[str], list[tuple[str, ...]]] | None:
    """Rows one after another: each begins with its number, and its date parts the title from the rest.

    Where the header names the executor too, two of them are enough.
    """
    words = _HEADER_WORDS.search(text)
    if words is None:
        return None
    items = list(_ITEM.finditer(text, words.end()))
    named = items and _EXECUTOR_WORDS.search(text, words.end(), items[0].start())
    if len(items) < (_FEWEST_NAMED if named else _FEWEST) or not _counts_up([item["number"] for item in items]):
        return None
    ends = [*(item.start() for item in items[1:]), len(text)]
    rows = [_parted(item["number"], text[item.end() : end]) for item, end in zip(items, ends, strict=True)]
    dated = sum(bool(cells[2]) for cells in rows)
    return ([text[: words.start()].strip()], rows) if dated * 2 >= len(rows) else None


def _parted(number: str, text: str) -> tuple[str, ...]:
    date = _DATE.search(text)
    if date is None:
        return (number, fold(text), "", "")
    return (number, fold(text[: date.start()]), date.group().strip(" ,"), text[date.end() :].strip(" ,"))


def _counts_up(numbers: list[str]) -> bool:
    """Whether numbers follow each other as those of a table do, from one on."""
    keys = list(map(tuple, _parts(numbers)))
    return keys == sorted(keys) and len(set(keys)) == len(keys) and set(keys[0]) == {1}


def _parts(numbers: list[str]) -> Iterator[list[int]]:
    return ([int(part) for part in number.rstrip(".").split(".")] for number in numbers)
