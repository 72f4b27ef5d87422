"""What mail programs make of HTML and CSS, and what of it a page uses.

The table is from caniemail.com and the programs' own pages: Gmail (web and apps), Outlook (Windows, which draws with
Word), Apple Mail (macOS and iOS), Mail.ru (web and apps). `y`: as meant; `a`: in part; `n`: not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

PROGRAMS = ("Gmail", "Outlook", "Apple Mail", "Mail.ru")

SUPPORT = {  # in the order of the programs
    **dict.fromkeys(
        ("<html>", "<head>", "<meta>", "<title>", "<body>", "<table>", "<caption>", "<tbody>", "<tr>", "<th>", "<td>"),
        "yyyy",
    ),
    **dict.fromkeys(("<h1>", "<p>", "<div>", "<span>", "<b>", "<a>"), "yyyy"),
    **dict.fromkeys(
        ("align", "bgcolor", "cellpadding", "cellspacing", "class", "colspan", "content", "href", "http-equiv", "lang"),
        "yyyy",
    ),
    **dict.fromkeys(("name", "role", "scope", "style", "valign", "width"), "yyyy"),
    "<style>": "yyyy",
    "@media": "ynyy",
    "prefers-color-scheme": "nnyn",
    "!important": "yyyy",
    **dict.fromkeys(("color", "font-family", "font-size", "font-weight", "line-height", "text-align"), "yyyy"),
    **dict.fromkeys(("border-bottom", "border-top", "border-color"), "yyyy"),
    "background": "yayy",  # Outlook: a colour
    "margin": "yayy",  # Outlook: no auto, nothing negative
    "padding": "yayy",  # Outlook: of cells
    "max-width": "ynyy",
    "white-space": "yayy",  # Outlook: nowrap
    "display": "aaya",
    "position": "nnyn",
    "float": "yayy",
    "<img>": "yyyy",
    "<svg>": "nnyn",
    "<script>": "nnnn",
    "<form>": "nnna",
    "<iframe>": "nnnn",
    "<link>": "nnyn",
    "var()": "nnyn",
    "url()": "yaya",
}

DEGRADES = {
    "@media": "the light colours, which stand beside every text, are what is left",
    "prefers-color-scheme": "likewise; Gmail and Outlook make dark colours of the light ones by themselves",
    "background": "only colours are used",
    "margin": "only plain lengths are used",
    "padding": "only on cells, but for the body, whose padding is none",
    "max-width": "the letter is as wide as the window, and reads from the left",
    "white-space": "only nowrap is used",
}
"""What may be used although some program does not take it, and why nothing is lost by that."""

UNWANTED = (
    "position",
    "float",
    "display",
    "<img>",
    "<svg>",
    "<script>",
    "<form>",
    "<iframe>",
    "<link>",
    "var()",
    "url()",
)
"""What some or all of the programs show, and no letter has."""

_DECLARATION = re.compile(r"(?P<name>[a-z-]+)\s*:\s*(?P<value>[^;{}]+)")


class _Used(HTMLParser):
    """Collects tags, attributes and what stands in style sheets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._in_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its attributes."""
        self.found.add(f"<{tag}>")
        self._in_style = tag == "style"
        for name, value in attrs:
            self.found.add(name)
            if name == "style":
                self.found.update(_declared(value or ""))

    def handle_data(self, data: str) -> None:
        """Note what a style sheet uses."""
        if not self._in_style:
            return
        self.found.update(re.findall(r"@[a-z-]+", data))
        self.found.update(re.findall(r"\(([a-z-]+):", data))
        self.found.update(_declared(" ".join(re.findall(r"\{([^{}]*)\}", data))))

    def handle_endtag(self, _tag: str) -> None:
        """Leave a style sheet."""
        self._in_style = False


def _declared(text: str) -> Iterator[str]:
    for match in _DECLARATION.finditer(text):
        yield re.sub(r"^(margin|padding)-\w+$", r"\1", match["name"])
        value = match["value"]
        yield from (f"{name}()" for name in re.findall(r"([a-z-]+)\(", value))
        if "!important" in value:
            yield "!important"


def used(html: str) -> set[str]:
    """The tags, attributes, properties and rules that a page uses."""
    return _Used(html).found


def unsupported(html: str) -> dict[str, str]:
    """What of a page a program might not show as meant, with the programs that do not."""
    faults = {}
    for feature in used(html):
        support = SUPPORT.get(feature)
        if support is None or feature in UNWANTED:
            faults[feature] = "unknown" if support is None else "unwanted"
        elif support != "yyyy" and feature not in DEGRADES:
            faults[feature] = ", ".join(p for p, said in zip(PROGRAMS, support, strict=True) if said != "y")
    return faults
