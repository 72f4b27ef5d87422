"""Findings are made, put in order, and said in the active language."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.language import gettext as _
from mappings.plan import Finding, Place, Severity
from mappings.reading.findings.catalogue import FINDINGS

_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def found(code: str, place: Place, measure: str | None = None, /, **details: str | Place) -> Finding:
    """A finding of a code of the catalogue; the details are what its message names."""
    return Finding(code, FINDINGS[code].severity, place, measure, tuple(details.items()))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as they are told: by severity, by place, then as the catalogue lists them."""
    codes = {code: rank for rank, code in enumerate(FINDINGS)}
    order = {severity: rank for rank, severity in enumerate(_SEVERITIES)}
    return tuple(sorted(findings, key=lambda one: (order[one.severity], one.place, codes[one.code])))


def message_of(finding: Finding) -> str:
    """The finding's words in the active language."""
    values = {name: place_of(value) if isinstance(value, Place) else value for name, value in finding.details}
    return _(FINDINGS[finding.code].message).format(**values)


def hint_of(finding: Finding) -> str:
    """What to do about a finding, in the active language."""
    return _(FINDINGS[finding.code].hint)


def place_of(place: Place) -> str:
    """A place in words, in the active language; empty where it is not known."""
    words = (
        (place.sheet, _("sheet «{sheet}»").format(sheet=place.sheet)),
        (place.page, _("page {page}").format(page=place.page)),
        (place.table, _("table {table}").format(table=place.table)),
        (place.row, _("row {row}").format(row=place.row)),
        (place.line, _("line {line}").format(line=place.line)),
    )
    return ", ".join(text for known, text in words if known)
