"""The look of a mail: only what every mail program shows, readable in the light and in the dark, and by ear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from notify.letters.trial import trial_letter
from tests.examples.letter_values import NOON
from tests.pages.letters import MAILS
from tests.pages.mail_support import unsupported

LEAST = 4.5  # of the contrast of a text with what it stands on, WCAG 2.1 AA


class Page(HTMLParser):
    """The tags of a page with their attributes, and the words of each caption."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def every_page() -> Iterator[tuple[str, str]]:
    """Every kind of mail as HTML, with its name."""
    yield from ((name, make().html) for name, make in MAILS.items())
    yield "trial", trial_letter("a@lib.example", plan_title="Plan", now=NOON).html


def test_every_mail_program_shows_every_mail() -> None:
    """Nothing is used that Gmail, Outlook, Apple Mail or Mail.ru leave out, but where nothing is lost by that."""
    assert {name: found for name, html in every_page() if (found := unsupported(html))} == {}


@pytest.mark.parametrize(
    "html",
    [
        '<div style="display:flex">',
        '<div style="display: grid">',
        '<div style="position:absolute">',
        '<div style="float:left">',
        "<svg></svg>",
        '<img src="https://x.example/a.png">',
        "<script>1</script>",
        '<td style="background:url(https://x.example/a.png)">',
        "<style>p { color: var(--ink); }</style>",
        "<style>@import 'x';</style>",
        '<p onclick="x">',
        '<link rel="stylesheet">',
    ],
)
def test_what_some_program_leaves_out_is_found(html: str) -> None:
    """The check can fail: flex, grid, positions, pictures, scripts, variables, and whatever nobody has looked up."""
    assert unsupported(html)


def test_a_letter_can_be_heard() -> None:
    """A language; a caption on every table that is one, a scope on every heading, and a part for each other table."""
    for name, html in every_page():
        page = Page(html)
        assert page.of("html")[0]["lang"], name
        data = [table for table in page.of("table") if table.get("role") != "presentation"]
        assert len(page.of("caption")) == len(data), name
        assert all(one.get("scope") in ("row", "rowgroup", "col") for one in page.of("th")), name


def test_texts_are_readable_in_the_light_and_in_the_dark() -> None:
    """Every colour of a text stands out from what is behind it, as it is and as dark programs are told to show it."""
    html = MAILS["newly_late"]().html + MAILS["ask"]().html + MAILS["at_risk"]().html
    inked = set(re.findall(r'class="([^"]*)"[^>]*?[";]color:(#[0-9a-f]{6})', html))
    dark = {
        name: colour
        for names, colour in re.findall(r"((?:\.\w+(?:, )?)+) \{[^}]*?(?<![-\w])color: (#[0-9a-f]{6})", html)
        for name in re.findall(r"\w+", names)
    }
    assert len(inked) >= 6
    for classes, colour in inked:
        assert contrast(colour, "#ffffff") >= LEAST, (classes, colour)
        shown = [dark[one] for one in classes.split() if one in dark]
        assert shown and contrast(shown[0], "#1f1f1f") >= LEAST, (classes, colour)


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, by the formula of WCAG."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
