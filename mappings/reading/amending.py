"""Documents that change a plan and are none: «Изменения, которые вносятся в план …», "Amendments to the plan …".

Decides whether a document is one, and what each of its sentences asks for. What becomes of a plan by it is decided in
`mappings.amendment.by_document`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.refusals import too_large
from mappings.reading.table.rows import Row, Table
from mappings.wording import fold


class Asked(StrEnum):
    """What a sentence asks to be done with rows of the plan."""

    EXCHANGE = "exchange"
    ADD = "add"
    DROP = "drop"
    REWORD = "reword"
    UNCLEAR = "unclear"  # it asks for something, and not what


# The words of each thing that can be asked, in the order in which they follow each other; the first line that is found
# counts.
_WORDS: tuple[tuple[Asked, tuple[str, ...]], ...] = (
    (Asked.REWORD, (r"\bзаменить\s+(?:слов|цифр|числ|дат)",)),
    (Asked.REWORD, (r"\bслов\w{0,3}\s", r"\b(?:заменить|исключить)\b")),
    (Asked.REWORD, (r"\b(?:words?|figures?)\s", r"\b(?:replaced?|deleted?)\b")),
    (Asked.REWORD, (r"\breplace\s+the\s+(?:words?|figures?)\b",)),
    (Asked.EXCHANGE, (r"\bизложить\s+в\s+(?:\w+\s+)?(?:редакции|виде)",)),
    (Asked.EXCHANGE, (r"\b(?:replaced?\s+(?:with|by)|(?:shall|to)\s+read\s+as)\s+(?:the\s+)?follow",)),
    (Asked.ADD, (r"\bдополнить\s+(?:\w+\s+){0,2}(?:строк|пункт|подпункт|позици|мероприяти)",)),
    (Asked.ADD, (r"\b(?:add|insert)(?:ed)?\s+(?:\w+\s+){0,2}(?:row|item|measure|line)",)),
    (Asked.DROP, (r"\bисключить\b|\bпризнать\s+утративш\w+\s+силу|\bdeleted?\b|\brepealed\b|\bremoved?\b",)),
    (Asked.UNCLEAR, (r"\b(?:дополнить|заменить|изложить|удалить)\b",)),
)
_ASKED = tuple((asked, [re.compile(one, re.IGNORECASE) for one in words]) for asked, words in _WORDS)

# One of these stands in whatever asks for a change: most texts are passed over by them alone.
_STEMS = re.compile(
    r"дополнить|заменить|изложить|исключить|утративш|удалить|add|delete|insert|read|remove|repeal|replace",
    re.IGNORECASE,
)

_TITLE = re.compile(
    r"(?:\W{0,3}(?:приложение|утвержден\w+)\b.{0,200}?)?\W{0,3}"
    r"(?:(?:перечень\s+)?изменени[яй],?\s+(?:котор\w+\s+)?внос|изменени[яе]\s+(?:в|к)\s"
    r"|(?:list\s+of\s+)?amendments?\s+(?:to|of)\b|changes\s+to\s+the\b)",
    re.IGNORECASE,
)
_RESOLUTION = re.compile(r"\bо\s+внесении\s+изменени[йя]\b|\bamending\b", re.IGNORECASE)
_N = r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,7}"
_ROWS = r"(?:строк|пункт|подпункт|позици|мероприяти|порядков\w{2}\s+номер|row|item|measure|line)\w{0,4}|\bпп?\."
_REFERENCE = re.compile(
    rf"(?:\b(?:{_ROWS}))\s*(?:(?:под\s+|с\s+)?(?:№|номер\w{{0,3}}|numbers?|no\.?|nos\.?)\s*)?"
    rf"(?P<numbers>{_N}(?:\s?(?:,|и|and|[-–—])\s?{_N}){{0,30}})",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:\bпосле|\bпосле\s+слов|\bafter|\bfollowing)\s*$", re.IGNORECASE)
_NUMBER = re.compile(_N)
_RANGE = re.compile(rf"({_N})\s?[-–—]\s?({_N})")
_SECTION = re.compile(r"\b(?:раздел|section)\w{0,3}\s+(?:№\s*)?(?P<section>[IVXLІХ]{1,9}|[0-9]{1,2})\b", re.IGNORECASE)
_COLUMN = re.compile(
    r"\b(?:граф|столб|колонк|column)\w{0,4}\s+(?:№\s*)?(?:[«\"“](?P<name>[^»\"”]{1,150})[»\"”]|(?P<order>[0-9]{1,2}))",
    re.IGNORECASE,
)
_QUOTED = r"(?P<{name}>«[^«»]{{1,200}}(?:«[^«»]{{1,200}}»[^«»]{{0,200}})?»|\"[^\"]{{1,200}}\"|“[^“”]{{1,200}}”)"
_OLD, _NEW, _END = _QUOTED.format(name="old"), _QUOTED.format(name="new"), r"(?=[\s.;,]*$)"
_REWORDED = (
    re.compile(
        rf"{_OLD}\s*(?:заменить|(?:(?:is|are|to\s+be)\s+)?replaced?(?:\s+(?:with|by))?)\s+(?:\w+\s+){{0,3}}{_NEW}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:заменить\s+\w+|replace\s+the\s+\w+)\s+{_OLD}\s+(?:на|with|by)\s+(?:\w+\s+){{0,3}}{_NEW}{_END}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_OLD}\s*(?:исключить|deleted?)(?P<new>){_END}", re.IGNORECASE),
)
_NEW_TEXT = re.compile(r":\s*(?=[«\"“])")
_NEXT = re.compile(r"(?<=[.;])\s+(?=(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]|[а-яa-z]\))\s+\S)")
_ITEM = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.)]\s")
_MOST_CHANGES = 1_000
_MOST = 3_000  # characters of a paragraph that are looked at; what is longer is no sentence
_BESIDE_REACH = 20  # characters in which the word stands that a reference hangs on


@dataclass(frozen=True)
class Instruction:
    """One sentence that asks for a change.

    `numbers` are those of the rows it speaks of, `after` that of the row below which new ones go, `section` a roman
    numeral; each is empty where the sentence does not say. `rows` are the rows of a table that follow it.
    """

    asked: Asked
    text: str
    place: Place
    numbers: tuple[str, ...] = ()
    section: str = ""
    after: str = ""
    column: str = ""
    old: str = ""
    new: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def takes_rows(self) -> bool:
        """Whether it is a table's rows that it puts into the plan."""
        return self.asked in (Asked.EXCHANGE, Asked.ADD) and not self.new


@dataclass
class _Context:
    """What the sentences below a line like «В разделе II:» speak of."""

    numbers: tuple[str, ...] = ()
    section: str = ""


@dataclass
class _Reading:
    found: list[Instruction] = field(default_factory=list)
    context: _Context = field(default_factory=_Context)
    width: int = 0  # of the rows that the last sentence was given


def instructions(table: Table) -> tuple[Instruction, ...]:
    """What a document asks to be changed, in its order; raises `DocumentError` where that is more than of any plan."""
    reading = _Reading()
    for text, place in _paragraphs(table.heading):
        _read_paragraph(reading, text, place)
    for row in (*table.rows, *table.closing):
        if _is_paragraph(row):
            for text in _NEXT.split(row.cells[0][:_MOST]):
                _read_paragraph(reading, text, row.place)
        elif any(row.cells):
            _take_row(reading, row)
    return tuple(reading.found)


def refuse_amending(table: Table) -> None:
    """Raise `DocumentError` where a document changes a plan and is none."""
    if not is_amending(table):
        return
    raise DocumentError(
        "document-amending",
        _("these are changes to a plan, and not the plan"),
        hint=_("read the plan with them: vekha read PLAN --amended-by FILE"),
    )


def is_amending(table: Table) -> bool:
    """Whether a document changes a plan. One that words a whole plan anew is that plan."""
    texts = [text for text, _place in _paragraphs(table.heading)]
    texts += [row.cells[0] for row in table.rows if _is_paragraph(row)]
    titled = any(_TITLE.match(text) for text in texts)
    resolved = any(_RESOLUTION.search(text[:_MOST]) for text in texts)
    if not titled and not resolved and not any(_asked(text[:_MOST]) for text in texts):
        return False
    asked = instructions(table if titled or resolved else replace(table, closing=()))  # below a plan notes may stand
    of_rows = [one for one in asked if one.numbers]
    if titled:
        whole = len(asked) == 1 and asked[0].asked is Asked.EXCHANGE and not (of_rows or asked[0].section)
        return not whole
    return bool(of_rows) and (resolved or len(of_rows) > 1)


def _take_row(reading: _Reading, row: Row) -> None:
    """Give a table's row to the sentence above it; a numbered one below none asks for something, and not for what.

    A table of another shape without numbers holds signatures.
    """
    numbered = any(_NUMBER.fullmatch(cell.rstrip(".)")) for cell in row.cells[:2])
    last = reading.found[-1] if reading.found else None
    if last is None:
        reading.found += [Instruction(Asked.UNCLEAR, fold(" ".join(row.cells)), row.place)] if numbered else []
    elif numbered or (not last.rows and last.takes_rows) or len(row.cells) == reading.width:
        reading.found[-1] = replace(last, rows=(*last.rows, row))
        reading.width = len(row.cells)


def _is_paragraph(row: Row) -> bool:
    return bool(row.cells and row.cells[0]) and not any(row.cells[1:])


def _paragraphs(texts: tuple[str, ...]) -> Iterator[tuple[str, Place]]:
    for text in texts:
        for part in _NEXT.split(text[:_MOST]):
            yield part, Place()


def _read_paragraph(reading: _Reading, text: str, place: Place) -> None:
    if _ITEM.match(text):
        reading.context = _Context()
    asked = _asked(text)
    section = _section(text) or reading.context.section
    numbers, after = _references(text)
    if asked is None:
        if text.endswith(":") and (numbers or section):
            reading.context = _Context(numbers, section)
        return
    if len(reading.found) == _MOST_CHANGES:
        raise too_large(_("it asks for more than {limit} changes").format(limit=_MOST_CHANGES))
    column = _COLUMN.search(text)
    reworded = next(filter(None, (pattern.search(text) for pattern in _REWORDED)), None)
    if asked is Asked.REWORD and reworded is None:
        asked = Asked.UNCLEAR
    reading.width = 0
    reading.found.append(
        Instruction(
            asked,
            text,
            place,
            numbers or reading.context.numbers,
            section,
            after,
            (column["name"] or column["order"]) if column else "",
            old=_unquoted(reworded["old"]) if reworded else "",
            new=_unquoted(reworded["new"]) if reworded else _new_text(text),
        )
    )


def _unquoted(text: str) -> str:
    return fold(text[1:-1])


def _new_text(text: str) -> str:
    """What a sentence puts in the place of a whole cell: «… изложить в следующей редакции: «2026 год»»."""
    begin = _NEW_TEXT.search(text)
    quoted = text[begin.end() :].rstrip(" .;,") if begin else ""
    return _unquoted(quoted) if quoted.endswith(("»", '"', "”")) else ""


def _asked(text: str) -> Asked | None:
    if _STEMS.search(text) is None:
        return None
    return next((asked for asked, words in _ASKED if _follow(text, words)), None)


def _follow(text: str, words: list[re.Pattern[str]]) -> bool:
    """Whether a text has all of these words, one after the other."""
    at = 0
    for one in words:
        found = one.search(text, at)
        if found is None:
            return False
        at = found.end()
    return True


def _section(text: str) -> str:
    found = _SECTION.search(text)
    return found["section"].upper().translate(str.maketrans("ІХ", "IX")) if found else ""


def _references(text: str) -> tuple[tuple[str, ...], str]:
    """The numbers of the rows that a sentence speaks of, and that of the one after which something is to stand."""
    outside = re.sub(r"[«\"“][^«»\"“”]{0,400}[»\"”]", lambda quoted: " " * len(quoted[0]), text)
    numbers: list[str] = []
    after = ""
    for found in _REFERENCE.finditer(outside):
        if _BESIDE.search(outside, max(0, found.start() - _BESIDE_REACH), found.start()):
            after = after or _NUMBER.findall(found["numbers"])[-1]
        else:
            numbers += _listed(found["numbers"])
    return tuple(dict.fromkeys(numbers)), after


def _listed(text: str) -> Iterator[str]:
    """The numbers of a list such as «1.2, 1.4–1.6»."""
    opened = _RANGE.sub(lambda found: ", ".join(_between(found[1], found[2])), text)
    yield from _NUMBER.findall(opened)


def _between(first: str, last: str) -> list[str]:
    (home, _dot, start), (other, _dot, end) = first.rpartition("."), last.rpartition(".")
    if home != other or int(start) > int(end):
        return [first, last]
    return [".".join(filter(None, (home, str(number)))) for number in range(int(start), int(end) + 1)]
