"""The text of a part of a mail: out of the encoding in which it travelled, then out of its letters' encoding.

A declared encoding is believed where the bytes are sound in it, else they are read as the likeliest one. Nothing
raises: what cannot be read is replaced.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re

from mappings.errors import DocumentError
from mappings.reading.formats.charsets import readings

_TRAVELLING = 4  # bytes at most that one byte travels as, with the ends of lines
_NO_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{1,39}")
# Python knows more encodings than letters have: those would unpack, or take very long.
_OF_LETTERS = re.compile(r"(?:utf-|cp|koi8|iso|mac|gb|big5|euc|shift|hz|johab|ptcp|kz1048|tis)[\w-]*")
_WIDE = re.compile(r"utf-(?:16|32)")


def unpacked(data: bytes, transfer: str, most: int) -> bytes:
    """The bytes that travelled as `transfer` says, at most so many of them, to the end of a line."""
    data = data[: most * _TRAVELLING]
    how = transfer.strip().lower()
    if how == "quoted-printable":
        data = quopri.decodestring(data)
    elif how == "base64":
        data = _base64(data)
    if len(data) <= most:
        return data
    cut = data[:most]
    return cut[: cut.rfind(b"\n") + 1] or cut


def _base64(data: bytes) -> bytes:
    signs = data.translate(None, _NO_BASE64).partition(b"=")[0]
    signs = signs[:-1] if len(signs) % 4 == 1 else signs  # one sign alone holds no byte
    return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))


def words(data: bytes, charset: str) -> str:
    """The text of some bytes, its lines ending in LF."""
    text = _declared(data, charset)
    if text is None:
        text = _likeliest(data)
    for end in ("\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"):
        text = text.replace(end, "\n")
    return text.replace("\0", "")


def _declared(data: bytes, charset: str) -> str | None:
    """The text by the encoding declared; None where none is, or the bytes are not sound in it."""
    if not _NAME.fullmatch(charset):
        return None
    try:
        name = codecs.lookup(charset).name
        if not _OF_LETTERS.fullmatch(name):
            return None
        if not _WIDE.match(name) and (sound := _utf_8(data)) is not None and not data.isascii():
            return sound  # no text of another encoding is sound UTF-8 by chance
        return data.decode(name)
    except (LookupError, ValueError):
        return None


def _likeliest(data: bytes) -> str:
    for one in (data, data.replace(b"\0", b"")):
        try:
            return next(readings(one))
        except (DocumentError, StopIteration):
            continue
    return data.decode("utf-8", "replace")


def _utf_8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
