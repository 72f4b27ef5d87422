"""What a Redmine's wiki does beside what every wiki does: a suite for the real one, and for its recorded answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.errors import AuthFailed, Misconfigured, TrackerError
from sync.tracker import HasWiki
from tests.wiki_conformance import PAGE, TEXT, WikiConformance

Keeper = Callable[
    [str], None
]  # the administrator at work: `module off`, `right away`, `protected`, `renamed`, a format


class RedmineWikiRules(WikiConformance):
    """The suite. `keeper` is the administrator's hand."""

    @pytest.mark.parametrize(
        ("act", "code"),
        [("module off", "wiki-off"), ("right away", "right-missing"), ("plain text", "wiki-format-unknown")],
    )
    def test_what_keeps_the_bot_out_is_told_before_anything_is_tried(
        self, wiki: HasWiki, keeper: Keeper, act: str, code: str
    ) -> None:
        """Of rights with the one that is missing; a format that Vekha cannot write is for a person to change."""
        keeper(act)
        with pytest.raises((AuthFailed, Misconfigured)) as caught:
            wiki.wiki_text()
        assert caught.value.code == code
        assert "«Edit wiki pages»" in caught.value.message or code != "right-missing"

    @pytest.mark.parametrize(
        ("act", "markup"), [("textile", "textile"), ("markdown", "markdown"), ("common_mark", "markdown")]
    )
    def test_the_format_is_found_out(self, wiki: HasWiki, keeper: Keeper, act: str, markup: str) -> None:
        """It is the administrator's choice, and the interface does not tell it; the page's own form does."""
        keeper(act)
        wiki.write_page(PAGE, TEXT, version=None)
        assert wiki.wiki_text().markup == markup

    def test_a_protected_page_is_left_alone(self, wiki: HasWiki, keeper: Keeper) -> None:
        """It is told that it is protected, and how that is changed."""
        made = wiki.write_page(PAGE, TEXT, version=None)
        keeper("protected")
        with pytest.raises(AuthFailed) as caught:
            wiki.write_page(PAGE, "x", version=made.version)
        assert caught.value.code == "wiki-page-protected"
        assert wiki.read_page(PAGE) == made

    def test_a_page_that_was_renamed_is_not_followed(self, wiki: HasWiki, keeper: Keeper) -> None:
        """Redmine sends on to the new name: that is told, so that the config may name it."""
        wiki.write_page(PAGE, TEXT, version=None)
        keeper("renamed")
        with pytest.raises(TrackerError) as caught:
            wiki.read_page(PAGE)
        assert caught.value.code == "wiki-page-renamed"
        assert "«Итоги года»" in caught.value.message
