"""The live tests among xdist's workers: in one of them, and told of where they are left out for want of a server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages.documented_codes import ROOT

LIVE = "tests/live/test_redmine_text.py"
OTHERS = "tests/test_capabilities.py"


def report_of(folder: Path, *arguments: str, ci: bool = False) -> list[str]:
    """The lines of a test run on a machine without a server."""
    left = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("VEKHA_REDMINE")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rN", *arguments],
        cwd=ROOT,
        env={**left, "VEKHA_REDMINE_WORK": str(folder / "absent"), **({"CI": "1"} if ci else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_was_left_out_is_told_once(tmp_path: Path, workers: str) -> None:
    """The end of the report names the file with its number of tests, and how to have them run."""
    *_rest, file, mend, closing = report_of(tmp_path, "-q", "-n", workers, LIVE)
    number = file.removeprefix(f"{LIVE}: ").removesuffix(" tests")
    assert number.isdecimal()
    assert "tests/live/redmine_up.sh" in mend
    assert closing.startswith(f"{number} deselected in ")


def test_in_ci_they_fail_all_in_one_worker_which_begins_with_them(tmp_path: Path) -> None:
    """Nothing is left out there, so nothing passes by not being run; and no two of them ever share the server."""
    lines = report_of(tmp_path, "-v", "-n", "2", OTHERS, LIVE, ci=True)
    ran = [re.match(r"\[(gw\d)\] \[ *\d+%\] ([A-Z]+) (\S+)::", line) for line in lines]
    told = [found.groups() for found in ran if found is not None]
    live = [(worker, verdict) for worker, verdict, file in told if file == LIVE]
    others = [(worker, verdict) for worker, verdict, file in told if file == OTHERS]
    assert set(live) == {(live[0][0], "ERROR")}
    assert {verdict for _worker, verdict in others} == {"PASSED"}
    assert next(file for worker, _verdict, file in told if worker == live[0][0]) == LIVE
    assert f"{len(others)} passed, {len(live)} errors in" in lines[-1]
