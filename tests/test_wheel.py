"""The wheel carries all that a machine without the sources needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pages.documented_codes import PACKAGES, ROOT

MADE = shutil.ignore_patterns("__pycache__", "*.mo")
SHARED = {
    "bash-completion/completions/vekha",
    "doc/vekha/config.example.yaml",
    "doc/vekha/systemd/vekha-backup.service",
    "doc/vekha/systemd/vekha-backup.timer",
    "doc/vekha/systemd/vekha.service",
    "doc/vekha/systemd/vekha.timer",
    "fish/vendor_completions.d/vekha.fish",
    "man/man1/vekha.1",
    "man/ru/man1/vekha.1",
    "zsh/site-functions/_vekha",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel of the sources as they stand holds. It is built apart from them: building writes beside them."""
    folder = tmp_path_factory.mktemp("sources")
    for name in (*PACKAGES, "deploy", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=MADE)
    for name in ("LICENSE", "README.md", "config.example.yaml", "hatch_build.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    (built,) = (folder / "dist").glob("*.whl")
    held = folder / "held"
    zipfile.ZipFile(built).extractall(held)
    return held


def test_it_holds_every_file_of_the_packages(wheel: Path) -> None:
    """What stands beside the modules (templates, styles, plans) is there too, and the catalogues are compiled."""
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    held = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()}
    assert len(tracked) > 300
    assert tracked - held == set()
    assert "mappings/locale/ru/LC_MESSAGES/vekha.mo" in held


def test_it_brings_what_lies_beside_a_program(wheel: Path) -> None:
    """The manual, the completions, the units and the example are installed below `share/`, and nothing else is."""
    (data,) = wheel.glob("*.data/data/share")
    assert {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()} == SHARED
    for name in ("config.example.yaml", "man/ru/man1/vekha.1"):
        source = name if name == "config.example.yaml" else f"docs/{name}"
        installed = data / ("doc/vekha" if name == source else "") / name
        assert installed.read_bytes() == (ROOT / source).read_bytes()


def test_it_works_without_the_sources(wheel: Path, tmp_path: Path) -> None:
    """The whole job on the bundled plan is done by what the wheel holds, in an empty folder."""
    program = "import sync.cli as cli; print(cli.__file__); cli.main(['demo', '--language', 'en'])"
    environment = {**os.environ, "PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.startswith(str(wheel))
    assert str(wheel) in (tmp_path / "var" / "config.yaml").read_text(encoding="utf-8")
    assert list((tmp_path / "var" / "outbox").glob("*.eml"))
