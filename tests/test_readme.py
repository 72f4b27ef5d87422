"""The README's commands, in its order, on a copy of the sources, as a newcomer types them.

What a newcomer gets from the network is there already: the libraries are those that the tests run with.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.documented_codes import ROOT

HOME = "/srv/vekha"  # the folder of the sources, in the README
SOURCES = (
    *("mappings", "notify", "sync", "deploy", "docs"),
    *("Makefile", "pyproject.toml", "hatch_build.py", "constraints.txt", "config.example.yaml"),
    *("README.md", "LICENSE"),
)
ANSWERS = ("", "mappings/megion-2021-2030/plan.txt", "", "", "", "", "", "Head <head@example.org>")
WITH_MAKE = {"make demo": ["make", "-o", ".venv/.ready", "demo"], "make test": ["make", "-n", "test"]}


def commands(page: str) -> Iterator[str]:
    """The lines of its blocks of code."""
    for block in re.findall(r"^```\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), flags=re.M | re.S):
        yield from block.splitlines()


def installs(line: str) -> bool:
    """Whether a command makes the environment."""
    return " -m venv " in line or "pip install" in line


class Newcomer:
    """Somebody with a copy of the sources; what they see is kept in `shown`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy2(source, folder / name)
        libraries = sysconfig.get_paths()["purelib"]
        offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.known = {"PATH": path, "HOME": str(folder), "LANGUAGE": "en", "PYTHONPATH": libraries, **offline}
        self.shown = ""

    def types(self, line: str) -> int:
        """The exit code of a command; a crontab's line is what cron calls."""
        called = re.sub(r"^(\S+ ){5}", "", line) if line[:1].isdigit() else line
        command = WITH_MAKE.get(line) or ["/bin/sh", "-c", called.replace(HOME, str(self.folder))]
        if line.endswith("vekha init"):
            return self._answers(command)
        done = subprocess.run(command, cwd=self.folder, env=self.known, capture_output=True, text=True, check=False)
        self.shown = done.stdout + done.stderr
        return done.returncode

    def _answers(self, command: list[str]) -> int:
        """The exit code of a command that asks, on a terminal of its own."""
        here, there = pty.openpty()
        with subprocess.Popen(
            command, cwd=self.folder, env=self.known, stdin=there, stdout=there, stderr=there
        ) as asks:
            os.close(there)
            os.write(here, "".join(f"{answer}\n" for answer in ANSWERS).encode())
            self.shown = "".join(_read(here))
        os.close(here)
        return asks.returncode


def _read(terminal: int) -> Iterator[str]:
    """What a terminal shows until the other side is closed, which Linux tells by an error."""
    try:
        while seen := os.read(terminal, 65536):
            yield seen.decode(errors="replace")
    except OSError:
        return


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    """With what is installed: by `make` before the demo, too."""
    found = Newcomer(tmp_path / "vekha")
    for line in filter(installs, commands("README.md")):
        assert found.types(line) == 0, found.shown
    return found


def test_the_readme_is_true_line_by_line(newcomer: Newcomer) -> None:
    """Every command does what it should; cron's line comes last, as it does at work, and finds nothing to tell."""
    lines = [line for line in commands("README.md") if not installs(line)]
    by_cron = [line for line in lines if line[:1].isdigit()]
    assert len(by_cron) == 1
    for line in [*(line for line in lines if line not in by_cron), *by_cron]:
        assert newcomer.types(line) == 0, (line, newcomer.shown)
    assert newcomer.shown == ""
    made = {path.relative_to(newcomer.folder).as_posix() for path in newcomer.folder.glob("var/*")}
    assert made >= {"var/summary.html", "var/outbox", "var/tracker.db", "var/vekha.db"}
    assert list(newcomer.folder.glob("vekha-*.zip"))


def test_the_first_forty_lines_hold_what_a_newcomer_needs() -> None:
    """The demo, the tests, the line for cron and the picture, in both languages."""
    for page in ("README.md", "README.ru.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        top = "\n".join(text.splitlines()[:40])
        assert all(needed in top for needed in ("make demo", "make test", "vekha -q run", "](docs/pictures/"))
        for picture in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text):
            assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
