"""A report as it is kept once it was handed in: one text, and the checksum by which a change of it is found."""

from __future__ import annotations

import hashlib

from pydantic import TypeAdapter

from mappings.yearly_report.values import YearReport

_REPORT = TypeAdapter(YearReport)


def text_of(report: YearReport) -> str:
    """The report as a text that `report_in` reads; the same report is always the same text."""
    return _REPORT.dump_json(report).decode()


def report_in(text: str) -> YearReport:
    """The report of a text; raises ValueError where it is none."""
    return _REPORT.validate_json(text)


def checksum_of(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
