"""Subjects and headings: the news first, in forms that agree with their numbers, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from notify.alerts.alert import Alert
from notify.alerts.memory import Known
from notify.alerts.reasons import Reason
from notify.alerts.workdays import EVERY_DAY
from notify.letters.news import SUBJECT_LENGTH, heading_of, name_of, subject_of, verdict_of
from notify.letters.parts import Told
from tests.examples.letter_values import ANNA, TERMS, Town
from tests.examples.plan_values import measure, plan
from tests.pages.documented_codes import ROOT
from tests.pages.markdown import Page

TODAY = date(2026, 12, 1)
MOST = 60


@cache
def alerts() -> tuple[Alert, ...]:
    """A deadline of each of many measures, due on the last day of the year."""
    measures = [measure(f"I.{number}", years=(2026,), group=None) for number in range(1, MOST + 1)]
    terms = replace(TERMS, report_by=(1, 20))
    town = Town(TODAY, {}, (replace(ANNA, measures=()),), Known(followed=TODAY), terms, plan(*measures))
    return tuple(Alert(one.case, Reason.BEFORE, one.case.key) for one in town.decisions().made)


def told(reason: Reason, count: int) -> Told:
    """So many measures told for a reason."""
    return Told(reason, tuple(replace(alert, reason=reason) for alert in alerts()[:count]))


def subject(*parts: Told, name: str = "") -> str:
    """The subject of a mail with these parts."""
    return subject_of(parts, Town(TODAY, {}, plan=plan()).imprint(), name)


SUBJECTS = {
    Reason.ESCALATED: (
        "На контроль: не исполнено в срок 3 мероприятия",
        "For your attention: 3 measures not done in time",
    ),
    Reason.NEWLY_LATE: ("Срок истёк 31.12.2026: 3 мероприятия", "Due date passed on 31 Dec 2026: 3 measures"),
    Reason.DUE_TODAY: ("Последний рабочий день срока: 3 мероприятия", "Last working day: 3 measures"),
    Reason.AWAITED: ("Ждём отчёт до 20.01.2027: 3 мероприятия", "Report due by 20 Jan 2027: 3 measures"),
    Reason.BEFORE: ("Срок 31.12.2026 (через 30 дней): 3 мероприятия", "Due 31 Dec 2026 (in 30 days): 3 measures"),
    Reason.AT_RISK: ("Риск срыва: 3 мероприятия", "At risk: 3 measures"),
    Reason.MOVED: ("Срок перенесён в трекере: 3 мероприятия", "Date moved in the tracker: 3 measures"),
    Reason.WISHED: ("Просят перенести срок: 3 мероприятия", "Another date asked for: 3 measures"),
    Reason.BELOW_TARGET: ("Закрыто ниже плана: 3 мероприятия", "Closed below the target: 3 measures"),
    Reason.NO_FIGURE: ("Закрыто без показателя: 3 мероприятия", "Closed without a figure: 3 measures"),
    Reason.UNREAD: ("Показатель не прочитан: 3 мероприятия", "Figure not understood: 3 measures"),
    Reason.ASK: ("Просим сообщить о ходе исполнения: 3 мероприятия", "Progress asked for: 3 measures"),
    Reason.STILL_LATE: (
        "Не исполнено в срок: 3 мероприятия, новых нет",
        "Not done in time: 3 measures, none new",
    ),
    Reason.BACKLOG: ("Не закрыто до начала учёта: 3 срока", "Open from before the records began: 3 deadlines"),
    Reason.CLOSED: ("Закрыто с прошлого письма: 3 мероприятия", "Settled since the last mail: 3 measures"),
}


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_its_subject(reason: Reason) -> None:
    """In Russian and in English, the news first and the plan's name last; the verdict says the same."""
    imprint = Town(TODAY, {}, plan=plan()).imprint()
    for spoken, expected in zip(("ru", "en"), SUBJECTS[reason], strict=True):
        language.use(spoken)
        assert subject(told(reason, 3)) == expected
        assert subject(told(reason, 3), name="План библиотек") == f"{expected} — План библиотек"
        assert verdict_of([told(reason, 3)], imprint) == f"{expected}."


@pytest.mark.parametrize(
    ("count", "measures", "deadlines"),
    [
        (1, "1 мероприятие", "1 срок"),
        (2, "2 мероприятия", "2 срока"),
        (5, "5 мероприятий", "5 сроков"),
        (11, "11 мероприятий", "11 сроков"),
        (21, "21 мероприятие", "21 срок"),
        (54, "54 мероприятия", "54 срока"),
    ],
)
def test_russian_nouns_agree_with_their_numbers(count: int, measures: str, deadlines: str) -> None:
    """One, few and many, in every subject and heading."""
    language.use("ru")
    for reason in Reason:
        said = deadlines if reason is Reason.BACKLOG else measures
        assert said in subject(told(reason, count))
        assert heading_of(told(reason, count)).endswith(f": {said}")


def test_more_news_follow_in_short() -> None:
    """Each reason after the first with its number, as many as there is room for before the plan's name."""
    parts = [told(reason, 2) for reason in (Reason.ESCALATED, Reason.NEWLY_LATE, Reason.AT_RISK, Reason.BACKLOG)]
    language.use("ru")
    assert subject(*parts[:3], name="План") == (
        "На контроль: не исполнено в срок 2 мероприятия; срок истёк — 2, риск срыва — 2 — План"
    )
    every = [told(reason, 2) for reason in Reason]
    assert len(subject(*every, name="План библиотек")) <= SUBJECT_LENGTH
    assert subject(*every, name="План библиотек").endswith(" — План библиотек")
    imprint = Town(TODAY, {}, plan=plan()).imprint()
    assert verdict_of(every, imprint).count(" — 2") == len(Reason) - 1


def test_several_dates_are_told_by_the_nearest() -> None:
    """A subject never names a date that is not that of all it counts, without saying so."""
    one, other = alerts()[:2]
    moved = replace(one.case.deadline.deadline, due=date(2026, 12, 2))
    nearer = replace(one, case=replace(one.case, deadline=replace(one.case.deadline, deadline=moved)))

    def of(reason: Reason) -> str:
        return subject(Told(reason, (replace(nearer, reason=reason), replace(other, reason=reason))))

    assert of(Reason.BEFORE) == "Next due 2 Dec 2026 (tomorrow), 2 measures in all"
    assert of(Reason.NEWLY_LATE) == "Due date passed: 2 measures"
    nearest = replace(nearer, case=replace(nearer.case, terms=replace(TERMS, report_by=None)), reason=Reason.AWAITED)
    both = Told(Reason.AWAITED, (nearest, replace(other, reason=Reason.AWAITED)))
    assert subject(both) == "Reports due from 2 Dec 2026 on: 2 measures"


def test_the_last_day_is_a_working_day_only_where_there_is_a_calendar() -> None:
    """Without one every day is worked, and the word would say nothing."""
    imprint = Town(TODAY, {}, plan=plan()).imprint()
    every_day = replace(imprint, terms=replace(TERMS, days=EVERY_DAY))
    assert subject_of([told(Reason.DUE_TODAY, 1)], every_day, "") == "Last day: 1 measure"


def test_what_nobody_answered_is_told_to_somebody_higher() -> None:
    """The subject says that there was no answer, and does not ask again."""
    asked = Told(Reason.ASK, tuple(replace(one, reason=Reason.ASK, detail="head") for one in alerts()[:2]))
    assert subject(asked) == "No answer about progress: 2 measures"


def test_a_backlog_of_earlier_years_is_called_so() -> None:
    """Where all of it is of years that are over."""
    earlier = [replace(one.case.deadline.deadline, due=date(2024, 12, 31)) for one in alerts()[:2]]
    backlog = tuple(
        replace(
            one, reason=Reason.BACKLOG, case=replace(one.case, deadline=replace(one.case.deadline, deadline=deadline))
        )
        for one, deadline in zip(alerts(), earlier, strict=False)
    )
    assert subject(Told(Reason.BACKLOG, backlog)) == "Open from earlier years: 2 deadlines"


@given(st.text(max_size=300))
def test_a_subject_is_short_whatever_the_name(name: str) -> None:
    """A plan's name cannot make it long or hide the news."""
    said = subject(told(Reason.BEFORE, 1), told(Reason.STILL_LATE, 2), name=" ".join(name.split()))
    assert len(said) <= SUBJECT_LENGTH
    assert said.startswith("Due 31 Dec 2026 (in 30 days): 1 measure; not done in time — 2")


def _documented(page: str) -> Iterator[tuple[str, str]]:
    """The reasons and the subjects that a page shows."""
    table = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 2 and cells[0].strip("`") in set(Reason):
            yield cells[0].strip("`"), cells[1]


@pytest.mark.parametrize(("page", "spoken"), [("alerts.md", 1), ("alerts.ru.md", 0)])
def test_the_documents_show_the_subjects(page: str, spoken: int) -> None:
    """Every reason that makes a mail, in its words."""
    documented = dict(_documented(page))
    assert set(documented) == set(Reason) - {Reason.CLOSED}
    for reason, text in documented.items():
        begins = SUBJECTS[Reason(reason)][spoken].split(" 3")[0].split(":")[0]
        assert text.startswith(begins) or reason == Reason.BACKLOG


@pytest.mark.parametrize(("page", "speech"), [("for-manager.md", "en"), ("for-manager.ru.md", "ru")])
def test_the_page_for_those_who_get_mails_explains_each_part_of_one(page: str, speech: str) -> None:
    """The table names the headings of all reasons, in the order in which a mail has them."""
    language.use(speech)
    names = [name_of(told(reason, 1)) for reason in Reason if reason is not Reason.BACKLOG]
    names.insert(-1, language.gettext("Open from earlier years"))
    _roles, parts, *_rest = Page(ROOT / "docs" / page).tables
    assert [row[0] for row in parts[1:]] == names
