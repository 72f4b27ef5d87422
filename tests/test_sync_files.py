"""A file is written whole or not at all, and why it could not be is said in our own words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mappings import language
from mappings.errors import FileUnwritable, no_room
from sync.files import write_whole, writing


def test_a_file_is_written_in_a_folder_made_for_it(tmp_path: Path) -> None:
    """What stood there before is gone, and nothing else is left beside it."""
    path = tmp_path / "a" / "b" / "page.html"
    write_whole(path, b"one", "page-unwritable")
    write_whole(path, b"two", "page-unwritable")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "code", "full"),
    [
        (errno.ENOSPC, "disk-full", True),
        (errno.EDQUOT, "disk-full", True),
        (errno.EACCES, "page-unwritable", False),
        (errno.EROFS, "page-unwritable", False),
    ],
)
def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, full: bool
) -> None:
    """Nobody reads half a file; a disk without room has a code of its own, whatever was written."""
    path = tmp_path / "page.html"
    path.write_bytes(b"before")

    def fail(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:2])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", fail)
    language.use("en")
    with pytest.raises(FileUnwritable) as caught:
        write_whole(path, b"afterwards", "page-unwritable")
    assert (caught.value.code, caught.value.full, caught.value.place) == (code, full, str(path))
    assert os.strerror(number) in caught.value.message
    assert path.read_bytes() == b"before"


def test_a_device_is_written_to(tmp_path: Path) -> None:
    """Nothing is put in its place."""
    write_whole(Path("/dev/null"), b"one", "page-unwritable")
    assert not Path("/dev/null").is_file()
    with pytest.raises(FileUnwritable, match="cannot be written"):
        write_whole(tmp_path, b"one", "page-unwritable")


def test_only_failures_of_the_system_are_put_in_words(tmp_path: Path) -> None:
    """A fault of ours stays one."""
    with pytest.raises(ValueError, match="ours"), writing(tmp_path, "page-unwritable"):
        raise ValueError("ours")
    assert not no_room(OSError("without a number"))
