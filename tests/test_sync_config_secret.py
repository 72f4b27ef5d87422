"""Where secrets come from: a variable or a file, never the config; and that they are shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.errors import FileUnreadable
from sync.config.secret import read_secret, readable

VARIABLE = "VEKHA_TEST_SECRET"


def test_a_secret_stands_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """White space around it is not of it; where nothing stands it is empty, and its place is told all the same."""
    monkeypatch.setenv(VARIABLE, " пароль из слов \n")
    found = read_secret("/nowhere", variable=VARIABLE, file=None)
    assert (found.place, found.text) == (f"${VARIABLE}", "пароль из слов")
    monkeypatch.delenv(VARIABLE)
    found = read_secret("/nowhere", variable=VARIABLE, file=None)
    assert (found.place, found.text) == (f"${VARIABLE}", "")


def test_a_secret_stands_in_a_file_below_the_folder(tmp_path: Path) -> None:
    """It is told by the name that the config gives it."""
    (tmp_path / "secret").write_text("пароль\n", encoding="utf-8")
    found = read_secret(str(tmp_path), variable=None, file="secret")
    assert (found.place, found.text) == ("secret", "пароль")


def test_a_secret_is_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback with its variables shows where it stands, not what it is."""
    monkeypatch.setenv(VARIABLE, "hunter2")
    found = read_secret("/nowhere", variable=VARIABLE, file=None)
    assert "hunter2" not in repr(found)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """With its whole path; what is no text is no reason for a traceback."""
    with pytest.raises(FileUnreadable) as caught:
        read_secret(str(tmp_path), variable=None, file="secret")
    assert (caught.value.code, caught.value.place) == ("secret-unreadable", str(tmp_path / "secret"))
    with pytest.raises(FileUnreadable):
        readable(str(tmp_path), "ca.pem")
    (tmp_path / "ca.pem").write_bytes(b"\xff\xfe")
    assert readable(str(tmp_path), "ca.pem") == str(tmp_path / "ca.pem")
