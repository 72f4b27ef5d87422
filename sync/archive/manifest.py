"""What an archive says of itself in `manifest.json`: of which plan, by which version, and every part with its checksum.

Decides what a part may be called: a path below one folder, and nothing that leads out of it.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from enum import StrEnum
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

FORMAT: Final = 1  # of the archive: raised when an earlier version could not read it
MANIFEST = "manifest.json"
SUFFIX = ".zip"
OUTSIDE = "outside"  # the folder of what stood elsewhere than below the config's own
MOST_PARTS = 100
LARGEST = 1_000_000_000  # bytes of all parts together, and of an archive

_LONGEST = 255  # bytes of one name in a path
_DEEPEST = 30


class Kind(StrEnum):
    """What a part is."""

    CONFIG = "config"
    PLAN = "plan"
    MAPPING = "mapping"
    LEDGER = "ledger"
    TRACKER = "tracker"
    TEMPLATE = "template"
    CALENDAR = "calendar"
    CERTIFICATE = "certificate"
    KEY = "key"


DATABASES = frozenset({Kind.LEDGER, Kind.TRACKER})
PRIVATE_KINDS = DATABASES | {Kind.KEY}


def place_in(folder: Path, path: Path) -> str:
    """Where a file is kept in the archive: by its place below the config's folder, else below `OUTSIDE`."""
    whole = PurePosixPath(path)
    try:
        return str(whole.relative_to(PurePosixPath(folder)))
    except ValueError:
        return str(PurePosixPath(OUTSIDE, *whole.parts[1:]))


def stays_within(path: str) -> bool:
    """Whether a path of an archive leads to a file below the folder that it is put back into."""
    names = path.split("/")
    return len(names) <= _DEEPEST and all(
        name not in ("", ".", "..") and "\\" not in name and name.isprintable() and len(name.encode()) <= _LONGEST
        for name in names
    )


def _within(path: str) -> str:
    if not stays_within(path):
        raise ValueError("the path leads out")
    return path


class Part(BaseModel):
    """One file: where it is put back, below the folder; where it stood; what it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[str, AfterValidator(_within)]
    stood: str
    kind: Kind
    size: int = Field(ge=0, le=LARGEST)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def is_outside(self) -> bool:
        """Whether it stood elsewhere than below the config's folder."""
        return self.path.startswith(f"{OUTSIDE}/")


class Schemas(BaseModel):
    """The schemas of the databases, where they are among the parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ledger: str | None = None
    tracker: int | None = None


class Manifest(BaseModel):
    """All of it. `left_out` are the places of keys that were not taken in, as the config names them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = FORMAT
    version: str
    plan: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    made_at: AwareDatetime
    schemas: Schemas
    parts: tuple[Part, ...] = Field(max_length=MOST_PARTS)
    left_out: tuple[str, ...] = Field(default=(), max_length=MOST_PARTS)

    @model_validator(mode="after")
    def _one_config_at_most_one_database(self) -> Self:
        kinds = [part.kind for part in self.parts]
        if kinds.count(Kind.CONFIG) != 1 or any(kinds.count(kind) > 1 for kind in DATABASES):
            raise ValueError("one config is expected, and of each database one at most")
        return self

    def only(self, kind: Kind) -> Part | None:
        """The part of a kind of which there is at most one."""
        return next((part for part in self.parts if part.kind is kind), None)


def part_of(path: str, stood: str, kind: Kind, file: BufferedReader | BytesIO) -> Part:
    """A part with the size and the checksum of an open file. Raises `OSError`."""
    checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(path=path, stood=stood, kind=kind, size=file.seek(0, os.SEEK_END), sha256=checksum)


def name_of(plan: str, now: datetime) -> str:
    """What an archive is called where nobody names it: by its plan and its time in UTC."""
    return f"vekha-{plan}-{now:%Y%m%dT%H%M%SZ}{SUFFIX}"
