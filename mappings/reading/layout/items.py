"""The items of a text: what begins with a number, a box, a bullet or a label, and the texts between them.

Decides where each begins and which passages it has. What an item is for is settled by what stands around it, in
`blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mappings.plan import Place
from mappings.reading.headings import section_heading
from mappings.reading.layout.in_brackets import closing
from mappings.reading.layout.labels import dashed, opening, passages
from mappings.reading.table.rows import Paragraph
from mappings.wording import fold

BLOCKS = frozenset({"number", "box", "bullet", "label", "step"})

_BOX = re.compile(r"(?:[-*+•]\s*)?(?:\[[ xXхХvV✓✔]?\]|[☐☑☒✓✔□■])\s*")
_BULLET = re.compile(r"[-*+•–—▪●]\s+")
_NUMBER = re.compile(
    r"(?:п(?:ункт|\.)\s?)?(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,4})(?:[.)]\s*|\s+)(?=[^\s0-9.)])", re.IGNORECASE
)
_LETTER = re.compile(r"(?P<letter>[а-яёa-z])\)\s*(?=[^\s)])")
_MARK = re.compile(r"#{1,6}\s+")
_EMPHASIS = re.compile(r"\*\*|(?<!_)__(?!_)|~~|`+")
_DECISION = re.compile(
    r"(?:[\w ]{0,40}\b)?(?:решил[иа]?|постановил[иа]?|постановля(?:ю|ет)|приказываю|распоряжаюсь|поруча(?:ю|ет)"
    r"|обязываю|resolved|decided|agreed)\s*:?",
    re.IGNORECASE,
)


@dataclass
class Item:
    """An item in the making. `kind` is how it began: one of `BLOCKS`, or a heading, or the rest of the text.

    `doubts` are what was settled about it, a code and the text that it is about.
    """

    kind: str
    place: Place
    number: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)
    role: str = "title"  # of the passage that a further line goes on with
    doubts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, role: str, text: str) -> None:
        """A passage with its role."""
        self.role = role
        if said := _EMPHASIS.sub("", text).strip():
            self.parts.setdefault(role, []).append(said)

    def says(self, *roles: str) -> bool:
        """Whether the item has a passage of one of these roles."""
        return any(self.parts.get(role) for role in roles)

    def title(self) -> str:
        """The words before its labels, as they follow each other."""
        return " ".join(self.parts.get("title", ()))

    def go_on(self, text: str) -> None:
        """A line of the item: what goes on with its last passage, and what labels say."""
        before, said = passages(_without_bullet(text))
        if not said and self.kind == "box" and not self.parts:
            before, said = dashed(before)
        if before:
            self.add(self.role, before)
        for one in said:
            if one.role in ("title", "step") and one.number and not self.number:
                self.number = one.number
            self.add(one.role, one.text)

    def close(self) -> None:
        """All lines are there: what the brackets at its end say of when and by whom is no part of its title."""
        said = closing(self.title()) if self.kind in BLOCKS and not self.says("timing", "executor") else None
        if said is not None:
            title, timing, executor = said
            self.parts |= {"title": [title], "timing": [timing]} | ({"executor": [executor]} if executor else {})


def items_of(lines: Sequence[Paragraph]) -> list[Item]:
    """The items of a text, in order."""
    items: list[Item] = []
    after_blank = True
    number = ""
    for line in lines:
        text = fold(line.text)
        if text:
            begun = _lettered(text, line.place, number) or _begun(
                text, line.place, items[-1] if items else None, after_blank=after_blank
            )
            number = begun.number or number if begun is not None else number
            if begun is not None:
                items.append(begun)
            else:
                items[-1].go_on(text)
        after_blank = not text
    for item in items:
        item.close()
    return items


def letters_of(item: Item) -> str:
    """The number that the letter of an item is a part of, empty where it has none: «1» of «1.а»."""
    above, _dot, last = item.number.rpartition(".")
    return above if last.isalpha() else ""


def is_decision(item: Item) -> bool:
    """Whether a text leads on to what was decided: «РЕШИЛИ:», «ПРИКАЗЫВАЮ:»."""
    return item.kind == "rest" and _DECISION.fullmatch(item.title().strip("*_ ")) is not None


def numbered(text: str) -> tuple[str, str]:
    """The number that a text begins with, empty where it has none, and the text after it."""
    match = _NUMBER.match(text)
    return (match["number"], text[match.end() :]) if match else ("", text)


def _lettered(text: str, place: Place, number: str) -> Item | None:
    """The item that a letter begins: the first below the number above it, or one after another letter."""
    letter = _LETTER.match(text)
    if letter is None or not number:
        return None
    above = letters_of(Item("number", place, number)) or number
    if above == number and letter["letter"] not in "аa":
        return None
    return _filled(Item("number", place, f"{above}.{letter['letter']}"), text[letter.end() :])


def _begun(text: str, place: Place, last: Item | None, *, after_blank: bool) -> Item | None:
    """The item that a line begins, or None where it goes on with the one above."""
    mark = _MARK.match(text)
    body = text[mark.end() :] if mark else text
    named = opening(body)
    if named is not None:
        role, number, rest = named
        return _filled(Item("label" if role == "title" else role, place, number), rest)
    if mark or _DECISION.fullmatch(body.strip("*_ ")):
        return _filled_plainly(Item("heading" if mark else "rest", place), body)
    return _marked(body, place, last) or _unmarked(body, place, last, after_blank=after_blank)


def _marked(text: str, place: Place, last: Item | None) -> Item | None:
    """An item that begins with a box, a number, a bullet or the label of a title."""
    box = _BOX.match(text)
    if box is not None:
        return _filled(Item("box", place), text[box.end() :])
    number, rest = numbered(text)
    if number:
        return _filled(Item("number", place, number), rest)
    before, said = passages(_without_bullet(text))
    if said and not before and said[0].role in ("title", "step"):
        return _filled(Item("label" if said[0].role == "title" else "step", place), text)
    bullet = _BULLET.match(text)
    within = last is not None and last.kind in ("number", "label", "step") and not said
    if bullet is None or within or _is_label(text[bullet.end() :]):
        return None
    return _filled(Item("bullet", place), text[bullet.end() :])


def _unmarked(text: str, place: Place, last: Item | None, *, after_blank: bool) -> Item | None:
    """A heading, or a text that belongs to no block; None where it is of the block above."""
    said = passages(text)[1]
    heading = _is_heading(text) and not said
    apart = after_blank and not said and not text[0].islower()
    if last is not None and last.kind != "heading" and not heading and not apart:
        return None
    return _filled_plainly(Item("heading" if heading and last is not None else "rest", place), text)


def _is_label(text: str) -> bool:
    """Whether a text is the label of a block and what it says, and not a block of its own."""
    before, said = passages(text)
    return bool(said) and not before


def _without_bullet(text: str) -> str:
    """The text without the bullet of a block's list of labels."""
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet is not None and _is_label(text[bullet.end() :]) else text


def _is_heading(text: str) -> bool:
    return (text.isupper() and " " in text) or section_heading(text, "", leading=True) is not None


def _filled(item: Item, text: str) -> Item:
    item.go_on(text)
    return item


def _filled_plainly(item: Item, text: str) -> Item:
    item.add("title", text)
    return item
