"""Letters of every kind over the bundled plan, each on a day on which the policy itself decides to tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path

from mappings import language
from mappings.plan import Plan
from mappings.progress import FigureLine, Progress, Report, Status, judge
from mappings.progress import Reason as Because
from mappings.reading import read_plan
from notify.alerts.deciding import Decisions, decide
from notify.alerts.memory import Known, Remembered, Told
from notify.alerts.reasons import Reason, Role
from notify.alerts.recipients import Recipient, address_key
from notify.alerts.terms import Terms, Today
from notify.calendars.working_days import load_working_days
from notify.letters.digest import Digest, make_digest
from notify.letters.imprint import Imprint

MEGION = Path(__file__).parents[2] / "mappings" / "megion-2021-2030" / "plan.txt"
RUSSIA = load_working_days("ru", by="tests")
TERMS = Terms(days=RUSSIA)
HERE = timezone(timedelta(hours=5))
NOON = datetime(2026, 11, 30, 12, tzinfo=HERE)
SENDER = "Веха <vekha@lib.example>"
URL = "https://tracker.example/issues/{}"

SOME = ("I.1.1", "I.3.4", "V.15.2", "I.5.4")  # a total over all years, a number each year, another, one far ahead
ANNA = Recipient("Иванова Анна Петровна", "ivanova@lib.example", measures=SOME, roles=(Role.EXECUTOR,))
HEAD = Recipient("Сидоров Пётр Ильич", "sidorov@city.example", measures=SOME, roles=(Role.HEAD,))
DEPUTY = Recipient("Большакова Инна Игоревна", "deputy@city.example", roles=(Role.DEPUTY,))
EVERYBODY = (ANNA, HEAD, DEPUTY)

ENGLISH = ("Yearly survey of readers", "Digital copies of books", "Training of the staff", "Repairs of the rooms")

FOLLOWED = date(2026, 6, 1)  # the day of the first round


@cache
def _read() -> Plan:
    return read_plan(MEGION)


def megion() -> Plan:
    """The bundled plan; in English words where English is spoken, since a town's plan is in the town's language."""
    return _read() if language.active() == "ru" else _in_english(_read())


def _in_english(plan: Plan) -> Plan:
    """The plan with other words and all else as it is."""
    measures = []
    for number, one in enumerate(plan.measures):
        title = f"{ENGLISH[number % len(ENGLISH)]} in the libraries of the town"
        indicators = tuple(replace(each, text=f"{title}: as planned", unit="reports") for each in one.indicators)
        target = "; ".join(each.text for each in indicators)
        measures.append(
            replace(one, title=title, executors=("City library",), target_text=target, indicators=indicators)
        )
    sections = tuple(replace(one, title=f"Part {one.key} of the work of the libraries") for one in plan.sections)
    return replace(plan, title="The plan of the libraries until 2030", measures=tuple(measures), sections=sections)


def _reason() -> str:
    return "тренер заболел, перенесли на февраль" if language.active() == "ru" else "the trainer fell ill"


def _clerk() -> str:
    return "Петрова О. Н." if language.active() == "ru" else "Ann Peters"


def fact(text: str, value: str | None, day: date) -> FigureLine:
    """A figure in a comment; without a value one that cannot be read."""
    at = datetime.combine(day, time(9), UTC)
    return FigureLine(None if value is None else Decimal(value), text, _clerk(), at, "comment")


def because(text: str, day: date) -> tuple[Because, ...]:
    """A reason in a comment."""
    return (Because(text, _clerk(), datetime.combine(day, time(9), UTC), "comment"),)


def reports_of(plan: Plan, *, done_before: date = date(2026, 1, 1)) -> dict[str, Report]:
    """A report of every issue, closed with a figure where it was due before a day."""
    reports = {}
    number = 100
    for measure in plan.measures:
        for deadline in measure.deadlines:
            number += 1
            key = measure.issue_key(deadline)
            report = Report(key, url=URL.format(number), assignee=_clerk())
            if deadline.due < done_before:
                day = deadline.due - timedelta(11)
                line = fact("12", "12", day)
                report = replace(report, status=Status.DONE, lines=(line,), closed_at=line.at)
            reports[key] = report
    return reports


@dataclass(frozen=True)
class Town:
    """A round in a town: its day, what the staff report, and what is known and remembered."""

    today: date
    reports: Mapping[str, Report] = field(default_factory=lambda: reports_of(megion()))
    recipients: Sequence[Recipient] = EVERYBODY
    known: Known = field(default_factory=lambda: Known(followed=FOLLOWED))
    terms: Terms = TERMS
    plan: Plan = field(default_factory=megion)
    last_weekly: date | None = None

    def progress(self) -> Progress:
        """How the plan stands on the day."""
        return judge(self.plan, self.reports, today=self.today, report_by=self.terms.report_by)

    def decisions(self) -> Decisions:
        """What is decided for everybody."""
        today = Today(self.today, self.terms.days, self.last_weekly)
        return decide(self.progress(), self.recipients, self.known, self.terms, today)

    def imprint(self, **changes: object) -> Imprint:
        """What stands on the letters of the round."""
        as_of = datetime.combine(self.today, time(9, 15), HERE)
        plain = Imprint("megion", SENDER, as_of, self.today, self.terms, summary_url="https://plan.example/summary")
        return replace(plain, **changes)  # type: ignore[arg-type]

    def letter(self, reader: Recipient, *reasons: Reason, **imprint: object) -> Digest:
        """The mail of one person, of all that is told or of what is told for some reasons."""
        decisions = self.decisions()
        told = [
            alert for alert in decisions.told()[address_key(reader.email)] if not reasons or alert.reason in reasons
        ]
        return make_digest(told, decisions, self.progress(), self.imprint(**imprint))


def remembered(reader: Recipient, *told: tuple[str, Reason, str], day: date) -> dict[str, Remembered]:
    """That a person was told of these deadlines, each for a reason with its detail, on a day."""
    by_key: dict[str, tuple[Told, ...]] = {}
    for key, reason, detail in told:
        by_key[key] = (*by_key.get(key, ()), Told(key, reason, day, detail))
    return {address_key(reader.email): Remembered(by_key, day)}


def _with(key: str, **changes: object) -> dict[str, Report]:
    """The reports of the plan, one of them with changes."""
    reports = reports_of(megion())
    return reports | {key: replace(reports[key], **changes)}  # type: ignore[arg-type]


def _kept(make: Callable[[], Digest]) -> Callable[[], Digest]:
    """Make a mail once in each language."""
    known: dict[str, Digest] = {}

    def kept() -> Digest:
        spoken = language.active()
        if spoken not in known:
            known[spoken] = make()
        return known[spoken]

    return kept


@_kept
def before() -> Digest:
    """The first Monday of a month before the end of the year."""
    return Town(date(2026, 11, 30)).letter(ANNA)


@_kept
def due_today() -> Digest:
    """The last working day of the year, which is not the last of its days."""
    reports = _with("I.3.4/2026", status=Status.IN_PROGRESS, lines=(fact("3", "3", date(2026, 10, 5)),))
    return Town(date(2026, 12, 30), reports, last_weekly=date(2026, 12, 28)).letter(ANNA)


@_kept
def newly_late() -> Digest:
    """The first working day of the new year, with a reason that the staff gave."""
    reports = _with("V.15.2/2026", reasons=because(_reason(), date(2026, 12, 25)))
    known = Known(remembered(ANNA, ("I.1.1/2025", Reason.NEWLY_LATE, ""), day=date(2026, 12, 1)), followed=FOLLOWED)
    return Town(date(2027, 1, 11), reports, known=known).letter(
        ANNA, Reason.NEWLY_LATE, Reason.CLOSED, contact="Отдел культуры <kultura@city.example>"
    )


@_kept
def to_be_answered() -> Digest:
    """The same day where answers are read by mail."""
    town = Town(date(2027, 1, 11), _with("V.15.2/2026", reasons=because(_reason(), date(2026, 12, 25))))
    return town.letter(ANNA, Reason.NEWLY_LATE, contact="plan@city.example", takes_answers=True)


@_kept
def escalated() -> Digest:
    """Fifteen working days later nothing has changed: the deputy head is told."""
    told = [(key, Reason.NEWLY_LATE, "") for key in ("I.1.1/2026", "I.3.4/2026", "V.15.2/2026")]
    people = remembered(ANNA, *told, day=date(2027, 1, 11))
    people |= remembered(HEAD, *((key, Reason.ESCALATED, "head") for key, _r, _d in told), day=date(2027, 1, 18))
    return Town(date(2027, 2, 1), known=Known(people, followed=FOLLOWED)).letter(DEPUTY, Reason.ESCALATED)


@_kept
def still_late() -> Digest:
    """A week after the deputy head was told, the executor reads that it was."""
    told = [(key, Reason.NEWLY_LATE, "") for key in ("I.1.1/2026", "I.3.4/2026", "V.15.2/2026")]
    people = remembered(ANNA, *told, day=date(2027, 1, 11))
    people |= remembered(DEPUTY, *((key, Reason.ESCALATED, "deputy") for key, _r, _d in told), day=date(2027, 2, 1))
    return Town(date(2027, 2, 8), known=Known(people, followed=FOLLOWED)).letter(ANNA, Reason.STILL_LATE)


@_kept
def awaited() -> Digest:
    """The same day where reports are expected until the twentieth of January."""
    return Town(date(2027, 1, 11), terms=replace(TERMS, report_by=(1, 20))).letter(ANNA, Reason.AWAITED)


@_kept
def asked() -> Digest:
    """Half a year without a word of what is due in four years."""
    reader = replace(ANNA, measures=(), sections=("II", "III"))
    return Town(date(2027, 1, 11), recipients=(reader,), last_weekly=date(2026, 12, 28)).letter(reader, Reason.ASK)


@_kept
def backlog() -> Digest:
    """What was late before the first round, told for the first time."""
    reports = reports_of(megion(), done_before=date(2024, 1, 1))
    return Town(date(2026, 6, 1), reports).letter(ANNA, Reason.BACKLOG)


@_kept
def backlog_again() -> Digest:
    """A backlog of many years, told for the second time."""
    reports = reports_of(megion(), done_before=date(2021, 1, 1))
    reader = replace(ANNA, measures=(), sections=("I", "V"))
    town = Town(date(2026, 6, 1), reports, (reader,))
    keys = [alert.key for alert in town.decisions().told()[address_key(reader.email)]]
    known = Known(
        remembered(reader, *((key, Reason.BACKLOG, "") for key in keys), day=date(2026, 6, 1)), followed=FOLLOWED
    )
    return replace(town, today=date(2026, 7, 6), known=known).letter(reader, Reason.BACKLOG)


@_kept
def moved() -> Digest:
    """The staff gave an issue another date."""
    known = Known(moved={"V.15.2/2026": date(2027, 2, 15)}, followed=FOLLOWED)
    return Town(date(2027, 1, 11), known=known).letter(HEAD, Reason.MOVED)


@_kept
def wished() -> Digest:
    """Somebody asks for more time, and gives the reason."""
    known = Known(wished={"V.15.2/2026": date(2027, 2, 15), "I.1.1/2026": date(2027, 3, 1)}, followed=FOLLOWED)
    reports = _with("V.15.2/2026", reasons=because(_reason(), date(2026, 10, 25)))
    return Town(date(2026, 11, 2), reports, known=known).letter(HEAD, Reason.WISHED)


@_kept
def at_risk() -> Digest:
    """A measure of many years that does not go as fast as it must."""
    lines = {year: (fact("1", "1", date(year, 12, 20)),) for year in (2021, 2022, 2023, 2024, 2025)}
    reports = reports_of(megion())
    for year, own in lines.items():
        key = f"I.1.1/{year}"
        report = reports[key]
        reports[key] = replace(report, lines=own if year < 2023 else (fact("0", "0", date(year, 12, 20)),))
    return Town(date(2026, 11, 2), reports).letter(HEAD, Reason.AT_RISK)


@_kept
def below_target() -> Digest:
    """A year was closed with less than it asks for."""
    closed = datetime(2026, 12, 21, 9, tzinfo=UTC)
    reports = _with("I.3.4/2026", status=Status.DONE, closed_at=closed, lines=(fact("3", "3", date(2026, 12, 20)),))
    return Town(date(2027, 1, 11), reports).letter(HEAD, Reason.BELOW_TARGET)


@_kept
def no_figure() -> Digest:
    """A year was closed without a word of how much."""
    closed = datetime(2026, 12, 21, 9, tzinfo=UTC)
    return Town(date(2027, 1, 11), _with("I.3.4/2026", status=Status.DONE, closed_at=closed)).letter(
        ANNA, Reason.NO_FIGURE
    )


@_kept
def unread() -> Digest:
    """A figure is no number."""
    reports = _with("I.3.4/2026", status=Status.IN_PROGRESS, lines=(fact("много", None, date(2026, 10, 5)),))
    return Town(date(2026, 11, 2), reports).letter(ANNA, Reason.UNREAD)


KINDS = {
    Reason.ESCALATED: escalated,
    Reason.NEWLY_LATE: newly_late,
    Reason.DUE_TODAY: due_today,
    Reason.AWAITED: awaited,
    Reason.BEFORE: before,
    Reason.AT_RISK: at_risk,
    Reason.MOVED: moved,
    Reason.WISHED: wished,
    Reason.BELOW_TARGET: below_target,
    Reason.NO_FIGURE: no_figure,
    Reason.UNREAD: unread,
    Reason.ASK: asked,
    Reason.STILL_LATE: still_late,
    Reason.BACKLOG: backlog,
}
"""A mail that begins with each reason; what was settled never makes one of its own."""
