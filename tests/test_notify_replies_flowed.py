"""Lines that a mail program wrapped by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.replies.flowed import unwrapped


@pytest.mark.parametrize(
    ("wrapped", "whole"),
    [
        ("Причина: нет \nподрядчика\nФакт: 5", "Причина: нет подрядчика\nФакт: 5"),
        (" >не цитата", ">не цитата"),
        ("> одна \n> строка", "> одна строка"),
        (">одна \n>> другая", "> одна \n>> другая"),
        ("> цитата \nсвоё", "> цитата \nсвоё"),
        ("имя \n-- \nМария", "имя \n-- \nМария"),
        ("-- \nМария", "-- \nМария"),
        (">", ">"),
        ("", ""),
    ],
)
def test_a_soft_end_is_none(wrapped: str, whole: str) -> None:
    """A line that ends in a blank goes on, within one depth of quotation and never across the sign of a signature."""
    assert unwrapped(wrapped).replace("> \n", ">\n").rstrip(" ") == whole.rstrip(" ")


def test_the_blank_may_be_none_of_the_text() -> None:
    """With DelSp the blank at a soft end goes."""
    assert unwrapped("подряд \nчика", delete_space=True) == "подрядчика"


@given(st.text("> -x\n"))
def test_nothing_but_ends_and_blanks_is_lost(text: str) -> None:
    """Whatever the lines, their words stay in order, and each quoted line stays quoted."""
    whole = unwrapped(text)
    assert [sign for sign in whole if sign == "x"] == [sign for sign in text if sign == "x"]
    assert whole.count("\n") <= text.count("\n")
