"""Texts of an unknown encoding: decides how the bytes of a text file are to be read.

A header that names the plan's columns settles it, since a wrong encoding leaves no word whole; else the letters do.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from mappings.errors import DocumentError
from mappings.language import gettext as _

# The single-byte encodings that Russian offices have used, the likeliest first.
SINGLE_BYTE = ("cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4_096  # bytes


def readings(data: bytes) -> Iterator[str]:
    """The ways in which the bytes can be read, the likeliest first; raises `DocumentError` where they are no text.

    Only one where the bytes leave no doubt: a mark at the beginning, zero bytes between the letters, or sound UTF-8.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _wide(data)
    certain = _decoded(data, encoding or "utf-8")
    if encoding is not None and certain is None:
        raise no_text()
    if certain is not None:
        yield certain
        return
    if b"\0" in data:
        raise no_text()
    likeliest = _by_letters(data)
    for name in sorted(SINGLE_BYTE, key=lambda one: one != likeliest):
        text = _decoded(data, name)
        if text is not None:
            yield text


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of most signs is the same, 0 for digits and 4 for Cyrillic."""
    sample = data[:_SAMPLE]
    if b"\0" not in sample:
        return None
    even, odd = sample[::2], sample[1::2]
    if 2 * sum(map(odd.count, (b"\0", b"\x04"))) > len(odd):
        return "utf-16-le"
    if 2 * sum(map(even.count, (b"\0", b"\x04"))) > len(even):
        return "utf-16-be"
    raise no_text()


def _by_letters(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, and asked about few files

    best = from_bytes(data[:_SAMPLE], cp_isolation=list(SINGLE_BYTE)).best()
    return None if best is None else best.encoding


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def no_text() -> DocumentError:
    """The refusal of a file that is no text in any encoding known."""
    return DocumentError(
        "document-encoding",
        _("the file is not a text"),
        hint=_("save the file again as text in the UTF-8 encoding"),
    )
