"""The key file of answers: its form, who may read it, how it is rotated; and that no secret is ever shown."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mappings.errors import FileUnreadable, FileUnwritable
from notify.replies.keys import KEPT, Key, new_key, read_keys
from sync.cli.exit_codes import ExitCode, exit_code_of

FIRST, SECOND = "aa " + "x" * 32, "b2 " + "y" * 40


def written(path: Path, text: str, rights: int = 0o600) -> Path:
    """A key file."""
    path.write_text(text, encoding="utf-8")
    path.chmod(rights)
    return path


def refusal(path: Path) -> FileUnreadable:
    """Why the keys of a file are not taken."""
    with pytest.raises(FileUnreadable) as caught:
        read_keys(path)
    return caught.value


def test_the_first_key_signs_and_the_others_are_known(tmp_path: Path) -> None:
    """Remarks, blank lines and the ends of lines that another system writes are passed over."""
    path = written(tmp_path / "key", f"# made in 2026\r\n\r\n{FIRST}\r\n  {SECOND}\r\n")
    ring = read_keys(path)
    assert ring.signing == Key("aa", "x" * 32)
    assert ring.named("b2") == Key("b2", "y" * 40)
    assert ring.named("cc") is None


def test_a_new_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The file is made with mode 0600, and its secret has 256 bits."""
    path = tmp_path / "var" / "key"
    new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    (key,) = read_keys(path).keys
    assert len(bytes.fromhex(key.secret)) == 32


def test_a_rotation_keeps_the_keys_before(tmp_path: Path) -> None:
    """The newest signs; those before it still verify, up to `KEPT` of them, and no id comes twice."""
    path = tmp_path / "key"
    made: list[Key] = []
    for _time in range(KEPT + 3):
        new_key(path)
        made.insert(0, read_keys(path).signing)
        assert list(read_keys(path).keys) == made[: KEPT + 1]
    assert len({key.secret for key in made}) == len(made)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("rights", [0o640, 0o604, 0o620, 0o602, 0o610, 0o666])
def test_a_key_that_others_have_a_right_to_is_refused(tmp_path: Path, rights: int) -> None:
    """It is neither read nor rotated: whoever read it could sign."""
    path = written(tmp_path / "key", FIRST, rights)
    assert refusal(path).code == "replies-key-open"
    assert exit_code_of(refusal(path)) is ExitCode.WRONG_INPUT
    with pytest.raises(FileUnreadable):
        new_key(path)
    assert path.read_text(encoding="utf-8") == FIRST


def test_a_key_that_is_missing_is_told(tmp_path: Path) -> None:
    """With the command that makes one."""
    assert refusal(tmp_path / "key").code == "replies-key-missing"
    assert "--new-key" in refusal(tmp_path / "key").hint


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    """A folder, or a pipe that nobody writes into, is told and not waited for."""
    assert refusal(tmp_path).code == "path-is-folder"
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert refusal(tmp_path / "pipe").code == "path-irregular"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "aa short",
        "aa",
        "x" * 64,
        "a1 " + "x" * 32,
        "AA " + "x" * 32,
        f"{FIRST} more",
        "aa " + "ы" * 40,
    ],
)
def test_a_line_that_is_no_key_is_told(tmp_path: Path, text: str) -> None:
    """Rather than signed with, or passed over; what stands in it is not repeated."""
    error = refusal(written(tmp_path / "key", text))
    assert (error.code, exit_code_of(error)) == ("replies-key-damaged", ExitCode.WRONG_INPUT)
    assert "x" * 32 not in f"{error.message} {error.hint} {error.place}"


def test_two_keys_of_one_id_are_told(tmp_path: Path) -> None:
    """With the line of the second: which of them verifies would be a guess."""
    error = refusal(written(tmp_path / "key", f"{FIRST}\naa {'z' * 32}\n"))
    assert (error.code, error.place) == ("replies-key-damaged", f"{tmp_path / 'key'}, line 2")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the number of the failure; the key that was there stays."""
    path = written(tmp_path / "key", FIRST)

    def full(*_whatever: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("notify.replies.keys.put_whole", full)
    with pytest.raises(FileUnwritable) as caught:
        new_key(path)
    assert caught.value.code == "disk-full"
    assert read_keys(path).signing.id == "aa"


def test_no_secret_stands_in_a_repr(tmp_path: Path) -> None:
    """A traceback with its variables shows which key it was, not what it is."""
    ring = read_keys(written(tmp_path / "key", FIRST))
    assert "x" * 32 not in repr(ring)
    assert "aa" in repr(ring)
