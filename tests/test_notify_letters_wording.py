"""How mails show web addresses."""

from __future__ import annotations

import pytest

from notify.letters.wording import plain, web_link


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://t.example/1?a=1&b=2", True),
        ("http://t.example/1", True),
        ("HTTPS://t.example/1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///var/lib/x", False),
        ("//t.example/1", False),
        ("https://", False),
        ("https://[bad", False),
        ("https://t.example/a b", False),
        ("java\nscript:x", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, kept: bool) -> None:
    """Web addresses with a host; nothing that a browser would run or read from the reader's machine."""
    assert web_link(url) == (url if kept else None)


def test_plain_text_holds_no_address_to_click() -> None:
    """An address inside a title or a reason is shown without its scheme."""
    assert plain("см. https://a.example и HTTP://b.example") == "см. a.example и b.example"


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:3000", "db.localhost", "127.0.0.1", "127.8.8.8:80", "[::1]", "0.0.0.0", "localhost."],
)
def test_an_address_of_the_machine_itself_is_no_link(host: str) -> None:
    """Nobody else can open it."""
    assert web_link(f"http://{host}/issues/1") is None
