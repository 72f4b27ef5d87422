"""What may be said of the day on which a measure is due."""

from __future__ import annotations

from mappings.language import N_
from mappings.plan import Severity
from mappings.reading.findings.kinds import FindingKind

_W, _I = Severity.WARNING, Severity.INFO

TIMINGS: dict[str, FindingKind] = {
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
    "timing-shared": FindingKind(
        _I,
        N_("the measure names no time of its own; the one that stands there for several was taken: {text}"),
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
}
