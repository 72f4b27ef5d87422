"""A page that Vekha and the staff write together: whose is which part of it, by nothing but the page itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from sync.summary.shared_page import joined, parted

PART, TOLD, KEY = "# План\n\nСлова\n\nНа день", "Слова", "town"
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80)


@given(TEXTS, TEXTS)
def test_what_stands_below_comes_back_byte_by_byte(part: str, below: str) -> None:
    """Whatever either side holds; and the page is known for this plan's, as it was left."""
    page = parted(joined(part, TOLD, KEY, below))
    assert page is not None
    assert (page.below, page.is_of(KEY), page.is_of("other"), page.untouched) == (below, True, False, True)
    assert page.tells(TOLD) and not page.tells(f"{TOLD}!")


@given(TEXTS)
def test_a_page_can_be_written_again_and_again(below: str) -> None:
    """A new part over an old one leaves the staff's words, and the same part the same page."""
    first = joined(PART, TOLD, KEY, below)
    shared = parted(first)
    assert shared is not None
    assert joined(PART, TOLD, KEY, shared.below) == first
    second = parted(joined(f"{PART}!", f"{TOLD}!", KEY, shared.below))
    assert second is not None and second.below == below and second.untouched


@pytest.mark.parametrize(
    "edited",
    [
        lambda text: f"Внимание!\n\n{text}",
        lambda text: text.replace("Слова", "Другие слова"),
        lambda text: text.replace("\n\nНа день", ""),
        lambda text: text.replace("---", "---\n\nЗдесь"),
        lambda text: text.replace("Below this line", "Ниже"),
    ],
)
def test_words_above_the_mark_are_seen(edited: object) -> None:
    """Above Vekha's part, in it, out of it, and in the line itself."""
    page = parted(edited(joined(PART, TOLD, KEY)))  # type: ignore[operator]
    assert page is not None and not page.untouched


@pytest.mark.parametrize(
    "carried",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("Слова", "Слова  "),
        lambda text: f"\n\n{text}",
        lambda text: text.rstrip(),
        lambda text: f"{text}\n\nСлова сотрудников",
    ],
)
def test_what_a_browser_does_to_a_text_is_no_edit(carried: object) -> None:
    """Line ends, blanks at the ends of lines and of the text; and words below."""
    page = parted(carried(joined(PART, TOLD, KEY)))  # type: ignore[operator]
    assert page is not None and page.untouched and page.tells(TOLD)


def test_a_page_without_the_mark_is_nobodys_of_vekha() -> None:
    """Such as one that the staff have made, or whose line they have taken out."""
    for text in ("", "Слова", "(vekha: abc)", joined(PART, TOLD, KEY).partition("(vekha")[0]):
        assert parted(text) is None


@pytest.mark.parametrize("name", ["en", "ru"])
def test_a_part_of_which_nothing_is_left_may_be_written_anew(name: str) -> None:
    """The line is where the staff moved their words to; what told once tells no more, since it is not there."""
    language.use(name)
    whole = joined(PART, TOLD, KEY, "\n\nСлова сотрудников")
    for text in (whole[whole.index("---") + 3 :], whole[whole.index("(vekha") :]):
        page = parted(text)
        assert page is not None and page.untouched and not page.tells(TOLD)
        assert page.below == "\n\nСлова сотрудников"
    language.use("en")


def test_of_two_marks_the_one_counts_that_its_part_agrees_with() -> None:
    """A mark in a title of the plan's, or one that the staff have copied, hides none."""
    copied = joined("Чужое", "x", "other").splitlines()[-1]
    page = parted(joined(f"{PART} {copied}", TOLD, KEY, f"\n{copied}\n"))
    assert page is not None
    assert (page.is_of(KEY), page.untouched, page.below) == (True, True, f"\n{copied}\n")
