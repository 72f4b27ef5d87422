"""An archive is read only where it is what `vekha backup` writes: whole, listed, and leading nowhere else."""

from __future__ import annotations

import io
import json
import random
import stat
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import FileUnreadable
from sync.archive import unpacking
from sync.archive.manifest import MOST_PARTS, Kind, Manifest, Schemas, part_of, place_in, stays_within
from sync.archive.packing import PARTS
from sync.archive.unpacking import opened_archive
from sync.errors import ArchiveRefused
from tests.worlds.archives import content_of, packed

CONTENTS = {"config.yaml": b"language: ru\n", "данные/план.txt": "План".encode() * 300}
KINDS = {"config.yaml": Kind.CONFIG, "данные/план.txt": Kind.PLAN}


def manifest(contents: Mapping[str, bytes] = CONTENTS) -> Manifest:
    """One that fits the contents."""
    parts = tuple(part_of(path, path, KINDS[path], io.BytesIO(data)) for path, data in contents.items())
    return Manifest(version="1", plan="town", made_at=datetime(2026, 3, 1, tzinfo=UTC), schemas=Schemas(), parts=parts)


Entries = list[tuple[zipfile.ZipInfo, bytes]]


def forged(path: Path, change: Callable[[Entries], Any]) -> Path:
    """The archive with other entries."""
    with zipfile.ZipFile(io.BytesIO(packed(manifest(), CONTENTS))) as archive:
        entries = [(one, archive.read(one)) for one in archive.infolist()]
    change(entries)
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in entries:
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return path


def renamed(entries: Entries, name: str) -> None:
    """The last part under another name, in the manifest too."""
    entry, data = entries.pop()
    old = entry.filename.removeprefix(PARTS)
    entries.append((zipfile.ZipInfo(PARTS + name), data))
    told = json.loads(entries[0][1])
    for part in told["parts"]:
        part["path"] = name if part["path"] == old else part["path"]
    entries[0] = (entries[0][0], json.dumps(told).encode())


def told_as(**values: Any) -> Callable[[Entries], None]:
    """Something else in the manifest."""

    def change(entries: Entries) -> None:
        entries[0] = (entries[0][0], json.dumps(json.loads(entries[0][1]) | values).encode())

    return change


def linked(entries: Entries) -> None:
    """A part that says it is a symbolic link."""
    entries[2][0].external_attr = (stat.S_IFLNK | 0o777) << 16


def test_what_was_packed_is_read(tmp_path: Path) -> None:
    """The manifest and every byte, Russian names included."""
    (tmp_path / "b.zip").write_bytes(packed(manifest(), CONTENTS))
    assert content_of(tmp_path / "b.zip") == (manifest(), CONTENTS)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda entries: renamed(entries, "../plan.txt"), "archive-unsafe"),
        (lambda entries: renamed(entries, "/etc/passwd"), "archive-unsafe"),
        (lambda entries: renamed(entries, "a/../../b"), "archive-unsafe"),
        (lambda entries: renamed(entries, "a\\..\\b"), "archive-unsafe"),
        (lambda entries: renamed(entries, "folder/"), "archive-unsafe"),
        (lambda entries: entries.append((zipfile.ZipInfo("run.sh"), b"")), "archive-unsafe"),
        (lambda entries: entries.append((zipfile.ZipInfo(PARTS + "more.txt"), b"")), "archive-unsafe"),
        (lambda entries: entries.pop(), "archive-unsafe"),
        (linked, "archive-unsafe"),
        (told_as(plan="../town"), "archive-unsafe"),
        (told_as(parts=[]), "archive-unsafe"),
        (told_as(surprise=1), "archive-unsafe"),
        (told_as(format=2), "archive-newer"),
        (lambda entries: entries.pop(0), "archive-foreign"),
        (lambda entries: entries.__setitem__(0, (entries[0][0], b"{")), "archive-torn"),
        (lambda entries: entries.__setitem__(0, (entries[0][0], b"[" * 100_000)), "archive-unsafe"),
        (lambda entries: entries.__setitem__(1, (entries[1][0], b"language: en\n")), "archive-torn"),
        (
            lambda entries: entries.extend((zipfile.ZipInfo(f"{PARTS}{n}"), b"") for n in range(MOST_PARTS)),
            "archive-too-large",
        ),
    ],
)
def test_a_forged_archive_is_refused(tmp_path: Path, change: Callable[[Entries], Any], code: str) -> None:
    """A path that leads out, a link, an unknown part, one that is missing, other bytes, a newer form, too much."""
    with pytest.raises(ArchiveRefused) as caught:
        content_of(forged(tmp_path / "b.zip", change))
    assert caught.value.code == code
    assert caught.value.hint


def test_more_than_a_plan_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what the entries say they unpack to, before anything is unpacked, and by the size of the file."""
    path = tmp_path / "b.zip"
    path.write_bytes(packed(manifest(), CONTENTS))
    monkeypatch.setattr(unpacking, "LARGEST", path.stat().st_size)
    with pytest.raises(ArchiveRefused) as caught:
        content_of(path)
    assert caught.value.code == "archive-too-large"
    monkeypatch.setattr(unpacking, "LARGEST", path.stat().st_size - 1)
    with pytest.raises(ArchiveRefused) as caught:
        content_of(path)
    assert caught.value.code == "archive-too-large"


@given(st.data())
def test_a_torn_or_altered_archive_is_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Cut off anywhere, or with one byte changed, it is refused or says the same; it never breaks the reading."""
    whole = bytearray(packed(manifest(), CONTENTS))
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        whole = whole[:place]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "torn.zip"
    path.write_bytes(whole)
    try:
        content = content_of(path)
    except ArchiveRefused:
        return
    assert content == (manifest(), CONTENTS)


def test_an_archive_that_changes_under_the_hand_is_refused(tmp_path: Path) -> None:
    """What is copied out of it is held against its checksum anew: it was checked before, and may be another by now."""
    contents = {**CONTENTS, "данные/план.txt": random.Random(1).randbytes(100_000)}
    path = tmp_path / "b.zip"
    path.write_bytes(packed(manifest(contents), contents))
    with opened_archive(path) as archive, path.open("r+b") as changing:
        changing.seek(50_000)
        changing.write(bytes(100))
        changing.flush()
        with pytest.raises(ArchiveRefused) as caught:
            archive.copy(archive.manifest.parts[1], io.BytesIO())
    assert caught.value.code == "archive-torn"


@pytest.mark.parametrize("content", [b"", b"plan", b"PK\x03\x04", b"\x1f\x8b" + bytes(100)])
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    """As something else, or as one that was cut off."""
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(ArchiveRefused) as caught:
        content_of(tmp_path / "b.zip")
    assert caught.value.code == ("archive-torn" if content.startswith(b"PK") else "archive-foreign")


def test_a_missing_archive_is_told(tmp_path: Path) -> None:
    """With the file's name."""
    with pytest.raises(FileUnreadable) as caught:
        content_of(tmp_path / "b.zip")
    assert caught.value.place == str(tmp_path / "b.zip")


@given(st.lists(st.sampled_from(["..", ".", "a", "план", "", "outside", "b\\c", "x\n"]), min_size=1, max_size=4))
def test_a_path_stays_within_or_is_refused(names: list[str]) -> None:
    """Whatever it is made of, one that is let through leads below the folder."""
    path = "/".join(names)
    if stays_within(path):
        there = Path("/town", path)
        assert Path("/town") in Path(str(there)).parents
        assert ".." not in there.parts


def test_a_place_in_the_archive_stays_within() -> None:
    """Of what stands below the folder, and of what stands elsewhere."""
    assert place_in(Path("/srv/town"), Path("/srv/town/var/l.db")) == "var/l.db"
    assert place_in(Path("/srv/town"), Path("/etc/l.db")) == "outside/etc/l.db"
