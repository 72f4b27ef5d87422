"""A file is written whole or not at all, and why it could not be is said in our own words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mappings.causes import Cause, cause_of
from mappings.errors import FileUnwritable
from sync.files import write_whole, writing


def test_a_file_is_written_in_a_folder_made_for_it(tmp_path: Path) -> None:
    """What stood there before is gone, and nothing else is left beside it."""
    path = tmp_path / "a" / "b" / "page.html"
    write_whole(path, b"one", "page-unwritable")
    write_whole(path, b"two", "page-unwritable")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "code", "cause"),
    [
        (errno.ENOSPC, "disk-full", Cause.FULL),
        (errno.EDQUOT, "disk-full", Cause.FULL),
        (errno.EACCES, "page-unwritable", Cause.DENIED),
        (errno.EROFS, "disk-read-only", Cause.READ_ONLY),
        (errno.EIO, "disk-failing", Cause.FAILING),
        (errno.ESTALE, "disk-failing", Cause.FAILING),
        (errno.ENFILE, "files-too-many", Cause.MANY_OPEN),
        (errno.ENOMEM, "page-unwritable", Cause.OTHER),
    ],
)
def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, cause: Cause
) -> None:
    """Nobody reads half a file; each cause that can be known has a code of its own, whatever was written."""
    path = tmp_path / "page.html"
    path.write_bytes(b"before")

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("mappings.whole_files.os.fsync", fail)
    with pytest.raises(FileUnwritable) as caught:
        write_whole(path, b"afterwards", "page-unwritable")
    assert (caught.value.code, caught.value.cause, caught.value.place) == (code, cause, str(path))
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_device_is_written_to(tmp_path: Path) -> None:
    """Nothing is put in its place."""
    write_whole(Path("/dev/null"), b"one", "page-unwritable")
    assert not Path("/dev/null").is_file()
    with pytest.raises(FileUnwritable, match="a folder stands"):
        write_whole(tmp_path, b"one", "page-unwritable")


def test_only_failures_of_the_system_are_put_in_words(tmp_path: Path) -> None:
    """A fault of ours stays one."""
    with pytest.raises(ValueError, match="ours"), writing(tmp_path, "page-unwritable"):
        raise ValueError("ours")
    assert cause_of(OSError("without a number")) is Cause.OTHER
