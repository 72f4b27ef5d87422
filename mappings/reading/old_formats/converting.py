"""Turns a file of an old format into a present one with LibreOffice, where the machine has it.

What the file does to LibreOffice stays with LibreOffice: it runs bounded, without a network, on a copy in a folder of
its own, which is gone afterwards. What it makes is trusted no more than any other document.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from mappings.apart.programs import Program, run_program
from mappings.apart.starting import failed
from mappings.errors import DocumentError, ProcessFailed
from mappings.language import gettext as _
from mappings.reading.old_formats.office_profile import write_profile
from mappings.reading.old_formats.signatures import OldFormat
from mappings.regular_files import read_regular
from mappings.system_words import said_by_system

VARIABLE = "VEKHA_SOFFICE"
WAIT = 120  # seconds; a plan takes two, on a machine with nothing else to do
LARGEST = 20_000_000  # bytes of what it makes

_NONE = "none"
_NAMES = ("soffice", "libreoffice")
_MEMORY = 1_000_000_000  # bytes of data; a plan takes a tenth
_WRITTEN = 5 * LARGEST  # bytes of a file, of which what is made is packed
_FILTERS = {".docx": "MS Word 2007 XML", ".xlsx": "Calc MS Excel 2007 XML"}


def converted(data: bytes, old: OldFormat) -> bytes:
    """The bytes of a file of the present format.

    Raises `DocumentError` where there is no LibreOffice, or it does not make such a file, and `ProcessFailed` where it
    could not be started.
    """
    office = _office()
    if office is None:
        raise DocumentError(
            "document-old-format",
            _("the file is in the old format {suffix}").format(suffix=old.suffix),
            hint=_("open it in Word, Excel or LibreOffice and save it as {suffix}").format(suffix=old.present),
        )
    try:
        with TemporaryDirectory(prefix="vekha-office-", ignore_cleanup_errors=True) as folder:
            return _made(office, Path(folder), data, old)
    except OSError as error:
        raise failed(said_by_system(error)) from None


def _office() -> str | None:
    """The path of LibreOffice's program; raises `ProcessFailed` where the operator names one that is not there."""
    named = os.environ.get(VARIABLE)
    if named == _NONE or sys.platform == "win32":
        return None
    names = (named,) if named else _NAMES
    found = next((path for path in map(shutil.which, names) if path and Path(path).is_absolute()), None)
    if found is None and named:
        raise ProcessFailed(
            "process-failed",
            _("{variable} names no program").format(variable=VARIABLE),
            place=named,
            hint=_("name the program soffice of LibreOffice with its whole path, or write: none"),
        )
    return found


def _made(office: str, folder: Path, data: bytes, old: OldFormat) -> bytes:
    """What LibreOffice makes of a file in a folder of its own."""
    write_profile(folder / "profile")
    given, made = folder / f"plan{old.suffix}", folder / "made" / f"plan{old.present}"
    made.parent.mkdir()
    given.write_bytes(data)
    command = (
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck"),
        f"--infilter={old.filter}",
        *("--convert-to", f"{old.present[1:]}:{_FILTERS[old.present]}"),
        *("--outdir", str(made.parent), str(given)),
    )
    environment = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    code = run_program(Program(command, environment, _MEMORY, _WRITTEN, WAIT), wait=WAIT)
    if code is None:
        raise _unconverted(old, _("it took longer than {seconds} seconds").format(seconds=WAIT))
    if code != 0:
        raise _unconverted(old, _("it ended with {code}").format(code=code))
    try:
        result = read_regular(made, LARGEST + 1)
    except OSError:
        raise _unconverted(old, _("it made no file")) from None
    if len(result) > LARGEST:
        raise _unconverted(old, _("it made a file larger than {limit} MB").format(limit=LARGEST // 1_000_000))
    return result


def _unconverted(old: OldFormat, reason: str) -> DocumentError:
    return DocumentError(
        "document-conversion",
        _("LibreOffice did not turn the file from {suffix} into {present}: {reason}").format(
            suffix=old.suffix, present=old.present, reason=reason
        ),
        hint=_("open it in Word, Excel or LibreOffice and save it as {suffix}, without a password").format(
            suffix=old.present
        ),
    )
