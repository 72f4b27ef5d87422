"""The backlog in mails: counted apart, told in one paragraph, and no reason for a mail but once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from mappings import language
from mappings.plan import Plan
from mappings.progress import Report, Status
from notify.alerts.matching import find_alerts, worth_a_mail
from notify.alerts.recipients import Recipient
from notify.delivery.outbox import Outbox, tables
from notify.letters.digest import Digest, Totals, scope_totals
from notify.letters.message import message_id
from notify.round import find_digests
from tests.examples.notify_values import (
    ANNA,
    NOW,
    TERMS,
    TODAY,
    Taking,
    digest_of,
    late_and_near,
    measure,
    plan_of,
    progress_of,
    send_digests,
)
from tests.examples.plan_values import because

BEGUN = date(2026, 6, 1)  # of `late_and_near`, two deadlines were late by then
NEXT_WEEK = TODAY + timedelta(7)
SENDER = "v@lib.example"
NOTE = (
    "Before the records began: 2 deadlines, nothing known. Due before Vekha began to follow this plan, with no report "
    "since; the summary says which. Reports of earlier years are put in with vekha import."
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """An empty queue."""
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.create_all(engine)
    return Outbox(engine, "megion")


def old(*more: date) -> Plan:
    """Two years gone by before the plan was followed, and what else falls due."""
    return plan_of(measure("I.1", date(2024, 12, 31), date(2025, 12, 31), *more))


def told(
    outbox: Outbox,
    plan: Plan,
    today: date = TODAY,
    reports: Mapping[str, Report] | None = None,
    recipients: tuple[Recipient, ...] = (ANNA,),
) -> list[list[tuple[str, str]]]:
    """One round of a week: what each mail tells, by the name of its rule."""
    progress = progress_of(plan, reports, today=today, begun=BEGUN)
    digests = find_digests(progress, recipients, outbox, as_of=NOW, period="week", terms=TERMS)
    send_digests(digests, outbox, Taking())
    return [[alert.told_as for alert in digest.alerts] for digest in digests]


def parts_of(digest: Digest) -> tuple[str, str]:
    """The visible words of the HTML and of the text, one space between them."""
    html = unescape(re.sub(r"<(title|style)>.*?</\1>|<[^>]*>", " ", digest.html))
    return " ".join(html.split()), " ".join(digest.text.split())


def test_to_json_the_backlog_is_overdue() -> None:
    """Its kind is that of what is late; the memory of what was told knows it by another name."""
    alerts = find_alerts(progress_of(late_and_near(), begun=BEGUN), [ANNA], TERMS)
    assert [(alert.kind, alert.told_as) for alert in alerts] == [
        ("overdue", ("backlog", "I.1.1/2024")),
        ("overdue", ("backlog", "I.1.1/2025")),
        ("upcoming", ("upcoming", "I.3.4.1/2026")),
        ("overdue", ("overdue", "V.3.1/2026")),
    ]


def test_the_backlog_stands_beside_the_news_and_not_among_them() -> None:
    """No clause of the subject, no row, no delay: one paragraph after the tables, and a total of its own."""
    digest = digest_of(late_and_near(), begun=BEGUN)
    assert digest.subject == ("Vekha: 1 measure overdue, 1 more deadline in the next 30 days — План развития библиотек")
    assert [alert.key for alert in digest.alerts] == ["V.3.1/2026", "I.3.4.1/2026", "I.1.1/2024", "I.1.1/2025"]
    html, text = parts_of(digest)
    for part in (html, text):
        assert "The longest delay is 22 days." in part
        assert "I.1.1" not in part
        assert part.count(NOTE) == 1
        assert part.index("in 12 days") < part.index(NOTE) < part.index("Already done?")
    assert "Overdue 1 Due in the next 30 days 1 Before the records, nothing known 2" in html
    assert "Overdue: 1 Due in the next 30 days: 1 Before the records, nothing known: 2" in text


def test_totals_count_the_backlog_apart() -> None:
    """Together with what is late it makes up its kind."""
    totals = scope_totals([ANNA], progress_of(late_and_near(), begun=BEGUN), TERMS)
    assert totals == Totals(5, 0, {"overdue": 1, "upcoming": 1, "backlog": 2})
    assert [totals.of_kind(kind) for kind in ("overdue", "upcoming")] == [3, 1]


def test_without_a_backlog_a_mail_says_nothing_of_it() -> None:
    """Neither a total of none nor a paragraph."""
    assert all("before the records" not in part.lower() for part in parts_of(digest_of(late_and_near())))


def test_a_mail_of_the_backlog_alone_raises_no_alarm() -> None:
    """It says how many there are and that nothing is known; not that nothing is overdue, and nothing in red."""
    digest = digest_of(old(), begun=BEGUN)
    news = "2 deadlines from before the records began, nothing known"
    assert digest.subject == f"Vekha: {news} — План развития библиотек"
    assert digest.kind == "overdue"
    for part in parts_of(digest):
        assert part.startswith(f"{news}. План развития библиотек")
        assert NOTE in part
        assert "Nothing is overdue" not in part
    assert "#b3261e" not in digest.html
    assert "<caption" not in digest.html.partition("</caption>")[2]


def test_a_message_has_the_gravest_kind_of_its_items() -> None:
    """What is near goes first in the mail, and the backlog is overdue all the same."""
    digest = digest_of(old(TODAY), begun=BEGUN)
    assert [alert.kind for alert in digest.alerts] == ["upcoming", "overdue", "overdue"]
    assert digest.kind == "overdue"
    assert digest.subject.startswith("Vekha: 1 deadline in the next 30 days — ")


@pytest.mark.parametrize(
    ("count", "news", "note"),
    [
        (1, "истёк 1 срок", "1 срок"),
        (2, "истекли 2 срока", "2 срока"),
        (5, "истекло 5 сроков", "5 сроков"),
        (21, "истёк 21 срок", "21 срок"),
    ],
)
def test_the_russian_words_agree_with_their_number(count: int, news: str, note: str) -> None:
    """Nouns and verbs take the form of the number, in the subject and in the paragraph."""
    language.use("ru")
    digest = digest_of(plan_of(*(measure(f"I.{n}", date(2025, 12, 31)) for n in range(count)), title=""), begun=BEGUN)
    assert digest.subject == f"Веха: до начала учёта {news}, сведений нет"
    assert f"До начала учёта: {note}, сведений нет. Срок наступил раньше," in " ".join(digest.text.split())
    assert f"До начала учёта, сведений нет: {count}" in digest.text


def test_the_backlog_alone_is_told_once(outbox: Outbox) -> None:
    """The manager must know that it is there; later weeks send no mail for it."""
    backlog = [("backlog", "I.1/2024"), ("backlog", "I.1/2025")]
    assert told(outbox, old()) == [backlog]
    assert told(outbox, old()) == []
    assert told(outbox, old(), NEXT_WEEK) == []


def test_the_backlog_goes_with_other_news_once_a_period(outbox: Outbox) -> None:
    """It is told again in the next period's mail, which goes for what is near; not twice within one."""
    backlog = [("backlog", "I.1/2024"), ("backlog", "I.1/2025")]
    assert told(outbox, old()) == [backlog]
    assert told(outbox, old(TODAY + timedelta(1))) == [[("upcoming", "I.1/2026")]]
    assert told(outbox, old(NEXT_WEEK), NEXT_WEEK) == [[("upcoming", "I.1/2026"), *backlog]]


def test_what_was_told_with_other_news_makes_no_mail_of_its_own(outbox: Outbox) -> None:
    """Told is told, alone or in company."""
    near = old(TODAY)
    assert len(told(outbox, near)[0]) == 3
    done = {"I.1/2026": Report("I.1/2026", Status.DONE)}
    assert told(outbox, near, NEXT_WEEK, done) == []


def test_an_addition_to_the_backlog_is_told(outbox: Outbox) -> None:
    """A deadline nobody was told of is worth a mail, and the mail counts all there are."""
    told(outbox, old())
    more = plan_of(*old().measures, measure("I.2", date(2023, 12, 31)))
    assert told(outbox, more, NEXT_WEEK) == [
        [("backlog", "I.2/2023"), ("backlog", "I.1/2024"), ("backlog", "I.1/2025")]
    ]


def test_a_deadline_reported_late_is_news_after_the_backlog(outbox: Outbox) -> None:
    """Told as backlog, then taken up by the staff: it is told as overdue in the same period, with a row."""
    told(outbox, old())
    reports = {"I.1/2025": Report("I.1/2025", reasons=because("ремонт"))}
    assert told(outbox, old(), reports=reports) == [[("overdue", "I.1/2025")]]


def test_scopes_of_one_address_are_judged_together(outbox: Outbox) -> None:
    """The backlog of one scope goes with the news of another, since they make one mail."""
    plan = plan_of(measure("I.1", date(2025, 12, 31)), measure("V.1", NEXT_WEEK))
    scopes = (Recipient("", ANNA.email, sections=("I",)), Recipient("", ANNA.email, sections=("V",)))
    news = [("upcoming", "V.1/2026"), ("backlog", "I.1/2025")]
    assert told(outbox, plan, recipients=scopes) == [news]
    assert told(outbox, plan, NEXT_WEEK, recipients=scopes) == [news]


def test_others_do_not_know_what_one_address_was_told(outbox: Outbox) -> None:
    """A recipient who is new to the plan hears of the backlog once as well."""
    boss = Recipient("Петров", "petrov@lib.example")
    told(outbox, old())
    assert len(told(outbox, old(), NEXT_WEEK, recipients=(ANNA, boss))) == 1
    assert told(outbox, old(), NEXT_WEEK + timedelta(7), recipients=(ANNA, boss)) == []


def test_only_what_is_folded_waits_for_company() -> None:
    """Rows are worth a mail each time; the backlog only while some of it was never told."""
    late, backlog = digest_of(old()).alerts, digest_of(old(), begun=BEGUN).alerts
    everything = {alert.told_as for alert in (*late, *backlog)}
    assert worth_a_mail(late, everything)
    assert worth_a_mail(backlog, {backlog[0].told_as})
    assert not worth_a_mail(backlog, everything)
    assert not worth_a_mail([], set())


def test_a_message_of_the_backlog_is_another_than_one_of_the_same_deadlines_late() -> None:
    """Else the second one would be taken for queued already."""
    ids = {message_id(digest_of(old(), begun=begun), plan_key="megion", sender=SENDER) for begun in (None, BEGUN)}
    assert len(ids) == 2


def test_what_was_told_before_does_not_count_the_backlog(outbox: Outbox) -> None:
    """It has a total of its own; «not repeated here» is said of rows."""
    told(outbox, late_and_near())
    near = plan_of(*late_and_near().measures, measure("V.9", TODAY))
    progress = progress_of(near, begun=BEGUN)
    (digest,) = find_digests(progress, [ANNA], outbox, as_of=NOW, period="week", terms=TERMS)
    for part in parts_of(digest):
        assert "You were told of 2 more deadlines earlier in this period" in part
