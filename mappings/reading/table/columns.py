"""What each column of a table means: by the words above it and by what it holds, never by its place alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mappings.reading.table.contents import Contents, Kind, contents
from mappings.reading.table.header_words import (
    BEGIN_WORDS,
    END_WORDS,
    FILLED_IN_WORDS,
    FIRST_WORDS,
    NOTE_WORDS,
    REVISED_WORDS,
    UNIT_WORDS,
    is_number,
    names,
    plain,
    role_of,
    says,
)
from mappings.reading.table.periods import ENOUGH, periods
from mappings.reading.table.rows import Row

LONGEST = 150  # characters of a header's cell
_ROLES = ("title", "timing", "executor", "funding", "target")
_NUMBERED = 12  # how surely a heading names the column of numbers, which says nothing else
_BY_CONTENTS = frozenset({"number", "title", "timing", "executor"})  # are told by the cells alone
_EMPTY = re.compile(r"[\s.\-–—_*xх×]*", re.IGNORECASE)
_LEAST = 3.0  # a lower score of words and contents names no role
_ENOUGH = 3  # roles; with fewer, all columns but one must be known
_PAIR = 2  # columns, and cells of a row
_MOST = 0.5  # the share of a column's cells that tells what it holds
_SURER = 4  # what each step is worth by which another heading names the same role more surely
_FURTHER = 1.0  # what a column of the same role that stands further right is worth less, in all


@dataclass(frozen=True)
class Columns:
    """Which cell of a row plays which role, from 0. A role that the plan has no column for is absent.

    Where one column holds timing and executor both stand at the same place. `begin`, `revised` and `unit` are roles of
    columns beside those of the timing and the target. `further` are more columns of targets, `others` the columns
    without a role, with their headings, and `periods` those that each stand for a time, which hold marks or, with
    `values`, figures. `spanning` tells that the cells of the timing hold a beginning and an end. `guessed` are the
    headings that did not tell what the column is for.
    """

    at: dict[str, int]
    others: tuple[tuple[str, int], ...] = ()
    further: tuple[int, ...] = ()
    periods: tuple[tuple[str, int], ...] = ()
    values: bool = False
    spanning: bool = False
    guessed: tuple[str, ...] = ()

    @property
    def by_years(self) -> bool:
        """Whether this is a table of indicators by years, of measures only in a document that has no other."""
        return self.values and "timing" not in self.at

    @property
    def combined(self) -> bool:
        """Whether one column holds both the timing and the executor."""
        return "timing" in self.at and self.at.get("executor") == self.at["timing"]

    def cell(self, row: Row, role: str) -> str:
        """The text of a role's cell, empty where the row is too short or the plan has no such column.

        A timing in two columns, beginning and end, is one range.
        """
        text = self._text(row, role)
        if role != "timing" or "begin" not in self.at:
            return text
        return " – ".join(dict.fromkeys(filter(_says, (self._text(row, "begin"), text))))

    def remarks(self, row: Row) -> dict[str, str]:
        """What stands in the columns without a role, by their headings."""
        found: dict[str, str] = {}
        for heading, index in self.others:
            text = row.cells[index] if index < len(row.cells) else ""
            if text.strip(" -–—"):
                found[heading] = f"{found[heading]}; {text}" if heading in found else text
        return found

    def _text(self, row: Row, role: str) -> str:
        index = self.at.get(role)
        return row.cells[index] if index is not None and index < len(row.cells) else ""


def _says(text: str) -> bool:
    """Whether a cell says anything: a cross or a dash fills one that is empty."""
    return _EMPTY.fullmatch(text) is None


class _Score(NamedTuple):
    """What a column is worth in a role, and how much of it is owed to its heading."""

    value: float
    words: int
    role: str
    at: int


def columns_of(texts: Sequence[str], below: Sequence[Sequence[str]] = ()) -> Columns | None:
    """The columns of a table with these headings and, below them, these rows; None where it is no table of measures.

    Cells that fit no heading do not make a table less of one: then the words alone count.
    """
    headings = _headings(texts)
    roles = {role_of(one)[0]: one for one in headings}
    timed = "timing" in roles or names("timing", roles.get("executor", ""))
    if not any(roles) or not (below or timed) or _is_above_a_list(texts, below):
        return None
    nothing = [contents(())] * len(texts)
    held = [contents([row[at] for row in below if at < len(row)]) for at in range(len(texts))] if below else nothing
    found = _Finder(texts, headings, held).found()
    return found or (_Finder(texts, headings, nothing).found() if below and timed else None)


def _is_above_a_list(texts: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether two headings stand above rows of which none has two cells: what follows is a list and no table."""
    return len(texts) == _PAIR and len(below) > _PAIR and all(sum(map(bool, row)) < _PAIR for row in below)


def names_roles(texts: Sequence[str]) -> bool:
    """Whether any of these texts may head a column of a known role."""
    return any(role_of(heading)[0] for heading in _headings(texts))


def _headings(texts: Sequence[str]) -> list[str]:
    """The texts in words, those too long for a header left blank."""
    return [plain(text) if len(text) <= LONGEST else "" for text in texts]


class _Finder:
    """Finds the roles of one table's columns."""

    def __init__(self, texts: Sequence[str], headings: list[str], held: list[Contents]) -> None:
        self._texts = texts
        self._headings = headings
        self._held = held
        self._periods = periods(headings) if any(one.filled for one in held) else {}
        self._has_timings = any(
            role_of(heading)[0] == "timing" and held[at].of(Kind.TIMING) > _MOST for at, heading in enumerate(headings)
        )
        self._at: dict[str, int] = {}
        self._guessed: list[str] = []

    def found(self) -> Columns | None:
        """The columns, or None where they are not those of measures."""
        scores = self._scores()
        surest = {role: max(one.words for one in scores if one.role == role) for role in {one.role for one in scores}}
        for score in sorted(scores, key=lambda one: _SURER * (surest[one.role] - one.words) - one.value):
            if score.role not in self._at and score.at not in self._at.values():
                self._at[score.role] = score.at
                if not score.words and score.role != "number":
                    self._guessed.append(self._texts[score.at])
        self._with_both()
        self._timings()
        marks = self._marked()
        asked = bool({"unit", "target"} & self._at.keys()) or "timing" not in self._at
        values = bool(self._periods) and not marks and asked
        if "title" not in self._at and (marks or values or "timing" in self._at) and self._names_measures():
            self._at["title"] = self._at.pop("target")
        timed = "timing" in self._at or marks or values
        if "title" not in self._at or not timed or not (marks or self._is_enough()):
            return None
        kept = tuple((period, at) for at, period in self._periods.items()) if marks or values else ()
        further = self._further()
        others = self._others({*further, *(at for _period, at in kept)})
        guessed = tuple(self._guessed)
        return Columns(self._at, others, further, kept, values=values, spanning=self._spans(), guessed=guessed)

    def _scores(self) -> list[_Score]:
        """Every role that a column may play; of equals the column further left."""
        named = sum(bool(role_of(heading)[0]) or is_number(heading) for heading in self._headings)
        told = _BY_CONTENTS if named >= _ENOUGH - 1 or all(self._headings) else frozenset[str]()
        if self._periods and any(role_of(heading)[0] == "target" for heading in self._headings):
            told -= {"title"}  # in a table of indicators these name its rows, and not what stands beside them
        scores: list[_Score] = []
        for at, heading in enumerate(self._headings):
            spared = says(FILLED_IN_WORDS, heading) or says(NOTE_WORDS, heading) or self._is_unit(heading, at)
            if at in self._periods or spared:
                continue
            words = self._words(heading, at)
            for role in told | words.keys():
                value = words.get(role, 0) + self._fits(role, at)
                if value >= _LEAST:
                    value -= _FURTHER * at / len(self._headings)
                    scores.append(_Score(value, words.get(role, 0), role, at))
        return scores

    def _words(self, heading: str, at: int) -> dict[str, int]:
        """The role that a heading names and how surely, and others that it has words of.

        Others count where the cells are not of that role, or where another heading names it more surely.
        """
        if is_number(heading):
            return {"number": _NUMBERED}
        role, weight = role_of(heading)
        if not role:
            return {}
        others = {other: int(_LEAST) for other in _ROLES if other != role and names(other, heading)}
        if weight + self._fits(role, at) < _LEAST:
            return others
        surer = any(role_of(other)[0] == role and role_of(other)[1] > weight for other in self._headings)
        return {**(others if surer else {}), role: weight}

    def _fits(self, role: str, at: int) -> float:
        """How well a column plays a role. «Ежегодный обход» under a title's heading is no timing beside one that is."""
        fits = self._held[at].fits(role)
        if role != "title" or role_of(self._headings[at])[0] != role:
            return fits
        return max(fits, 0.0) if self._has_timings else fits

    def _is_unit(self, heading: str, at: int) -> bool:
        if not says(UNIT_WORDS, heading):
            return False
        self._at.setdefault("unit", at)
        return True

    def _with_both(self) -> None:
        """One column of timing and executor: «Срок, ответственный»."""
        for missing, there in (("timing", "executor"), ("executor", "timing")):
            at = self._at.get(there)
            if missing not in self._at and at is not None and names(missing, self._headings[at]):
                self._at[missing] = at

    def _timings(self) -> None:
        """Of several columns of timings the end counts, and a revised one where it is filled; the start is kept."""
        here = list(filter(self._is_timing, range(len(self._headings))))
        revised = [at for at in here if says(REVISED_WORDS, self._headings[at])]
        ends = [at for at in here if at not in revised and says(END_WORDS, self._headings[at])]
        begins = [at for at in here if at not in (*revised, *ends) and says(BEGIN_WORDS, self._headings[at])]
        first = [at for at in here if at not in (*revised, *begins)]
        original = [at for at in first if says(FIRST_WORDS, self._headings[at])]
        surest = [at for at in first if self._at.get("timing") == at]
        due = next(iter((*ends, *original, *surest, *first)), None)
        if due is None or self._combined() == due:
            return
        self._at["timing"] = due
        if begins:
            self._at["begin"] = begins[0]
        if revised:
            self._at["revised"] = revised[0]

    def _combined(self) -> int | None:
        """The column that holds both timing and executor."""
        at = self._at.get("timing")
        return at if at is not None and at == self._at.get("executor") else None

    def _is_timing(self, at: int) -> bool:
        """Whether a column holds timings: its heading names them, or says that what stands below is put off."""
        put_off = says(REVISED_WORDS, self._headings[at]) and self._held[at].of(Kind.TIMING) > _MOST
        taken = at in self._periods or at in (place for role, place in self._at.items() if role != "timing")
        if taken or not (put_off or role_of(self._headings[at])[0] == "timing"):
            return False
        return self._held[at].fits("timing") >= 0 or self._at.get("timing") == at

    def _marked(self) -> bool:
        """Whether marks below periods say when a measure is due, for want of a column that does."""
        if "timing" in self._at or len(self._periods) < ENOUGH:
            return False
        held = [self._held[at] for at in self._periods]
        marks = sum(one.of(Kind.MARK) * one.filled for one in held)
        return marks > _MOST * sum(one.filled for one in held)

    def _names_measures(self) -> bool:
        """Whether what is asked for is all that tells one row from another."""
        at = self._at.get("target")
        return at is not None and self._held[at].of(Kind.TEXT) + self._held[at].of(Kind.NAME) > _MOST

    def _is_enough(self) -> bool:
        named = sum(map(bool, self._headings))
        dated = "timing" in self._at and self._held[self._at["timing"]].of(Kind.TIMING) > _MOST
        return dated or len(self._at) >= _ENOUGH or named <= len(self._at) + len(self._periods) + 1

    def _spans(self) -> bool:
        at = self._at.get("timing", -1)
        return at >= 0 and says(BEGIN_WORDS, self._headings[at]) and says(END_WORDS, self._headings[at])

    def _further(self) -> tuple[int, ...]:
        """The columns that ask for a result beside the one of the target: «Индикатор» beside «Ожидаемый результат»."""
        known = {*self._at.values(), *self._periods}
        asked = [at for at, heading in enumerate(self._headings) if role_of(heading)[0] == "target"]
        return tuple(at for at in asked if "target" in self._at and at not in known)

    def _others(self, kept: set[int]) -> tuple[tuple[str, int], ...]:
        known = {*self._at.values(), *kept}
        return tuple(
            (text, at)
            for at, text in enumerate(self._texts)
            if at not in known and not says(FILLED_IN_WORDS, self._headings[at])
        )
