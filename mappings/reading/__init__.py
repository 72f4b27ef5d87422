"""Reading: a plan document in, a `Plan` out.

Each format is one small module that yields plain table rows; everything after that is shared. A format is added
by a module with a function from bytes to `Table` and a line in `FORMATS`.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from mappings.errors import DocumentError, FileUnreadable
from mappings.language import gettext as _
from mappings.plan import Finding, Measure, Plan, Severity
from mappings.reading.columns import Columns, find_columns
from mappings.reading.entries import read_entries
from mappings.reading.faults import find_faults
from mappings.reading.findings import FINDINGS, found
from mappings.reading.measures import Classifier, check_unique
from mappings.reading.rows import Row, Table
from mappings.reading.text import read_text

FORMATS: dict[str, Callable[[bytes], Table]] = {".txt": read_text}
SIZE_LIMIT = 20_000_000  # bytes; the largest plan seen is a thousandth of that

_TITLE_LENGTH = 500  # characters; more text than this above a table is no title
_TITLE_BEGINS = re.compile(r"(?:[\w-]+\s+){0,3}(?:план|программа|plan|programme)\b", re.IGNORECASE)
_YEAR = r"((?:19|20)[0-9]{2})"
_TITLE_YEARS = re.compile(rf"\b{_YEAR}(?:\s*[-‐‑‒–—―−]\s*|(?:\s+год\w*)?\s+(?:по|to)\s+){_YEAR}\b")
_TITLE_YEAR = re.compile(rf"\b(?:на|for)\s+{_YEAR}\b", re.IGNORECASE)
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def read_plan(path: Path) -> Plan:
    """Read a plan document.

    Raises `FileUnreadable` where the file is missing or may not be read, and `DocumentError` where it is no plan.
    """
    _look(path)
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(
            "document-format",
            _("the format «{suffix}» is not known").format(suffix=path.suffix or path.name),
            place=str(path),
            hint=_("known formats: {formats}").format(formats=", ".join(sorted(FORMATS))),
        )
    try:
        return plan_of(reader(_bytes_of(path)))
    except DocumentError as error:
        place = ", ".join(filter(None, (str(path), error.place)))
        raise DocumentError(error.code, error.message, hint=error.hint, place=place) from None


def plan_of(table: Table) -> Plan:
    """Turn a document's rows into a plan; raises `DocumentError` where they hold no plan's table."""
    header, columns = _header(table.rows)
    above, body = table.rows[:header], table.rows[header + 1 :]
    title = _title((*table.heading, *(" ".join(filter(None, row.cells)) for row in above)))
    period = _period(title)
    entries = read_entries(body, columns)
    classifier = Classifier(entries.items, period)
    groups, measures = tuple(classifier.groups()), tuple(classifier.measures())
    first, last = period or _span(measures)
    plan = Plan(title, first, last, tuple(entries.sections), groups, measures)
    findings = [
        *entries.findings,
        *classifier.findings,
        *check_unique(entries.items),
        *find_faults(plan, entries.items),
    ]
    if not measures:
        findings.append(found("no-measures", table.rows[header].place))
    return Plan(title, first, last, plan.sections, groups, measures, _in_order(findings))


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    codes = list(FINDINGS)
    order = {severity: rank for rank, severity in enumerate(_SEVERITIES)}
    return tuple(sorted(findings, key=lambda one: (order[one.severity], one.place, codes.index(one.code))))


def _look(path: Path) -> None:
    """Raise `FileUnreadable` where there is no file to read."""
    try:
        path.stat()
    except FileNotFoundError:
        raise FileUnreadable(
            "document-missing", _("there is no such file"), place=str(path), hint=_("check the path of the plan")
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if not path.is_file():
        raise FileUnreadable(
            "document-unreadable",
            _("this is not a file"),
            place=str(path),
            hint=_("name the file that holds the plan"),
        )


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > SIZE_LIMIT:
        raise DocumentError(
            "document-too-large",
            _("the file is larger than {limit} MB").format(limit=SIZE_LIMIT // 1_000_000),
            hint=_("is it the plan? A plan's table is far smaller"),
        )
    if not data.removeprefix(BOM_UTF8).strip():
        raise DocumentError("document-empty", _("the file is empty"), hint=_("check the path of the plan"))
    return data


def _unreadable(path: Path, error: OSError | ValueError) -> FileUnreadable:
    reason = getattr(error, "strerror", None) or str(error)
    return FileUnreadable(
        "document-unreadable",
        _("the file cannot be read: {reason}").format(reason=reason),
        place=str(path),
        hint=_("check that it is a file and that you may read it"),
        denied=isinstance(error, PermissionError),
    )


def _header(rows: tuple[Row, ...]) -> tuple[int, Columns]:
    """The index of the header row, and the columns it names."""
    for index, row in enumerate(rows):
        columns = find_columns(row)
        if columns is not None:
            return index, columns
    raise DocumentError(
        "document-no-table",
        _("no table of measures was found"),
        hint=_("a row must name the columns for number, measure and timing, cells parted by tabs"),
    )


def _title(heading: tuple[str, ...]) -> str:
    """The paragraphs above the table as one title, from the last that begins as a plan's title does.

    One that the next begins with is left out. Where none begins so, a long text is taken for a preamble.
    """
    texts = list(filter(None, heading))
    kept = [text for text, after in pairwise([*texts, ""]) if not after.startswith(text)]
    start = max((index for index, text in enumerate(kept) if _TITLE_BEGINS.match(text)), default=None)
    if start is None:
        start = 0 if sum(map(len, kept)) <= _TITLE_LENGTH else -1
    return " ".join(kept[start:])


def _period(title: str) -> tuple[int, int] | None:
    """The plan's first and last year as its title says, the last mention counting."""
    ranges = [(int(first), int(last)) for first, last in _TITLE_YEARS.findall(title) if first <= last]
    single = [(int(year), int(year)) for year in _TITLE_YEAR.findall(title)]
    return next(reversed(ranges or single), None)


def _span(measures: tuple[Measure, ...]) -> tuple[int, int] | tuple[None, None]:
    """The years that the measures' own timings span."""
    years = [year for measure in measures for one in measure.deadlines for year in (one.start.year, one.due.year)]
    return (min(years), max(years)) if years else (None, None)
