"""The timing phrases of real public plans: almost all are read right, and none wrong without a finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mappings.reading.findings import FINDINGS
from mappings.reading.timing.calendar_days import Span, calendar_years, month_end, school_year
from mappings.reading.timing.cell import TimingReading, read_timing
from mappings.reading.timing.tokens import says_annual

CORPUS = Path(__file__).parent / "examples" / "timing_corpus.tsv"
ENOUGH = 150
RIGHT = 0.95
MONTHS_OF = {"Q": 3, "H": 6, "M": 1}


@dataclass(frozen=True)
class Phrase:
    """One line of the corpus: a timing as printed, its plan, and what a person reads in it."""

    text: str
    span: Span | None
    recurrence: str
    days: tuple[date, ...]
    findings: tuple[str, ...]
    line: int

    @property
    def reading(self) -> TimingReading:
        """What the reader makes of it."""
        return read_timing(self.text, annual=says_annual(self.text), span=self.span)

    @property
    def dated_right(self) -> bool:
        """Whether its deadlines and its recurrence are those expected."""
        timing = self.reading.timing
        return (timing.recurrence.value, timing.due) == (self.recurrence, self.days)

    @property
    def right(self) -> bool:
        """Whether its findings are those expected as well."""
        return self.dated_right and set(self.reading.doubts) == set(self.findings)


def _phrases() -> Iterator[Phrase]:
    for number, line in enumerate(CORPUS.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        text, plan, recurrence, days, findings, kind, source = line.split("\t")
        assert kind, f"line {number} names no kind of source"
        assert source, f"line {number} names no source"
        span = _span(plan)
        yield Phrase(text, span, recurrence, tuple(_days(days, span)), tuple(findings.split()), number)


def _span(plan: str) -> Span | None:
    if ".." in plan:
        first, _, last = plan.partition("..")
        return Span(date.fromisoformat(first), date.fromisoformat(last))
    if plan.endswith("s"):
        return school_year(int(plan[:-1]))
    first, _, last = plan.partition("-")
    return calendar_years(int(first), int(last or first)) if plan else None


def _days(text: str, span: Span | None) -> Iterator[date]:
    for word in text.split():
        years = span.years if span is not None else range(0)
        head, _, day = word.partition("-")
        if head == "Y":
            yield from (date.fromisoformat(f"{year}-{day}") for year in years)
        elif head in MONTHS_OF:
            ends = [month_end(year, month) for year in years for month in range(1, 13) if month % MONTHS_OF[head] == 0]
            yield from (end.replace(day=int(day)) if day else end for end in ends)
        else:
            yield date.fromisoformat(word)


PHRASES = list(_phrases())


def _shown(phrases: list[Phrase]) -> str:
    lines = [f"line {one.line}: {one.text!r} was read as {one.reading}" for one in phrases]
    return "\n".join(lines)


def test_the_corpus_is_large_and_names_known_findings() -> None:
    """There are enough phrases, each written once for a plan, and every finding expected of them exists."""
    assert len(PHRASES) >= ENOUGH
    assert len({(one.text, one.span) for one in PHRASES}) == len(PHRASES)
    assert {code for one in PHRASES for code in one.findings} <= set(FINDINGS)


def test_almost_all_phrases_are_read_right() -> None:
    """At least 95 of 100 give the days, the recurrence and the findings that a person expects."""
    wrong = [one for one in PHRASES if not one.right]
    share = 1 - len(wrong) / len(PHRASES)
    assert share >= RIGHT, f"{share:.1%} of {len(PHRASES)} phrases were read right\n{_shown(wrong)}"


def test_no_phrase_is_read_wrong_without_a_finding() -> None:
    """Where the reader errs, it says that it was not sure."""
    unsaid = [one for one in PHRASES if not one.dated_right and not one.reading.doubts]
    assert not unsaid, _shown(unsaid)
