"""What of a text is live: quotations, code, struck-out and hidden words report nothing, whatever the markup."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reporting import Markup
from mappings.reporting.live import MOST_LINES, MOST_MARKS
from tests.reported_text import read, values

MARKUPS: tuple[Markup, ...] = ("plain", "textile", "markdown")


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize(
    "text",
    [
        *("> Факт: 5", ">Факт: 5", "> > Факт: 5", "- > Факт: 5", "&gt; Факт: 5", "Иванова А. wrote:\n> Факт: 5"),
        *(
            "bq. Факт: 5",
            "bq. Сказано:\nФакт: 5",
            "<blockquote>\nФакт: 5\n</blockquote>",
            "<BLOCKQUOTE>Факт: 5</BLOCKQUOTE>",
        ),
        *("<blockquote><blockquote>a</blockquote>\nФакт: 5</blockquote>", "~~Факт: 5~~", "~~Факт: 5\nФакт: 6~~"),
        *(
            "<del>Факт: 5</del>",
            "<s>Факт: 5</s>",
            "<strike>Факт: 5\n</strike>",
            "```\nФакт: 5\n```",
            "```text\nФакт: 5\n```",
        ),
        *(
            "~~~~\nФакт: 5\n~~~\nФакт: 6\n~~~~",
            "<pre>\nФакт: 5\n</pre>",
            "<pre><code>Факт: 5</code></pre>",
            "`Факт: 5`",
        ),
        *("``Факт: 5 ` ``", "<!-- Факт: 5 -->", "<!--\nФакт: 5\n\nФакт: 6\n-->", "bc. Факт: 5", "<code>Факт: 5</code>"),
    ],
)
def test_what_is_not_the_writers_own_live_word_reports_nothing(text: str, markup: Markup) -> None:
    """The marks of one markup count in all, since people paste from one into another; what follows is live again."""
    assert values(text, markup) == []
    assert values(f"Факт: 8\n\n{text}\n\nФакт: 9", markup) == ["8", "9"]


@pytest.mark.parametrize("text", ["-Факт: 5-", "@Факт: 5@", "(-Факт: 5-)"])
def test_textiles_own_marks(text: str) -> None:
    """Struck out between dashes, code between at signs."""
    assert values(text, "textile") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("~~5~~ Факт: 9", "9"), ("Факт: ~~5~~ 9", "9"), ("Факт: 9 <!-- было 5 -->", "9"), ("Факт: 9 -5-", "9")],
)
def test_the_live_rest_of_a_line_is_read(text: str, value: str) -> None:
    """Who strikes out the old figure and writes the new one beside it reports the new one."""
    assert values(text, "textile") == [value]


@pytest.mark.parametrize(
    "text",
    ["Факт: 9 > плана", "Факт: -5 шт.", "- Факт: 9", "Факт: 9 @ivanov @petrov", "Факт: 9 ~ много", "а`б Факт: 9"],
)
def test_a_lone_mark_hides_nothing(text: str) -> None:
    """What only looks like a markup's mark leaves the line live, and so read or told."""
    assert len(read(text, "textile").lines) == 1


@pytest.mark.parametrize("text", ["```\nФакт: 5", "<pre>\nФакт: 5", "<!-- Факт: 5", "<del>Факт: 5", "`a\nФакт: 5\nb`"])
def test_what_was_never_closed_is_told(text: str) -> None:
    """It may be code or hidden, and it may be a slip: it is no figure, and is not passed over."""
    assert values(text) == [None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("> цитата\nФакт: 9", [None]),  # shown as a part of the quotation
        ("> цитата\n\nФакт: 9", ["9"]),
        ("> цитата\n- Факт: 9", ["9"]),
        ("Так:\n\n    Факт: 9", [None]),  # shown as code
        ("Так:\n\n\tа\n\tФакт: 9", [None]),
        ("Так:\n    Факт: 9", ["9"]),
        (">>>\nФакт: 5\n\nФакт: 6\n>>>\nФакт: 9", ["9"]),
        ("`a\nФакт: 5\nb`", []),
        ("-Факт: 5-", [None]),
    ],
)
def test_what_markdown_alone_hides(text: str, found: list[str | None]) -> None:
    """Quotations that go on without their mark and code by indentation are told; GitLab's long quotations are none."""
    assert values(text, "markdown") == found


def test_indentation_is_no_code_elsewhere() -> None:
    """In plain text and Textile people indent as they like."""
    assert (values("\n\n    Факт: 9"), values("> a\nФакт: 9", "textile")) == (["9"], ["9"])


@pytest.mark.parametrize("text", ["<s>" * MOST_MARKS + "</s>x", "`" * (MOST_MARKS + 1)])
def test_more_marks_than_people_type_are_not_followed(text: str) -> None:
    """What such a text reports is told and not read."""
    assert values(f"{text}\n\nФакт: 9") == [None]


def test_a_text_of_very_many_words_of_reporting_is_told_once() -> None:
    """The first line beyond those that are looked at is told; the rest is left out."""
    assert values("факт\n" * MOST_LINES + "Факт: 9\nФакт: 8") == [None]


@given(
    st.lists(st.sampled_from(["> ", "```", "~~", "`", "<s>", "</s>", "<!--", "-->", "\n", "\n\n", "a", " ", "-", "@"]))
)
def test_no_marks_break_the_reader(pieces: list[str]) -> None:
    """Whatever is opened and closed, a line is live, hidden or told."""
    for markup in MARKUPS:
        assert set(values("".join(pieces) + "\nФакт: 9", markup)) <= {"9", None}


@given(st.text("ab \n.,", max_size=60))
def test_plain_words_before_it_hide_no_figure(words: str) -> None:
    """Text without a mark leaves the lines below it live."""
    assert values(f"{words}\nФакт: 9") == ["9"]


SIGNS = [
    "|---|---|\n",
    "-",
    "- ",
    "-\n",
    " ",
    "\n",
    "> ",
    "> a\n",
    "`",
    "` ",
    "`\n",
    "```\n",
    "~",
    "~~a ",
    "<",
    "<s ",
    "<s>",
]
SIGNS += [
    "<!--",
    "@a ",
    "[ ]",
    "9",
    "1 200 ",
    "ф",
    "факт ",
    "Факт: 9, ",
    "факт\n",
    "«Факт",
    "_",
    "a_",
    "\u00a0",
    "\t",
    ">>>\n",
]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_megabyte_of_anything_is_read_in_a_moment(sign: str) -> None:
    """The time grows with the length alone; a machine that is busy with other things may take three seconds."""
    text = f"Факт: {sign * (1_000_000 // len(sign))}\nФакт: 9"
    for markup in MARKUPS:
        before = time.process_time()
        read(text, markup)
        assert time.process_time() - before < 3
