"""The LibreOffice of the live tests: what `office_up.sh` brought up, and how a clerk would save a file with it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.live.redmine_server import ServerAbsentError

SCRIPT = Path(__file__).with_name("office_up.sh")
ENV = Path("/var/tmp/vekha-office/env")


@dataclass(frozen=True)
class LiveOffice:
    """A LibreOffice, by the path of its program."""

    program: str

    def saved_as(self, path: Path, suffix: str, form: str) -> Path:
        """The file as a person would save it from LibreOffice, in a form that it knows by this name; beside it."""
        profile = (path.parent / "profile").as_uri()
        subprocess.run(
            [
                *(self.program, f"-env:UserInstallation={profile}", "--headless"),
                *("--convert-to", f"{suffix[1:]}:{form}", "--outdir", str(path.parent), str(path)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        made = path.with_suffix(suffix)
        assert made.is_file()
        return made


def office_was_brought_up() -> bool:
    """Whether this machine has one."""
    return ENV.is_file()


def find_office() -> LiveOffice:
    """The one that was brought up. Raises ServerAbsentError."""
    try:
        known = dict(line.split("=", 1) for line in ENV.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        raise ServerAbsentError(f"no LibreOffice for the live tests: bring one up as root with {SCRIPT}") from None
    return LiveOffice(known["VEKHA_SOFFICE"])
