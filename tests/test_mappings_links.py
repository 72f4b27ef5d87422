"""Which web addresses become links."""

from __future__ import annotations

import pytest

from mappings.links import web_link


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://t.example/1?a=1&b=2", True),
        ("http://t.example/1", True),
        ("HTTPS://t.example/1", True),
        ("https://user:word@t.example:8080", True),
        ("https://[2001:db8::1]/1", True),
        ("https://localhost\\@t.example/1", False),
        ("https://t.example:x/1", False),
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


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:3000",
        "db.localhost",
        "127.0.0.1",
        "127.8.8.8:80",
        "[::1]",
        "0.0.0.0",
        "localhost.",
        "u@127.0.0.1",
    ],
)
def test_an_address_of_the_machine_itself_is_no_link(host: str) -> None:
    """Nobody else can open it."""
    assert web_link(f"http://{host}/issues/1") is None
