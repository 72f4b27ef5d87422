"""What holds for every test: English messages unless a test asks otherwise, and no network but this machine's own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from mappings import language

_connect = socket.socket.connect


def _connect_here(self: socket.socket, address: Any) -> None:
    """Refuse to leave the machine."""
    if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
        raise AssertionError(f"a test reached for the network: {address}")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches an address outside this machine."""
    monkeypatch.setattr(socket.socket, "connect", _connect_here)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages are compared in English; what a test switches is switched back."""
    monkeypatch.setenv("LANGUAGE", "en")
    language.use("en")
    yield
    language.use("en")
