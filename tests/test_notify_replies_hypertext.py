"""A mail's HTML as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.replies.hypertext import DEEPEST, LONGEST, MOST_ELEMENTS, as_text


def lines(html: str) -> list[str]:
    """The lines of a page that are not blank, each with single blanks."""
    return [" ".join(line.split()) for line in as_text(html).split("\n") if line.strip(" >")]


def test_a_page_is_lines() -> None:
    """What ends a line for the eye ends one here: paragraphs, breaks, rows and entries of lists; blanks fold."""
    page = (
        "<html><body><div>I.1.1<br>Факт:\n <b>12</b> экз.</div><p>V.15.5<ul><li>Факт: 1<li>Принято</ul><div><br></div>"
    )
    assert lines(page) == ["I.1.1", "Факт: 12 экз.", "V.15.5", "Факт: 1", "Принято"]
    assert as_text("<div>a</div><div><br></div><div>b</div><p>&nbsp;</p><p>c").split("\n") == ["a", "", "b", "", "c"]


def test_the_cells_of_a_row_are_one_line() -> None:
    """A row of a table is one line, its cells apart."""
    assert as_text("<table><tr><th>I.1.1</th><td>Факт: 12</td></tr><tr><td>V</td></tr></table>") == "I.1.1\tФакт: 12\nV"


def test_typed_lines_stay() -> None:
    """Where a page keeps blanks and line ends as typed, so does its text."""
    assert lines("<pre>I.1.1\r\nФакт: 12</pre>") == ["I.1.1", "Факт: 12"]
    assert lines('<div style="white-space: pre-wrap">I.1.1\nФакт: 12</div>') == ["I.1.1", "Факт: 12"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<span hidden>{}</span>",
        '<span style="display: none">{}</span>',
        '<span style="color:red;DISPLAY:NONE !important">{}</span>',
        '<span style="visibility:hidden">{}</span>',
        '<span style="font-size:0">{}</span>',
        '<span style="font-size: 0px;">{}</span>',
        '<span style="font-size:.0em">{}</span>',
        '<span style="mso-hide:all">{}</span>',
        '<span style="opacity: 0">{}</span>',
        '<div style="max-height:0; overflow:hidden">{}</div>',
        '<div style="overflow:hidden;height:0px">{}</div>',
        "<s>{}</s>",
        "<del>{}</del>",
        "<strike>{}</strike>",
        '<span style="text-decoration: underline line-through">{}</span>',
        '<span style="text-decoration-line:line-through">{}</span>',
        "<style>{}</style>",
        "<script>{}</script>",
        "<title>{}</title>",
        "<template>{}</template>",
        "<textarea>{}</textarea>",
        "<!-- {} -->",
        "<!--[if mso]>{}<![endif]-->",
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    """Hidden words, and words struck out, are none of the text; what stands in them neither."""
    assert lines(f"<div>до</div>{hidden.format('<b>Факт: 99</b>')}<div>после</div>") == ["до", "после"]
    assert lines(f"<div>до</div>{hidden.format('Факт: 99')}<div>после</div>") == ["до", "после"]


@pytest.mark.parametrize(
    "style",
    [
        "font-size:small",
        "font-size:0.9em",
        "font-size:10px",
        "opacity:0.5",
        "line-height:0;overflow:hidden",
        "max-height:0",
        "overflow:hidden;max-height:0.5em",
        "text-decoration:underline",
        "display:block",
        "fill-opacity:0",
    ],
)
def test_what_is_seen_is_read(style: str) -> None:
    """Styles that only look alike hide nothing."""
    assert lines(f'<p style="{style}">Факт: 12</p>') == ["Факт: 12"]


@pytest.mark.parametrize(
    "quoted",
    [
        "<blockquote>{}</blockquote>",
        '<blockquote type="cite"><div><blockquote>{}</blockquote></div></blockquote>',
        '<div class="gmail_quote gmail_quote_container">{}</div>',
        '<div id="yahoo_quoted_1" class="yahoo_quoted">{}</div>',
        '<div class="protonmail_quote">{}</div>',
    ],
)
def test_quotations_have_their_sign(quoted: str) -> None:
    """What a program marks as quoted is quoted, and one sign is enough however deep it stands; what follows is not."""
    page = f"<div>Факт: 12</div>{quoted.format('<p>I.1.1</p>Факт: 5')}<div>Факт: 6</div>"
    assert lines(page) == ["Факт: 12", "> I.1.1", "> Факт: 5", "Факт: 6"]


@pytest.mark.parametrize(
    "begins",
    [
        '<div id="divRplyFwdMsg">От: Веха</div>',
        '<div id="x_divRplyFwdMsg">От: Веха</div>',
        '<div id="appendonsend"></div>',
        '<div class="ms-outlook-mobile-reference-message skipProofing">x</div>',
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>От: Веха</div>",
    ],
)
def test_outlook_quotes_all_that_follows(begins: str) -> None:
    """Outlook marks where the other mail begins, and all from there on is quoted."""
    page = f"<div><p>Факт: 12</p></div>{begins}<div><p>I.1.1</p><p>Факт: 5</p></div>"
    assert [line for line in lines(page) if not line.startswith(">")] == ["Факт: 12"]
    assert lines(page)[-1] == "> Факт: 5"


def test_quoted_paragraphs_are_apart() -> None:
    """Between the paragraphs of what is quoted there is a blank line, as between those of a quoted text."""
    assert as_text("<blockquote><p>I.1.1</p><p>Как ответить</blockquote><p>Факт: 1<p>Факт: 2").split("\n") == [
        *("> ", "> I.1.1", "> ", "> Как ответить", "Факт: 1", "Факт: 2")
    ]


def test_a_quotation_within_a_line_has_a_line() -> None:
    """Where a quotation begins in the middle of a line, another line begins."""
    assert lines('<p>своё <span class="protonmail_quote">чужое</span> своё') == ["своё", "> чужое", "своё"]


def test_instructions_are_not_read() -> None:
    """What speaks to programs is none of the text."""
    assert lines("<p>до<?xml Факт: 5?>после</p>") == ["допосле"]


def test_gmail_answers_between_the_lines() -> None:
    """Where the wrapper of a quotation holds quotations of its own, what stands between these is the writer's."""
    page = (
        '<div class="gmail_quote"><div class="gmail_attr">24.12.2026 &lt;vekha@example.org&gt;:</div>'
        "<blockquote>I.1.1</blockquote><div>Факт: 12</div><blockquote>V.15.5</blockquote></div><div>конец</div>"
    )
    assert lines(page) == ["24.12.2026 <vekha@example.org>:", "> I.1.1", "Факт: 12", "> V.15.5", "конец"]


def test_a_page_has_an_end() -> None:
    """A page of more words, elements or depth than any answer's is read up to there."""
    assert len(as_text("Факт: 5<br>" * 50_000)) <= LONGEST
    assert as_text(f"<p>I.1.1</p>{'<b>' * (DEEPEST + 1)}Факт: 5").strip() == "I.1.1"
    assert lines(f'<div class="gmail_quote">I.1.1{"<b>" * DEEPEST}Факт: 5') == ["> I.1.1"]
    assert as_text(f"<p>I.1.1</p>{'<i></i>' * MOST_ELEMENTS}Факт: 5").strip() == "I.1.1"


TAGS = ["<div>", "</div>", "<blockquote>", "</blockquote>", '<div class="gmail_quote">', "<br>", "<s>", "</s>", "<pre>"]
TAGS += ["<!--", "-->", "<p style='display:none'>", "<td>", "<table>", "x", " ", "\n", "&nbsp;", "&#0;", "<", "\ud800"]


@given(st.lists(st.sampled_from(TAGS)))
def test_any_page_is_read(pieces: list[str]) -> None:
    """Whatever the tags, nothing raises, and no word is made up."""
    assert as_text("".join(pieces)).count("x") <= pieces.count("x")
