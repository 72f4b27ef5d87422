"""A program that takes the place of LibreOffice: it does one thing that LibreOffice could do with a file.

`install` writes it into a folder as `soffice`. What it saw of its surroundings it leaves in `seen.json` beside itself.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

ACTS = {
    "converts": "made.write_bytes((here / 'result').read_bytes())",
    "hangs": "time.sleep(600)",
    "crashes": "os.kill(os.getpid(), signal.SIGSEGV)",
    "fails": "sys.exit(1)",
    "is silent": "pass",
    "makes a folder": "made.mkdir()",
    "writes too much": "made.write_bytes(b'x' * 10_000)",
    "leaves one behind": "subprocess.Popen(['sleep', '600'], env={'PATH': '/bin:/usr/bin'})",
}

_PROGRAM = """#!{python} -IS
import json, os, resource, signal, subprocess, sys, time
from pathlib import Path

here = Path(__file__).resolve().parent
given, folder = Path(sys.argv[-1]), Path(sys.argv[sys.argv.index("--outdir") + 1])
made = folder / f"{{given.stem}}.{{sys.argv[sys.argv.index('--convert-to') + 1].partition(':')[0]}}"
seen = {{
    "arguments": sys.argv[1:],
    "environment": dict(os.environ),
    "folder": str(given.parent),
    "mode": given.parent.stat().st_mode & 0o777,
    "group": os.getpgrp(),
    "profile": next(given.parent.rglob("registrymodifications.xcu")).read_text(),
    "limits": {{name: resource.getrlimit(getattr(resource, f"RLIMIT_{{name}}"))[0] for name in {limits}}},
    "networks": Path("/proc/net/dev").read_text().count(":"),
}}
(here / "seen.json").write_text(json.dumps(seen))
{act}
"""
LIMITS = ("DATA", "FSIZE", "CPU", "CORE")


def install(folder: Path, act: str, result: bytes = b"") -> Path:
    """Write the program that does one of `ACTS`; `result` is what the one that converts makes of any file."""
    path = folder / "soffice"
    path.write_text(_PROGRAM.format(python=sys.executable, act=ACTS[act], limits=LIMITS), encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    (folder / "result").write_bytes(result)
    return path
