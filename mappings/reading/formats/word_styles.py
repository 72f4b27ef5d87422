"""The styles of a Word document, as far as they change what is read: automatic numbers, headings, struck-out text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from mappings.reading.formats.archive import Archive

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_CHAIN = 20  # styles based on one another; more is a circle
_DIGITS = 6
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Style:
    """What one style gives: the list it numbers by, its level there where it says so, and whether it strikes out.

    `outline` is the level of a heading, from 0.
    """

    list_id: str = ""
    level: int | None = None
    struck: bool | None = None
    outline: int | None = None


def value(element: etree._Element | None, path: str) -> str | None:
    """The value of a property, its path in element names without their namespace; None where there is none."""
    found = None if element is None else element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return None if found is None else found.get(f"{W}val", "")


def whole_number(element: etree._Element | None, path: str) -> int | None:
    """The value of a property that is a whole number, not negative and of a few digits."""
    text = value(element, path) or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


def switched_on(element: etree._Element | None, path: str) -> bool | None:
    """Whether a property that is on or off is on; None where nothing is said."""
    text = value(element, path)
    return None if text is None else text not in _OFF


def struck_out(properties: etree._Element | None) -> bool | None:
    """Whether the properties of a text strike it out; None where they say nothing."""
    said = [switched_on(properties, name) for name in ("strike", "dstrike")]
    return any(said) if said != [None, None] else None


def read_styles(archive: Archive, name: str) -> dict[str, Style]:
    """The styles of a document by their ids, with what they take over from the styles they are based on."""
    own: dict[str, Style] = {}
    based: dict[str, str] = {}
    elements = archive.elements(name, f"{W}style")
    for event, element in elements:
        if event == "end":
            key = element.get(f"{W}styleId", "")
            based[key] = value(element, "basedOn") or ""
            own[key] = Style(
                value(element, "pPr/numPr/numId") or "",
                whole_number(element, "pPr/numPr/ilvl"),
                struck_out(element.find(f"{W}rPr")),
                whole_number(element, "pPr/outlineLvl"),
            )
            elements.forget(element)
    return {key: _inherited(key, own, based) for key in own}


def _inherited(key: str, own: dict[str, Style], based: dict[str, str]) -> Style:
    style = own[key]
    for _step in range(_CHAIN):
        key = based[key]
        if key not in own:
            break
        above = own[key]
        style = replace(
            style,
            list_id=style.list_id or above.list_id,
            level=above.level if style.level is None else style.level,
            struck=above.struck if style.struck is None else style.struck,
            outline=above.outline if style.outline is None else style.outline,
        )
    return style
