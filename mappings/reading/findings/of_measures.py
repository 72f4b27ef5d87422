"""What may be said of a measure: words, executors, targets, title, and how surely it was read."""

from __future__ import annotations

from mappings.language import N_
from mappings.plan import Severity
from mappings.reading.findings.kinds import FindingKind

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

MEASURES: dict[str, FindingKind] = {
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
        N_("no assignee is named for the executor «{name}»"),
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
