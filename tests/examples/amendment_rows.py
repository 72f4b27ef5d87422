"""What a row of the table in docs/amendments.md is made of: a plan, what the staff do, the amended plan, the end.

The rows (`amendments`) are told on the last day of 2026; `years_on` of the figures' story moves them to other years,
for a tracker whose clock nobody can set. Issues go by their keys, which stand for a tracker's numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

YEAR = 2026
TODAY = "2026-12-31"
MAPPING = "language: ru\ntimezone: UTC\n"
HEADER = """\
План города на 2023 – 2028 годы
№ п/п\tМероприятие\tИсточники финансирования\tИсполнитель\tСроки\tРезультат
I. РАЗДЕЛ ПЕРВЫЙ\t\t\t\t\t
1.\tКнижный фонд\t\t\t\t
1.1.\tРемонт крыльца\tБюджет\tБиблиотека\t2028\tОтремонтировано крыльцо
"""
_OTHERS = ("кровли", "фасада", "подвала", "лестницы", "отмостки", "ограды", "котельной", "гардероба", "хранилища")
UNTOUCHED = "2.\tЗдания\t\t\t\t\n" + "".join(
    f"2.{number}.\tРемонт {what} {where}\tБюджет\tБиблиотека\t2028\tРаботы завершены\n"
    for number, (what, where) in enumerate(
        ((what, where) for where in ("филиала", "музея") for what in _OTHERS), start=1
    )
)
"""So many others that no row is a large change."""


@dataclass(frozen=True)
class Deed:
    """What one of the staff does to an issue."""

    kind: Literal["comment", "close", "reopen"]
    key: str
    text: str = ""


@dataclass(frozen=True)
class Measure:
    """A row of the plan: a measure of the first section, or of the second one where its number says so."""

    number: str
    title: str
    timing: str
    target: str = "Оцифровано 10 изданий"

    @property
    def row(self) -> str:
        """As it is printed."""
        return f"{self.number}.\t{self.title}\tБюджет\tБиблиотека\t{self.timing}\t{self.target}\n"


@dataclass(frozen=True)
class Plan:
    """A plan and its mapping. `moved` are the measures of a second section, which a plan has where there are any."""

    measures: tuple[Measure, ...]
    moved: tuple[Measure, ...] = ()
    mapping: str = ""

    @property
    def text(self) -> str:
        """The document."""
        second = "II. РАЗДЕЛ ВТОРОЙ\t\t\t\t\t\n1.\tПериодика\t\t\t\t\n" + "".join(one.row for one in self.moved)
        return HEADER + "".join(one.row for one in self.measures) + UNTOUCHED + (second if self.moved else "")


@dataclass(frozen=True)
class End:
    """How a row ends.

    `carried` are the issues by their keys before, with the keys that they bear afterwards; all others that there were
    keep theirs. `made` are the keys of new issues, `below` what stands below what. `deadlines` are states and facts in
    the summary, `actual` what is counted by the first indicator of each measure, `doubts` the list of what to check.
    `written` are the fields of the issues that are updated, `told` the issues that stand for nothing; `opened` and
    `closed` are those that Vekha opens and closes, `drift` what is told as a change of the staff's.
    """

    carried: Mapping[str, str] = field(default_factory=dict)
    made: tuple[str, ...] = ()
    below: Mapping[str, str] = field(default_factory=dict)
    deadlines: Mapping[str, tuple[str, float | None]] = field(default_factory=dict)
    actual: Mapping[str, float | None] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of the table, or one of the two ways that it tells of.

    `refused` is the code with which a sync refuses until `said` stands in the mapping.
    `waits` says that a sync ends with 4 after all else was done, and does the rest with `--force`. `between` is what
    was synced, and then done by the staff, between the two plans.
    """

    name: str
    before: Plan
    deeds: tuple[Deed, ...]
    after: Plan
    end: End
    refused: str = ""
    said: str = ""
    waits: bool = False
    between: tuple[Plan, tuple[Deed, ...]] | None = None


TARGET = "Оцифровано 10 изданий"


def books(timing: str, *others: Measure, target: str = TARGET, mapping: str = "") -> Plan:
    """The plan with the measure that most rows are about."""
    return Plan((Measure("1.2", "Оцифровка изданий", timing, target), *others), mapping=mapping)


def done(key: str, figure: int) -> tuple[Deed, Deed]:
    """A figure is reported, and the issue is closed."""
    return Deed("comment", key, f"Факт: {figure}"), Deed("close", key)


def below(parent: str, *keys: str) -> dict[str, str]:
    """These stand below that one."""
    return dict.fromkeys(keys, parent)


def orphaned(*keys: str) -> tuple[str, ...]:
    """The figures of these are told as those of what the plan no longer has."""
    return tuple(f"figure-orphaned {key}" for key in keys)


def told(key: str, text: str) -> Deed:
    """A comment."""
    return Deed("comment", key, text)


DONE, SOON, PLANNED, BEGUN = "done", "due_soon", "planned", "in_progress"
M, M25, M26, M27, M28, WHOLE = "I.1.2", "I.1.2/2025", "I.1.2/2026", "I.1.2/2027", "I.1.2/2028", "I.1.2/-"
M27JUNE, M27END = "I.1.2/2027-06-30", "I.1.2/2027-12-31"
CLOSES = "removed: close"
ALL = "title description milestone start due"
