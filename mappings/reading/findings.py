"""The catalogue of findings: every code with its severity, its words and what to do about it.

The only place where a finding's severity and words are decided. Codes are stable and never reused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.language import N_
from mappings.language import gettext as _
from mappings.plan import Finding, Place, Severity


@dataclass(frozen=True)
class FindingKind:
    """What one code means: its severity, its message with named places, and the hint."""

    severity: Severity
    message: str
    hint: str


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
    "timing-missing": FindingKind(
        _W, N_("no timing is printed, so there is no deadline"), N_("set deadlines: for the measure in the mapping")
    ),
    "timing-unread": FindingKind(
        _W, N_("the timing «{text}» was not understood"), N_("set deadlines: for the measure in the mapping")
    ),
    "timing-reversed": FindingKind(
        _W, N_("the timing «{text}» ends before it begins"), N_("set deadlines: for the measure in the mapping")
    ),
    "range-without-dash": FindingKind(
        _W,
        N_("«{text}» was read as a range whose dash is missing"),
        N_("set deadlines: for the measure in the mapping if a list was meant"),
    ),
    "years-without-separators": FindingKind(
        _W,
        N_("the years «{text}» stand without separators; each was read as a deadline"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-year-implied": FindingKind(
        _W,
        N_("«{text}» names no year; the plan's own was taken"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-year-unknown": FindingKind(
        _W,
        N_("«{text}» names no year, and the plan does not tell which, so there is no deadline"),
        N_("set deadlines: for the measure in the mapping"),
    ),
    "timing-part-impossible": FindingKind(
        _W,
        N_("the year has no such part as «{text}»; its end was taken"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-day-impossible": FindingKind(
        _W,
        N_("the calendar has no such day as «{text}», so there is no deadline"),
        N_("set deadlines: for the measure in the mapping"),
    ),
    "timing-misspelt": FindingKind(
        _W,
        N_("«{text}» was read past a slip of the pen"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-run-together": FindingKind(
        _W,
        N_("the years «{text}» are run together, so there is no deadline"),
        N_("set deadlines: for the measure in the mapping"),
    ),
    "timing-day-order": FindingKind(
        _W,
        N_("the figures of «{text}» can be read in two orders; the one that fits was taken, else the day first"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-event-days": FindingKind(
        _W,
        N_("«{text}» was read as one event of several days, due on the last of them"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-with-place": FindingKind(
        _I,
        N_("beside the date «{text}» names more than the date"),
        N_("nothing to do if the rest is a place or an hour"),
    ),
    "timing-partly-read": FindingKind(
        _W,
        N_("only a part of the timing «{text}» was understood"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-vague": FindingKind(
        _W,
        N_("«{text}» is no certain day; the last one that it can mean was taken"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-before-year": FindingKind(
        _W,
        N_("«{text}» was read as by the end of that year"),
        N_("set deadlines: for the measure in the mapping if the year before was meant"),
    ),
    "timing-open-end": FindingKind(
        _W,
        N_("«{text}» says when the measure begins and not when it ends, so there is no deadline"),
        N_("set deadlines: for the measure in the mapping"),
    ),
    "timing-goes-on": FindingKind(
        _W,
        N_("after its deadlines the measure goes on: «{text}»"),
        N_("set deadlines: for the measure in the mapping if more days are to be followed"),
    ),
    "timing-on-event": FindingKind(
        _W,
        N_("«{text}» waits for something to happen, so there is no deadline"),
        N_("set deadlines: for the measure in the mapping"),
    ),
    "timing-elsewhere": FindingKind(
        _W,
        N_("«{text}» is laid down in another place, so there is no deadline"),
        N_("set deadlines: for the measure in the mapping"),
    ),
    "timing-too-frequent": FindingKind(
        _W,
        N_("«{text}» comes back more often than every month, so there is no deadline"),
        N_("set deadlines: for the measure in the mapping if some of the days are to be followed"),
    ),
    "timing-from-heading": FindingKind(
        _W,
        N_("the timing «{text}» stands in a heading above the row and not in it"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-counted": FindingKind(
        _W,
        N_("«{text}» was counted from the day that is named above the row"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-spread": FindingKind(
        _W,
        N_("«{text}» names no days; deadlines were spread evenly"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-several-rhythms": FindingKind(
        _W,
        N_("«{text}» names several rhythms; the slowest was taken"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-each-year": FindingKind(
        _W,
        N_("«{text}» was read as this day of each of the years"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-next-year": FindingKind(
        _W,
        N_("«{text}» was read as days of the years after those of the plan"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-day-of-period": FindingKind(
        _W,
        N_("«{text}» leaves open in which month the day falls; one was assumed"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-month-implied": FindingKind(
        _W,
        N_("«{text}» names no month; that of the plan or of the heading above was taken"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-condition": FindingKind(
        _W,
        N_("«{text}» names a condition; the deadline was read without it"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-moved": FindingKind(
        _W,
        N_("«{text}» says that the deadline was moved; the new one was taken"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-stages": FindingKind(
        _I,
        N_("«{text}» names stages; each was read as a deadline"),
        N_("nothing to do if each stage is to be followed"),
    ),
    "timing-school-year": FindingKind(
        _W,
        N_("«{text}» was read as due on 31 August, when the school year ends"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
    ),
    "timing-revised": FindingKind(
        _I,
        N_("beside the original date stands a revised one, which counts: {text}"),
        N_("nothing to do if the revised date is in force"),
    ),
    "timing-from-marks": FindingKind(
        _I,
        N_("the deadlines are the ends of the marked periods: {periods}"),
        N_("set deadlines: for a measure in the mapping if a mark means something else"),
    ),
    "marks-coloured": FindingKind(
        _W,
        N_("nothing but colour tells when the row is due; coloured cells that were taken for marks: {text}"),
        N_("check the deadlines, or put a sign into the coloured cells of the document"),
    ),
    "timing-with-executor": FindingKind(
        _I, N_("one column holds timings and executors; they were parted"), N_("check the executors")
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
    "timing-shared": FindingKind(
        _I,
        N_("the measure names no time of its own; the one that stands there for several was taken: {text}"),
        N_("set deadlines: for the measure in the mapping if something else was meant"),
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
    "executor-from-heading": FindingKind(
        _W,
        N_("the row names no executor; the one named above it was taken: {names}"),
        N_("set executors: for the measure if that is wrong"),
    ),
    "executor-missing": FindingKind(
        _W, N_("no executor is named"), N_("set executors: for the measure in the mapping")
    ),
    "executor-addressed": FindingKind(
        _I,
        N_("the one whom the text addresses was taken for the executor: {text}"),
        N_("set executors: for the measure in the mapping if somebody else answers for it"),
    ),
    "executor-shared": FindingKind(
        _I,
        N_("the measure names no executor; the one who stands there for several was taken: {text}"),
        N_("set executors: for the measure in the mapping if somebody else answers for it"),
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
    "title-short": FindingKind(
        _W, N_("the title is very short: «{text}»"), N_("check that no cell of the row was lost or moved")
    ),
    "title-holds-timing": FindingKind(
        _W,
        N_("the title holds a timing, and the measure has none of its own: «{text}»"),
        N_("check the row in the document; set deadlines: for the measure in the mapping if this is its timing"),
    ),
    "title-holds-name": FindingKind(
        _W,
        N_("the title is the name of an executor: «{text}»"),
        N_("check that no cell of the row was lost or moved"),
    ),
    "executor-holds-timing": FindingKind(
        _W,
        N_("where the executor is named a timing stands: «{text}»"),
        N_("check the row in the document; set executors: for the measure in the mapping"),
    ),
    "timings-mostly-unread": FindingKind(
        _W,
        N_("{count} of {all} timings were not understood; another column may hold them"),
        N_("check which column of the document says when a measure is due"),
    ),
    "measure-unsure": FindingKind(
        _W,
        N_("the measure was read with little certainty ({percent} %)"),
        N_("compare it with the document; what is doubtful about it is told beside"),
    ),
    "change-unapplied": FindingKind(
        _E,
        N_("a change could not be applied: {text}"),
        N_("make it in the plan's document by hand; a change must name its row and fit the plan's columns"),
    ),
}

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
