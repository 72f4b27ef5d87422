"""One whole mail of every kind, as it was read and found good: a change of a word is seen here.

`python -m tests.pages.letters` writes what is said now.
"""

from __future__ import annotations

import pytest

from mappings import language
from tests.pages.latin import latin_words
from tests.pages.letters import GOLDEN, KEPT, MAILS, shown


@pytest.mark.parametrize("name", KEPT)
def test_a_mail_says_what_was_read_and_found_good(name: str) -> None:
    """Subject, text and the names of its files are those kept."""
    make, spoken = KEPT[name]
    language.use(spoken)
    assert shown(make()) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MAILS)
def test_a_russian_mail_is_russian(name: str) -> None:
    """Latin letters are those of names and addresses; «IT» is a word of the plan."""
    language.use("ru")
    assert latin_words(shown(MAILS[name]())) <= {"IT"}


def test_every_text_that_is_kept_is_of_a_mail() -> None:
    """None is left over."""
    assert {path.stem for path in GOLDEN.iterdir()} == set(KEPT)
