"""Asks whether faults have become known of the versions that are installed: the pins, and the floors below them.

Part of `make check`. Ends with 1 where there is one. Where the service that knows of faults cannot be reached, or knows
nothing of a version, that is said and is no failure.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
WAIT = 120  # seconds for all answers


def pins() -> list[str]:
    """The versions that are installed where the constraints are kept to."""
    return (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def requirements() -> list[Requirement]:
    """What the program needs, each with the lowest version that will do."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def floors() -> list[str]:
    """The lowest version of each thing that the program needs, as a pin."""
    return [f"{one.name}=={next(iter(one.specifier)).version}" for one in requirements()]


def audited(versions: Sequence[str]) -> list[dict[str, Any]]:
    """What is known of these versions; nothing where nobody can be asked."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "versions.txt")
        file.write_text("\n".join(versions), encoding="utf-8")
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--timeout", "10"]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pip_audit", *options, "--requirement", str(file)],
                capture_output=True,
                check=False,
                timeout=WAIT,
            )
            return list(json.loads(done.stdout)["dependencies"])
        except (subprocess.TimeoutExpired, ValueError, TypeError, KeyError):
            return []


def report(name: str, known: Sequence[dict[str, Any]]) -> tuple[str, bool]:
    """What there is to be said of these versions, and whether it is a failure."""
    asked = [one for one in known if "skip_reason" not in one]
    faulty = [one for one in asked if one["vulns"]]
    if not asked:
        return f"{name}: not audited, the service that knows of faults cannot be reached", False
    said = [
        f"{one['name']} {one['version']}: {', '.join(fault['id'] for fault in one['vulns'])}, "
        f"mended in {', '.join(sorted({at for fault in one['vulns'] for at in fault['fix_versions']})) or 'no version'}"
        for one in faulty
    ]
    unknown = [one["name"] for one in known if "skip_reason" in one]
    said += [f"nothing is known of {', '.join(unknown)}"] if unknown else []
    return "\n  ".join([f"{name}: {len(asked)} versions audited, {len(faulty)} with known faults", *said]), bool(faulty)


def main() -> int:
    """Audit both and say what came of it."""
    failed = False
    for name, versions in (("constraints.txt", pins()), ("the floors of pyproject.toml", floors())):
        text, faulty = report(name, audited(versions))
        sys.stdout.write(f"{text}\n")
        failed |= faulty
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
