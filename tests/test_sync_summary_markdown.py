"""Markdown of texts that others wrote: it shows the words and nothing else."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mappings.wording import clean
from sync.summary.markdown import escaped, line, link, table
from tests.examples.summary_values import TEXTS, TRACKER

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
GAP = "\u200b"


def read(markdown: str) -> list[Token]:
    """The tokens of a text, those within lines too."""
    return [inner for one in READER.parse(markdown) for inner in (one, *(one.children or ()))]


def words(tokens: list[Token]) -> str:
    """What a reader sees."""
    return "".join(one.content for one in tokens if one.type == "text").replace(GAP, "")


@given(TEXTS)
def test_a_line_is_its_words(text: str) -> None:
    """One paragraph of plain text: no heading, list, link, emphasis, code, entity or tag."""
    tokens = read(line(text))
    assert words(tokens) == clean(text)
    kinds = {one.type for one in tokens}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


@given(TEXTS)
def test_a_heading_is_its_words(text: str) -> None:
    """Whatever they begin and end with."""
    tokens = read(f"## {line(text)}")
    assert tokens[0].type == "heading_open"
    assert words(tokens) == clean(text)


@given(TEXTS, TEXTS)
def test_a_cell_is_its_words(one: str, other: str) -> None:
    """A table of two columns stays one, whatever stands in its cells."""
    tokens = read(table(["A", "B"], [[escaped(one), escaped(other)]]))
    cells = [after for before, after in pairwise(tokens) if before.type == "td_open"]
    assert [words(cell.children or []) for cell in cells] == [clean(one), clean(other)]


@pytest.mark.parametrize(
    "text",
    [
        "@user",
        "#1",
        "!12",
        "&3",
        "$4",
        "%5",
        "~bug",
        "GH-7",
        "[[page]]",
        ":smile:",
        "http://x.example",
        "www.x.example",
    ],
)
def test_a_server_finds_nothing_to_act_on(text: str) -> None:
    """What it looks for in the rendered text is parted by a character without width."""
    shown = "".join(one.content for one in read(escaped(text)) if one.type == "text")
    assert shown != text
    assert shown.replace(GAP, "") == text


def test_a_link_leads_to_a_web_address_only() -> None:
    """Another one's text stands alone; what would end the link early is written by number."""
    (opened,) = [one for one in read(link("I.1 [x]", f"{TRACKER}1?a=<b>&amp;c=|`")) if one.type == "link_open"]
    assert opened.attrs["href"] == f"{TRACKER}1?a=%3Cb%3E&amp;c=%7C%60"
    for url in ("file:///etc/passwd", "http://localhost/1", None):
        assert link("I.1", url) == "I.1"


def test_a_table_reads_well_unrendered() -> None:
    """Pipes and a rule; columns of numbers are set to the right."""
    text = table(["No.", "Fact"], [["I.1", "4"]], right=[1])
    assert text == "| No. | Fact |\n| --- | ---: |\n| I.1 | 4 |"
    assert not re.search(r"\s$", text)
