"""The summary as Markdown."""

from __future__ import annotations

from hypothesis import given, settings

from mappings.links import web_link
from mappings.wording import clean
from sync.summary.as_md import render
from sync.summary.public import public
from tests.examples.summary_values import TEXTS, TRACKER, URLS, empty, foreign, summary_of
from tests.test_sync_summary_markdown import GAP, read


def test_it_opens_with_how_the_plan_stands() -> None:
    """Title, headline and verdict, then the tables under headings."""
    text = render(summary_of()).decode()
    assert text.startswith("# План развития библиотек\n\n2 of 3 deadlines that have fallen due are done (66.7%).\n\n")
    heads = [one.removeprefix("## ") for one in text.splitlines() if one.startswith("## ")]
    assert heads[:7] == ["By year", "By section", "By executor", "Overdue", "At risk", "Due next", "Indicators"]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_plan_and_fact_stand_in_words() -> None:
    """With the unit as one names it, and a link to the issue where others can open it."""
    text = render(summary_of()).decode()
    assert "| I.1 | Оцифровка | " in text
    assert "| документ | at least 9 | 2.5 | 27.8% |" in text
    assert f"| [I.1/2025](<{TRACKER}2>) | Оцифровка |" in text
    assert "file:" not in text


def test_an_empty_plan_says_so() -> None:
    """No table without rows."""
    text = render(empty()).decode()
    assert "The plan has no measures." in text
    assert "Nothing is overdue." in text
    assert "| --- | ---: | ---: | ---: | ---: |\n\n" not in text


def test_for_everybody_it_names_nobody_and_claims_nothing() -> None:
    """What is left out is said, and is not called empty."""
    text = render(public(summary_of())).decode()
    assert "without names" in text
    assert "И. Петрова" not in text
    assert "Nothing needs checking." not in text


@settings(deadline=None, max_examples=50)
@given(TEXTS, URLS)
def test_no_text_of_others_acts(text: str, url: str | None) -> None:
    """Every cell has words or a link to an issue; the title is its words."""
    tokens = read(render(foreign(text, url)).decode())
    assert {one.attrs["href"] for one in tokens if one.type == "link_open"} <= {_read(web_link(url))}
    assert not {one.type for one in tokens} & {"html_block", "html_inline", "code_inline", "image", "em_open", "s_open"}
    title = "".join(one.content for one in tokens[1].children or [] if one.type == "text")
    assert title.replace(GAP, "") == clean(text)


def _read(url: str | None) -> str | None:
    return url and url.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C").replace("`", "%60")
