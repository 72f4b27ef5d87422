"""What holds for every test: English messages unless a test asks otherwise, no network but this machine's own, and
files in memory where it has room.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import settings

from mappings import language

settings.register_profile("vekha", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("vekha")

pytest_plugins = ["tests.live.workers"]  # asked where no test is collected, so that only this file is read

_MEMORY = Path("/dev/shm")
_ROOM = 1_000_000_000  # bytes; several times what all tests leave lying at once

_connect = socket.socket.connect


def _connect_here(self: socket.socket, address: Any) -> None:
    """Refuse to leave the machine."""
    if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
        raise AssertionError(f"a test reached for the network: {address}")
    _connect(self, address)


def pytest_configure() -> None:
    """Keep what tests write in memory: their databases ask for thousands of writes to the disk, and wait for each."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches an address outside this machine."""
    monkeypatch.setattr(socket.socket, "connect", _connect_here)


@pytest.fixture(autouse=True)
def _no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test starts the LibreOffice of this machine, unless it asks for it."""
    monkeypatch.setenv("VEKHA_SOFFICE", "none")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages are compared in English; what a test switches is switched back."""
    monkeypatch.setenv("LANGUAGE", "en")
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that signs the certificates of these tests."""
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its own certificate."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)
