"""The markup of wiki pages: the same parts in Textile and in Markdown, with others' words made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sync.summary.wiki_markup import Issues, Wiki
from sync.tracker import WikiText
from sync.trackers.gitlab.text import still as still_in_gitlab
from sync.trackers.redmine.text import still as still_in_redmine


def wiki(markup: str = "markdown") -> Wiki:
    """A wiki in which words are marked where they were made harmless."""
    return Wiki(WikiText(markup, lambda text: f"<{text}>", lambda url: url.removeprefix("https://t/")))  # type: ignore[arg-type]


def test_headings() -> None:
    """By their level."""
    assert wiki().heading(2, "По годам") == "## <По годам>"
    assert wiki("textile").heading(2, "По годам") == "h2. <По годам>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("markdown", "| <№> | % |\n| --- | --- |\n| <I.1> | #7, #8 |\n| 0 / 3 | — |"),
        ("textile", "|_. <№> |_. % |\n| <I.1> | #7, #8 |\n| 0 / 3 | — |"),
    ],
)
def test_tables(markup: str, expected: str) -> None:
    """Figures go as they are, an empty cell says so, and an issue without a page is left out."""
    rows = [("I.1", Issues(("https://t/#7", None, "https://t/#8"))), ("0 / 3", Issues((None,)))]
    assert wiki(markup).table(("№", "%"), rows) == expected


def test_words_are_one_line_without_a_bar() -> None:
    """A bar would part cells, and a line end rows, whatever stands before it."""
    assert wiki().words(" a|b\r\n\tc\\|d\u2028e") == "<a∣b c\\∣d e>"


@pytest.mark.parametrize("still", [still_in_gitlab, still_in_redmine])
@given(
    st.lists(
        st.text(alphabet=st.sampled_from("|\\`-: \n\r\t<>&;*_[]()#1aж\u2028\x0b"), max_size=12), min_size=3, max_size=3
    )
)
def test_a_row_has_as_many_cells_as_it_was_given(still: object, cells: list[str]) -> None:
    """Whatever is written in them, Markdown makes one table with one row of it."""
    text = Wiki(WikiText("markdown", still, lambda url: url)).table(("a", "b", "c"), [cells])  # type: ignore[arg-type]
    kinds = [one.type for one in MarkdownIt().enable("table").parse(text)]
    assert (kinds.count("table_open"), kinds.count("tr_open"), kinds.count("td_open")) == (1, 2, 3)
    assert len(text.splitlines()) == 3
