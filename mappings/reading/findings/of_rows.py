"""What may be said of a document and its rows: columns, headings, numbers, and what was lost or left out."""

from __future__ import annotations

from mappings.language import N_
from mappings.plan import Severity
from mappings.reading.findings.kinds import FindingKind

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

ROWS: dict[str, FindingKind] = {
    "document-converted": FindingKind(
        _W,
        N_("the file is in the old format {suffix}; LibreOffice turned it into {present}, and that was read"),
        N_("compare some measures with the document, or save it in the present format"),
    ),
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
    "indicators-by-years": FindingKind(
        _W,
        N_("the document has no table of measures; its indicators were read as measures due in {periods}"),
        N_("if that is not the plan, take the file that holds the table of measures"),
    ),
    "column-by-contents": FindingKind(
        _W,
        N_("the heading «{column}» does not tell what the column is for; that was taken from what stands below it"),
        N_("compare some measures with the document, or put the usual heading above the column"),
    ),
    "header-missing": FindingKind(
        _W,
        N_("no row names the columns; what each holds was told from its cells"),
        N_("compare some measures with the document, or put a row with the headings above the table"),
    ),
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
    "list-read": FindingKind(
        _W,
        N_("the document has no table; the works were taken from its list, each with the time beside or above it"),
        N_("compare the measures with the document, or take the plan from a file that has a table"),
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
}
