"""The catalogue of findings: every code with its severity, its words and what to do about it.

With `timing_findings` the only place where a finding's severity and words are decided; codes are never reused.
"""

from __future__ import annotations

from mappings.language import N_
from mappings.language import gettext as _
from mappings.plan import Finding, Place, Severity
from mappings.reading.timing_findings import TIMING_FINDINGS, FindingKind

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

FINDINGS: dict[str, FindingKind] = {
    "no-measures": FindingKind(
        _E, N_("the table holds no measure"), N_("check that the file holds the plan's table with its numbered rows")
    ),
    "key-duplicate": FindingKind(
        _E,
        N_("{key} stands twice in one section, first on {first}"),
        N_("give one of the two rows another number: a measure is known by its section and its number"),
    ),
    "row-unread": FindingKind(
        _W,
        N_("a row was left out, it has no number and continues nothing: {text}"),
        N_("check the row in the document"),
    ),
    **TIMING_FINDINGS,
    "section-numeral-missing": FindingKind(
        _I, N_("the section has no numeral; by its position it is {section}"), N_("nothing to do if the order is right")
    ),
    "section-without-group": FindingKind(
        _I, N_("section {section} has no group"), N_("its measures are listed straight under the section")
    ),
    "section-continues-numbering": FindingKind(
        _W,
        N_("section {section} goes on with the numbers of group {number}, which stands in section {other}"),
        N_("measures are told apart by section and number; check that no heading was lost"),
    ),
    "group-number-missing": FindingKind(
        _W, N_("group {number} is missing between {before} and {after}"), N_("check that no part of the plan was lost")
    ),
    "group-single-child": FindingKind(
        _I, N_("heading {number} has a single measure below it"), N_("check that no row was lost")
    ),
    "group-empty": FindingKind(_W, N_("group {number} has no measures"), N_("check that no row was lost")),
    "number-duplicate": FindingKind(
        _W,
        N_("number {number} is used again, it already stands at {other}"),
        N_("measures are told apart by section and number; say which section you mean when you name one"),
    ),
    "number-dot-missing": FindingKind(_I, N_("the final dot of number {number} is missing"), N_("nothing to do")),
    "row-split": FindingKind(
        _I, N_("the row was split and goes on at {place}; its parts were joined"), N_("nothing to do")
    ),
    "table-lost": FindingKind(
        _W,
        N_("the table has lost its cells; they were told apart by numbers and dates"),
        N_("compare the measures with the document, or take the plan from a file that still has its table"),
    ),
    "cells-shifted": FindingKind(
        _W,
        N_("a cell of the row was lost; the others were moved to their columns: {text}"),
        N_("check the row in the document"),
    ),
    "number-implied": FindingKind(
        _W,
        N_("the row has no number; by its place it is {number}"),
        N_("give the row a number in the document: without one, a row put in above it makes it another measure"),
    ),
    "numbers-missing": FindingKind(
        _W,
        N_("the plan prints no numbers; measures were numbered by their place in the section"),
        N_("number the rows in the document: without numbers, a row put in makes those below it other measures"),
    ),
    "number-was-date": FindingKind(
        _W,
        N_("the number {text} had been turned into a date"),
        N_("check the number in the document; format the column as text"),
    ),
    "number-zero-lost": FindingKind(
        _W,
        N_("the number {text} had lost its last zero"),
        N_("check the number in the document; format the column as text"),
    ),
    "rows-hidden": FindingKind(
        _W, N_("hidden rows were left out: {text}"), N_("check whether they belong to the plan")
    ),
    "text-struck": FindingKind(
        _I, N_("struck-out text was left out: {text}"), N_("nothing to do if the text beside it is the valid one")
    ),
    "heading-passed-over": FindingKind(
        _I,
        N_("a heading within a section was passed over: {text}"),
        N_("nothing to do: measures are known by section and number"),
    ),
    "mixed-alphabets": FindingKind(
        _W,
        N_("Latin and Cyrillic letters are mixed in the word «{word}»"),
        N_("searching for the word will not find it"),
    ),
    "executors-run-together": FindingKind(
        _W,
        N_("several executors run together were parted: {names}"),
        N_("set executors: for the measure if that is wrong"),
    ),
    "executor-missing": FindingKind(
        _W, N_("no executor is named"), N_("set executors: for the measure in the mapping")
    ),
    "executor-not-assignable": FindingKind(
        _W,
        N_("nobody in particular can be assigned for «{name}»"),
        N_("name the one who answers for it in executors: of the mapping"),
    ),
    "target-missing": FindingKind(_W, N_("no target is printed"), N_("set target: for the measure in the mapping")),
    "target-number-missing": FindingKind(
        _W,
        N_("the target asks for a number and leaves it out: «{text}»"),
        N_("set target: for the measure in the mapping"),
    ),
    "target-several-indicators": FindingKind(
        _I,
        N_("one cell holds {count} indicators"),
        N_("the staff report them apart, as «Факт 1: …» and «Факт 2: …»"),
    ),
    "target-count-differs": FindingKind(
        _W, N_("{count} are asked for over {years} years"), N_("set target: for the measure if one a year was meant")
    ),
    "percent-doubled": FindingKind(
        _I, N_("the percent sign and the word stand together: «{text}»"), N_("nothing to do")
    ),
    "preposition-doubled": FindingKind(
        _I, N_("the preposition is doubled: «{text}»"), N_("check that no word was lost between them")
    ),
}


def found(code: str, place: Place, measure: str | None = None, /, **details: str | Place) -> Finding:
    """A finding of a code of the catalogue; the details are what its message names."""
    return Finding(code, FINDINGS[code].severity, place, measure, tuple(details.items()))


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
