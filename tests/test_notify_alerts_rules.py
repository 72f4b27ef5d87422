"""The rules of alerts: one value each, of which everything else knows nothing by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from mappings import language
from mappings.plan import Plan
from mappings.progress import DeadlineProgress
from notify.alerts.alert import Rows, Rule, Terms, Tone, Words
from notify.alerts.matching import find_alerts, rule_for
from notify.alerts.rules import RULES
from notify.alerts.rules.overdue import OVERDUE
from notify.alerts.rules.upcoming import UPCOMING
from notify.letters.digest import ROWS, scope_totals
from tests.examples.notify_values import (
    ANNA,
    TERMS,
    TODAY,
    digest_of,
    late_and_near,
    measure,
    plan_of,
    progress_of,
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


def _tomorrow(deadline: DeadlineProgress, _terms: Terms) -> bool:
    return deadline.days == 1


TOMORROW = Rule(
    name="tomorrow",
    kind="tomorrow",
    applies=_tomorrow,
    rank=lambda alert: alert.days,
    tone=Tone.NOTICE,
    words=Words(
        heading=lambda _terms: "The last day before",
        news=lambda alerts, _terms: f"{len(alerts)} end tomorrow",
        more_news=lambda alerts, _terms: f"{len(alerts)} more end tomorrow",
        detail=lambda _alerts, count: f"Of all, {count} end tomorrow.",
    ),
    body=Rows(
        column="Day and hour",
        when=lambda _alert: "at midnight",
        alone=lambda _alert: "ends at midnight",
        kept=20,
    ),
)


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third rule in the table, between the two there are."""
    _put(monkeypatch, OVERDUE, TOMORROW, UPCOMING)


def _put(monkeypatch: pytest.MonkeyPatch, *rules: Rule) -> None:
    for module in ("notify.alerts.matching", "notify.letters.digest"):
        monkeypatch.setattr(f"{module}.RULES", rules)


def _plan() -> Plan:
    """One deadline of each of three rules."""
    late, tomorrow, soon = TODAY - timedelta(3), TODAY + timedelta(1), TODAY + timedelta(9)
    return plan_of(measure("I.1", late), measure("I.2", tomorrow), measure("I.3", soon))


def test_every_rule_has_a_name_of_its_own() -> None:
    """What was told is remembered by it."""
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.usefixtures("between")
def test_the_first_rule_that_applies_tells_of_a_deadline() -> None:
    """Tomorrow lies in the days ahead as well; it is told once, by the rule that goes before."""
    progress = progress_of(_plan())
    assert [alert.kind for alert in find_alerts(progress, [ANNA], TERMS)] == ["overdue", "tomorrow", "upcoming"]
    told = [rule_for(deadline, TERMS) for _, deadline in progress.deadlines()]
    assert told == [OVERDUE, TOMORROW, UPCOMING]
    assert scope_totals([ANNA], progress, TERMS).by_rule == {"overdue": 1, "tomorrow": 1, "upcoming": 1}


@pytest.mark.parametrize("tone", Tone)
def test_a_further_rule_has_its_part_in_every_mail(tone: Tone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Subject, verdict, totals, heading, column and rows of both parts are what the rule says."""
    _put(monkeypatch, OVERDUE, replace(TOMORROW, tone=tone), UPCOMING)
    digest = digest_of(_plan())
    news = "1 measure overdue, 1 more end tomorrow, 1 more deadline in the next 30 days"
    assert digest.subject == f"Vekha: {news} — План развития библиотек"
    html = " ".join(unescape(re.sub(r"<[^>]*>", " ", digest.html)).split())
    text = " ".join(digest.text.split())
    detail = "The longest delay is 3 days. Of all, 1 end tomorrow. The nearest date is 2026-12-02."
    assert all(f"{news}. {detail}" in part for part in (html, text))
    assert "Overdue 1 The last day before 1 Due in the next 30 days 1" in html
    assert "Overdue: 1 The last day before: 1 Due in the next 30 days: 1" in text
    assert "The last day before No. Measure, executor Day and hour" in html
    assert "2026-11-24 at midnight" in html
    assert "THE LAST DAY BEFORE -------------------" in text
    assert "2026-11-24: ends at midnight" in text


@pytest.mark.usefixtures("between")
def test_the_first_part_gives_a_mail_its_kind_and_its_first_clause() -> None:
    """Where nothing goes before, a clause is worded to stand alone."""
    digest = digest_of(plan_of(measure("I.2", TODAY + timedelta(1))))
    assert digest.kind == "tomorrow"
    assert digest.subject.startswith("Vekha: 1 end tomorrow — ")
    assert "Nothing is overdue. Of all, 1 end tomorrow." in " ".join(digest.text.split())


@pytest.mark.usefixtures("between")
def test_every_later_part_keeps_its_rows_in_a_crowded_mail() -> None:
    """The first part has the room that is left, and each part says what it leaves out."""
    late = [measure(f"I.{n}", TODAY - timedelta(1)) for n in range(1, ROWS + 1)]
    tomorrow = [measure(f"II.{n}", TODAY + timedelta(1)) for n in range(1, 41)]
    near = [measure(f"V.{n}", TODAY + timedelta(2)) for n in range(1, 51)]
    html = digest_of(plan_of(*late, *tomorrow, *near)).html
    shown = re.findall(r'padding-left:0;font-weight:normal;color:#5f6368">(I|II|V)\.\d+<', html)
    assert [shown.count(section) for section in ("I", "II", "V")] == [100, 20, 30]
    assert re.findall(r"and (\d+) more deadlines, not shown here", html) == [str(ROWS - 100), "20", "20"]


def test_the_words_of_a_rule_say_what_its_days_mean() -> None:
    """Below its column only the time, alone a whole phrase."""
    late, _, near, _ = find_alerts(progress_of(late_and_near()), [ANNA], TERMS)
    by_overdue, by_upcoming = OVERDUE.body, UPCOMING.body
    assert isinstance(by_overdue, Rows)
    assert isinstance(by_upcoming, Rows)
    assert (by_overdue.when(late), by_overdue.alone(late)) == ("1 year 10 months", "late by 1 year 10 months")
    assert (by_upcoming.when(near), by_upcoming.alone(near)) == ("in 12 days", "in 12 days")
