"""Builds a release into `dist/`: the source distribution, and the wheel that is built from it.

Part of `make release`. Refuses where the tree, the changelog and the tag of the version do not agree. What was built is
checked, built once more to see that the same comes of it, and installed into an environment of its own. Nothing is
pushed, and no tag is set.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEADING = re.compile(r"^## \[(.+)\](?: - (.+))?$", re.M)


def version_of(root: Path) -> str:
    """The version, which stands in pyproject.toml and nowhere else."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def hindrances(root: Path) -> Iterator[str]:
    """What keeps the tree from being released, a line each."""
    version = version_of(root)
    if _said("git", "status", "--porcelain", at=root):
        yield "the tree holds what is not committed: commit it or put it away"
    heading = HEADING.search((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    name, day = heading.groups() if heading else (None, None)
    if name != version or not _is_day(day):
        yield f"the first section of CHANGELOG.md is not «## [{version}] - YYYY-MM-DD»"
    tagged = _said("git", "tag", "--list", "--format=%(objectname) %(*objectname)", f"v{version}", at=root).split()
    if tagged and _said("git", "rev-parse", "HEAD", at=root) not in tagged:
        yield f"the tag v{version} stands at another commit: a version is released once"


def build(root: Path, folder: Path) -> list[Path]:
    """Build both files of the last commit into a folder, with its time for theirs."""
    moment = _said("git", "log", "-1", "--format=%ct", at=root)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": moment}
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, root], env=environment, check=True)
    return sorted(folder.iterdir())


def checksums(files: list[Path]) -> dict[str, str]:
    """The SHA-256 of each file by its name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def installed_version(wheel: Path) -> str:
    """What a wheel says of its version once it is installed where nothing else is."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder, "bin")
        constraints = ROOT / "constraints.txt"
        subprocess.run([programs / "pip", "install", "--quiet", "--constraint", constraints, wheel], check=True)
        return _said(str(programs / "vekha"), "--version", at=Path(folder))


def main() -> int:
    """Build, check, and say what there is; 1 where something keeps it from being a release."""
    refused = list(hindrances(ROOT))
    if refused:
        sys.stderr.writelines(f"not released: {line}\n" for line in refused)
        return 1
    dist = ROOT / "dist"
    for old in dist.glob("*"):
        old.unlink()
    files = build(ROOT, dist)
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *files], check=True)
    told = checksums(files)
    with tempfile.TemporaryDirectory() as again:
        if checksums(build(ROOT, Path(again))) != told:
            sys.stderr.write("not released: a second build came out otherwise\n")
            return 1
    (wheel,) = dist.glob("*.whl")
    said = installed_version(wheel)
    if said != f"vekha {version_of(ROOT)}":
        sys.stderr.write(f"not released: the installed wheel calls itself «{said}»\n")
        return 1
    sys.stdout.writelines(f"{checksum}  dist/{name}\n" for name, checksum in told.items())
    return 0


def _is_day(text: str | None) -> bool:
    try:
        return date.fromisoformat(text or "").isoformat() == text
    except ValueError:
        return False


def _said(*command: str, at: Path) -> str:
    return subprocess.run(command, cwd=at, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
