"""A small plan, its progress and its recipients, as the tests of the package `notify` need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine

from mappings.plan import Deadline, Group, Measure, Place, Plan, Recurrence, Section
from mappings.progress import Progress, Report, judge
from notify.alerts.deciding import decide
from notify.alerts.memory import Known
from notify.alerts.recipients import Recipient
from notify.alerts.terms import Terms, Today
from notify.delivery.mails import QueuedMail
from notify.delivery.outbox import Outbox, tables
from notify.delivery.sending import Delivered, Delivery, deliver_pending
from notify.letters.digest import Digest, make_digest
from notify.letters.imprint import Imprint
from notify.round import Letterhead, queue_digests

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
SENDER = "Vekha <v@lib.example>"
TERMS = Terms()
KNOWN = Known(followed=date(2024, 1, 1))  # so that nothing of the examples is a backlog

ANNA = Recipient("Иванова Анна Петровна", "ivanova@lib.example")
BORIS = Recipient("Борис", "boris@lib.example")
PLACE = Place()

GROUPS = (
    Group("I.3", "3", "«Оцифровка» библиотечных услуг", PLACE),
    Group("I.3.4", "3.4", "Цифровые копии", PLACE, parent="I.3"),
    Group("V.3", "3.", "Развитие сотрудников", PLACE),
)


def measure(key: str, *dues: date, **changes: Any) -> Measure:
    """A measure whose deadlines fall on these days."""
    several = len({due.year for due in dues}) < len(dues)
    deadlines = tuple(Deadline(due, date(due.year, 1, 1), f"{key}/{due if several else due.year}") for due in dues)
    section, _, number = key.partition(".")
    values: dict[str, Any] = {
        "key": key,
        "number": number,
        "section": section,
        "group": None,
        "parent": None,
        "title": f"Мероприятие {key}",
        "executors": ("МБУ «Библиотека»",),
        "funding": (),
        "timing_text": "",
        "recurrence": Recurrence.YEARS,
        "deadlines": deadlines,
        "target_text": "",
        "indicators": (),
        "place": PLACE,
    }
    return Measure(**(values | changes))


def plan_of(*measures: Measure, title: str = "План развития библиотек", **changes: Any) -> Plan:
    """A plan of these measures with two sections and three groups."""
    values: dict[str, Any] = {
        "title": title,
        "start_year": 2021,
        "end_year": 2030,
        "sections": (Section("I", "Ресурсы", PLACE), Section("V", "Сотрудники", PLACE)),
        "groups": GROUPS,
        "measures": measures,
    }
    return Plan(**(values | changes))


def late_and_near() -> Plan:
    """Two deadlines of one measure are late, one of another is late, one is near, one is far."""
    return plan_of(
        measure("I.1.1", date(2024, 12, 31), date(2025, 12, 31), date(2030, 12, 31)),
        measure("I.3.4.1", date(2026, 12, 5), group="I.3.4", executors=("Отдел  культуры",)),
        measure("V.3.1", date(2026, 11, 1), group="V.3", parent="V.3"),
    )


def progress_of(
    plan: Plan, reports: Mapping[str, Report] | None = None, *, today: date = TODAY, begun: date | None = None
) -> Progress:
    """The plan judged on the day; what was late before it was `begun` is the backlog."""
    return judge(plan, reports or {}, today=today, backlog_before=begun)


def imprint_of(**changes: Any) -> Imprint:
    """What stands on the letters of the day."""
    values: dict[str, Any] = {"plan_key": "megion", "sender": SENDER, "as_of": NOW, "today": TODAY, "terms": TERMS}
    return Imprint(**(values | changes))


def digests_of(
    plan: Plan,
    reports: Mapping[str, Report] | None = None,
    *,
    recipients: Sequence[Recipient] = (ANNA,),
    known: Known = KNOWN,
    **imprint: Any,
) -> list[Digest]:
    """The digests of everything there is to tell about a plan on the day, nobody having been told anything."""
    progress = progress_of(plan, reports)
    decisions = decide(progress, recipients, known, TERMS, Today(TODAY))
    return [make_digest(alerts, decisions, progress, imprint_of(**imprint)) for alerts in decisions.told().values()]


def digest_of(plan: Plan, reports: Mapping[str, Report] | None = None, **settings: Any) -> Digest:
    """The one digest of everything there is to tell about a plan."""
    (digest,) = digests_of(plan, reports, **settings)
    return digest


class Taking:
    """A delivery that takes everything, and fails where a test has put a failure before it."""

    into_folder = False

    def __init__(self, *failures: Exception | None) -> None:
        self.failures = list(failures)
        self.taken: list[QueuedMail] = []

    def deliver(self, message: QueuedMail) -> None:
        """Take a message, or fail with the next failure if it is one."""
        if self.failures and (failure := self.failures.pop(0)) is not None:
            raise failure
        self.taken.append(message)


def send_digests(
    digests: Sequence[Digest], outbox: Outbox, delivery: Delivery, *, now: datetime = NOW, at_once: bool = True
) -> list[Delivered]:
    """Queue digests and send what is queued."""
    told = queue_digests(digests, outbox, Letterhead("megion", SENDER), now=now)
    return told + deliver_pending(outbox, delivery, now=now, at_once=at_once)


def queue_of_two(folder: Path) -> Outbox:
    """A queue with two messages of the small plan's digest to two readers, in a database of its own."""
    engine = create_engine(f"sqlite:///{folder / 'ledger.db'}", poolclass=NullPool)  # nobody has to close it
    tables.create_all(engine)
    outbox = Outbox(engine, "megion")
    for number, reader in enumerate((ANNA, BORIS), start=1):
        digest = digest_of(late_and_near(), recipients=(reader,))
        outbox.enqueue(digest, f"mail {number}".encode(), f"<{number}@lib.example>", NOW)
    return outbox
