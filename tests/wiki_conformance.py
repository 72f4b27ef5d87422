"""The rules of every tracker that has a wiki: a suite that each adapter's tests inherit.

A subclass gives `wiki`, an adapter on a project without pages, and `hand`, which writes a page as the staff do.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.errors import Conflict
from sync.tracker import HasWiki, Tracker

PAGE = "Сводка по плану"
TEXT = "Слова\n\n| a | b |\n\nНиже  \n\n"
Hand = Callable[[str, str], None]


class WikiConformance:
    """The suite."""

    def test_a_page_comes_back_as_it_was_written(self, wiki: HasWiki) -> None:
        """What is not there is None; what was written comes back to the last blank, with its address and version."""
        assert isinstance(wiki, Tracker)
        assert wiki.read_page(PAGE) is None
        made = wiki.write_page(PAGE, TEXT, version=None)
        assert wiki.read_page(PAGE) == made
        assert (made.title, made.text) == (PAGE, TEXT)
        assert made.url is not None and "wiki" in made.url

    def test_a_page_is_written_over_the_version_that_was_read(self, wiki: HasWiki) -> None:
        """Once and again; each time it has another version."""
        made = wiki.write_page(PAGE, TEXT, version=None)
        second = wiki.write_page(PAGE, f"{TEXT}ещё", version=made.version)
        third = wiki.write_page(PAGE, TEXT, version=second.version)
        assert [one.text for one in (made, second, third)] == [TEXT, f"{TEXT}ещё", TEXT]
        assert made.version != second.version != third.version

    def test_a_page_that_somebody_has_changed_is_not_written_over(self, wiki: HasWiki, hand: Hand) -> None:
        """It is a conflict, and what they wrote stands."""
        made = wiki.write_page(PAGE, TEXT, version=None)
        hand(PAGE, "Слова сотрудников")
        with pytest.raises(Conflict):
            wiki.write_page(PAGE, f"{TEXT}ещё", version=made.version)
        now = wiki.read_page(PAGE)
        assert now is not None and now.text == "Слова сотрудников"

    def test_a_page_that_somebody_has_made_is_not_written_over(self, wiki: HasWiki, hand: Hand) -> None:
        """Not even where there was none a moment ago."""
        assert wiki.read_page(PAGE) is None
        hand(PAGE, "Слова сотрудников")
        with pytest.raises(Conflict):
            wiki.write_page(PAGE, TEXT, version=None)
        now = wiki.read_page(PAGE)
        assert now is not None and now.text == "Слова сотрудников"

    def test_only_an_issue_of_the_tracker_is_referred_to(self, wiki: HasWiki, front: str) -> None:
        """By the address under which its page opens; any other address is no issue here."""
        text = wiki.wiki_text()
        assert text.markup in ("textile", "markdown")
        assert text.reference(f"{front}12") == "#12"
        for other in ("https://example.org/issues/12", f"{front}12/edit", f"{front}x", f"x{front}12", ""):
            assert text.reference(other) == ""
