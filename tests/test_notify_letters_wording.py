"""How mails show web addresses."""

from __future__ import annotations

from notify.letters.wording import plain


def test_plain_text_holds_no_address_to_click() -> None:
    """An address inside a title or a reason is shown without its scheme."""
    assert plain("см. https://a.example и HTTP://b.example") == "см. a.example и b.example"
