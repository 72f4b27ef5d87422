"""One mail a person: what it says, in which order, and that both its parts say the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from mappings import language
from mappings.plan import IndicatorKind
from mappings.progress import Report, Status
from notify.alerts.memory import Known
from notify.alerts.reasons import Reason
from notify.alerts.recipients import Away, Recipient, address_key
from notify.calendars.entries import entries_of
from notify.calendars.published import publish
from notify.letters.digest import HTML_BYTES, ROWS, Digest, make_digest
from notify.letters.imprint import CALENDAR, WORKBOOK
from tests.examples.letter_values import (
    ANNA,
    DEPUTY,
    EVERYBODY,
    FOLLOWED,
    HEAD,
    KINDS,
    NOON,
    Town,
    backlog,
    backlog_again,
    megion,
    newly_late,
    remembered,
    reports_of,
    still_late,
    to_be_answered,
)
from tests.examples.plan_values import because, indicator, measure, plan

MONDAY = date(2026, 11, 30)
LATER = date(2026, 1, 12)  # the first working day of a year


def words_of(html: str) -> str:
    """The visible words of an HTML part, one space between them."""
    body = html.partition("<body")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).replace("\xa0", " ").split())


def town_of(count: int, **changes: str) -> Town:
    """A town with so many measures that came late with the year."""
    measures = [
        measure(f"I.{number}", years=(2025,), group=None, title=changes.get("title", f"Measure {number}"))
        for number in range(1, count + 1)
    ]
    return Town(LATER, {}, (replace(ANNA, measures=()),), Known(followed=date(2025, 6, 1)), plan=plan(*measures))


@pytest.mark.parametrize("reason", KINDS)
def test_every_reason_makes_a_mail_that_begins_with_it(reason: Reason) -> None:
    """It is the first thing that the mail tells, and gives it its kind."""
    digest = KINDS[reason]()
    assert digest.alerts[0].reason is reason
    assert digest.kind == reason.kind
    assert digest.day == digest.alerts[0].case.today.day


def test_parts_stand_in_the_order_of_the_reasons() -> None:
    """The gravest first, what was settled last, in the mail, in what it tells and in the text."""
    digest = newly_late()
    assert [alert.reason for alert in digest.alerts] == [*[Reason.NEWLY_LATE] * 3, Reason.CLOSED]
    assert digest.text.index("DUE DATE PASSED") < digest.text.index("SETTLED SINCE")


def test_both_parts_say_the_same() -> None:
    """Whatever the text says, word by word, the HTML says in the same order, but for its one link."""
    for reason, make in KINDS.items():
        digest = make()
        html = re.findall(r"\w+", words_of(digest.html).casefold())
        text = digest.text.rpartition("\nThe summary of the plan:")[0]
        at = 0
        for word in re.findall(r"\w+", text.casefold()):
            assert word in html[at:], (reason, word)
            at = html.index(word, at) + 1


def test_a_mail_stands_in_lines_that_a_reader_sees_whole() -> None:
    """No line of the text part is longer than a window of eighty columns."""
    for make in KINDS.values():
        assert max(map(len, make().text.splitlines())) <= 76


def test_a_deadline_is_told_once_by_its_gravest_reason() -> None:
    """Whatever else is told of it."""
    town = Town(date(2027, 1, 11))
    decisions = town.decisions()
    told = decisions.told()[address_key(ANNA.email)]
    graver = [replace(alert, reason=Reason.ESCALATED) for alert in told]
    digest = make_digest([*told, *graver], decisions, town.progress(), town.imprint())
    assert [alert.reason for alert in digest.alerts] == [Reason.ESCALATED] * len(told)
    assert len({alert.key for alert in digest.alerts}) == len(told) == 4


def test_who_stands_in_beside_their_own_work_reads_for_whom() -> None:
    """One mail for both, and the name of who is away."""
    away = replace(HEAD, measures=("V.15.3",), away=(Away(MONDAY, date(2026, 12, 4), ANNA.email),))
    digest = Town(MONDAY, recipients=(ANNA, away)).letter(ANNA)
    assert {alert.case.measure.measure.key for alert in digest.alerts} >= {"V.15.2", "V.15.3"}
    text = " ".join(digest.text.split())
    assert "It also says what Сидоров Пётр Ильич, who is away until 4 Dec 2026, would be told." in text
    assert (digest.recipient, digest.address) == (ANNA, ANNA.email)


def test_who_is_told_in_an_executors_place_reads_that_there_is_none() -> None:
    """The row says so, and asks of them what it would ask of an executor."""
    text = " ".join(Town(date(2027, 1, 11), recipients=(HEAD,)).letter(HEAD).text.split())
    assert "due date passed 1 working day ago, no executor is named" in text
    assert "By 15 Jan 2027, please close what is done" in text


def test_the_plan_stands_in_a_line_without_zeros() -> None:
    """What there is none of is not shown; the pieces of the bar fill the line."""
    digest = backlog_again()
    assert "Deadlines in your part of the plan: 102\n  not done in time: 41\n  still ahead: 61\n" in digest.text
    bar = digest.html.partition("font-size:10px")[2].partition("</table>")[0]
    widths = [int(width) for width in re.findall(r'<td width="(\d+)%"', bar)]
    assert (len(widths), sum(widths)) == (2, 100)


def test_who_oversees_is_asked_to_see_to_it() -> None:
    """The executor is asked to close, the deputy head to have it closed, by the same working day."""
    assert "By 12 Feb 2027, please close what is done and give the reason for the rest." in " ".join(
        still_late().text.split()
    )
    text = " ".join(KINDS[Reason.ESCALATED]().text.split())
    assert "By 5 Feb 2027, please see that what is done is closed and the reason is given for the rest." in text
    assert "In the issue:" not in text


def test_what_was_brought_to_somebody_higher_is_read_by_the_others() -> None:
    """In the row of the deadline, and in the line that says who knows of how much."""
    text = " ".join(still_late().text.split())
    assert text.count("the deputy head of the town was told") == 3
    assert (
        "The same was sent to: Сидоров Пётр Ильич (3 deadlines); Большакова Инна Игоревна, deputy head (3 deadlines)."
        in text
    )
    assert "The same was sent to" not in KINDS[Reason.AWAITED]().text


def test_an_answer_is_spoken_of_only_where_it_is_read() -> None:
    """Without a contact nobody is asked to answer the mail."""
    assert "You can answer this mail: Отдел культуры <kultura@city.example> will read it." in " ".join(
        newly_late().text.split()
    )
    for digest in (still_late(), backlog()):
        assert "answer this mail" not in digest.text


def test_a_letter_that_can_be_answered_says_how() -> None:
    """The mark right after what is asked, in both bodies; at the end an example; nobody else is named who reads it."""
    digest = to_be_answered()
    mark = "— — Please answer above this line — —"
    assert digest.text.count(f"\n\n{mark}\n\n") == digest.html.count(f">{mark}</p>") == 1
    assert (
        digest.text.index("please close what is done")
        < digest.text.index(mark)
        < digest.text.index(digest.plan_title[:20])
    )
    assert (
        digest.html.index("please close what is done")
        < digest.html.index(mark)
        < digest.html.index(f">{digest.plan_title}")
    )
    assert "How to answer: reply to this mail." in digest.text
    assert example(digest) == ["I.1.1", "Fact: …", "Reason: …", "Accepted until 2027-01-25"]
    assert "<div>I.1.1</div><div>Fact: …</div><div>Reason: …</div><div>Accepted until" in digest.html
    assert "will read it" not in digest.text
    for make in KINDS.values():
        assert mark not in make().text + make().html
        assert "How to answer" not in make().text + make().html


def example(digest: Digest) -> list[str]:
    """The lines of the example of an answer."""
    lines = [line for line in digest.text.rpartition("\n--------\n")[2].splitlines() if line.startswith("    ")]
    return [line.strip() for line in lines]


def test_the_example_fits_its_item_and_its_reader() -> None:
    """A figure where one is asked for, more time for what is late, another day for what is ahead; heads give none."""
    whole = ["Fact: …", "Reason: …"]
    ahead = Town(MONDAY).letter(ANNA, Reason.BEFORE, takes_answers=True)
    assert example(ahead) == ["I.1.1", *whole, "Due: …"]
    told = [(key, Reason.NEWLY_LATE, "") for key in ("I.1.1/2026", "I.3.4/2026", "V.15.2/2026")]
    known = Known(remembered(ANNA, *told, day=date(2027, 1, 11)), followed=FOLLOWED)
    late = Town(date(2027, 1, 18), known=known).letter(HEAD, Reason.ESCALATED, takes_answers=True)
    assert example(late) == ["I.1.1", "Reason: …", "Accepted until 2027-02-01"]
    closed = datetime(2026, 12, 21, 9, tzinfo=UTC)
    reports = reports_of(megion())
    reports["I.3.4/2026"] = replace(reports["I.3.4/2026"], status=Status.DONE, closed_at=closed)
    settled = Town(date(2027, 1, 11), reports).letter(ANNA, Reason.NO_FIGURE, takes_answers=True)
    assert example(settled) == ["I.3.4", *whole]


@pytest.mark.parametrize(
    ("kinds", "figure"),
    [
        ([IndicatorKind.DONE], []),
        ([IndicatorKind.TOTAL], ["Fact: …"]),
        ([IndicatorKind.DONE, IndicatorKind.LEVEL], ["Fact 2: …"]),
    ],
)
def test_a_figure_stands_in_the_example_only_where_one_is_asked_for(
    kinds: list[IndicatorKind], figure: list[str]
) -> None:
    """With its number where the measure has several indicators."""
    one = measure("I.1", years=(2025,), group=None, indicators=[indicator(kind=kind) for kind in kinds])
    town = replace(town_of(1), plan=plan(one))
    digest = town.letter(town.recipients[0], takes_answers=True)
    assert example(digest)[:-1] == ["I.1", *figure, "Reason: …"]


def test_an_item_of_several_years_is_named_with_its_year() -> None:
    """A number alone would leave open which of them is meant."""
    reports = reports_of(megion(), done_before=date(2024, 1, 1))
    digest = Town(date(2026, 6, 1), reports).letter(ANNA, Reason.BACKLOG, takes_answers=True)
    assert example(digest)[0] == "I.1.1/2024"


def test_a_stand_in_reads_that_they_are_one() -> None:
    """The mail goes to another address while somebody is away, and is told to the one who is."""
    away = replace(ANNA, away=(Away(MONDAY, date(2026, 12, 4), "instead@lib.example"),))
    digest = Town(MONDAY, recipients=(away,)).letter(away)
    assert (digest.recipient, digest.address) == (away, "instead@lib.example")
    text = " ".join(digest.text.split())
    assert "in the place of Иванова Анна Петровна, who is away until 4 Dec 2026 (measures: I.1.1" in text
    back = replace(away, away=(Away(MONDAY - timedelta(9), MONDAY - timedelta(1), "instead@lib.example"),))
    assert Town(MONDAY, recipients=(back,)).letter(back).address == ANNA.email


def test_the_foot_says_why_the_mail_comes() -> None:
    """As what the reader gets it and of what part of the plan."""
    scoped = Recipient("", "a@lib.example", sections=("I",), groups=("3",), executors=("City library",))
    text = " ".join(Town(MONDAY, recipients=(scoped,)).letter(scoped).text.split())
    assert (
        "You get this mail as the person responsible for the work and the person overseeing the work "
        "(sections: I; groups: 3; executors: City library)." in text
    )
    assert "You get this mail as the deputy head of the town (the whole plan)." in " ".join(
        KINDS[Reason.ESCALATED]().text.split()
    )


def test_years_of_one_measure_stand_in_one_row() -> None:
    """With the years of which the same is to be said in one line, each linked in the HTML."""
    digest = backlog()
    assert "2024, 2025: not done, the earliest due date passed 1 year 5 months ago" in " ".join(digest.text.split())
    assert len(re.findall(r'<a href="https://tracker.example/issues/\d+"[^>]*>202[45]</a>', digest.html)) == 6


def test_a_backlog_is_told_in_full_once_and_folded_then() -> None:
    """Later a count by year and the ten oldest, and all of it in the table that goes along."""
    assert "attached" not in backlog().text
    assert backlog().attachments == ()
    again = backlog_again()
    assert "By year: 2021 – 7, 2022 – 9, 2023 – 7, 2024 – 9, 2025 – 8." in again.text
    assert "and 30 more deadlines: see the attached table" in again.text
    assert [one.name for one in again.attachments] == ["deadlines 2026-07-06.xlsx"]
    assert len(again.alerts) == 40


def test_files_go_along_where_they_are_asked_for() -> None:
    """The table of all that is told, and the calendar of those deadlines that a calendar has."""
    town = Town(MONDAY)
    calendar = publish(entries_of(town.progress()), {}, now=NOON)
    digest = town.letter(ANNA, attach=frozenset({WORKBOOK, CALENDAR}), calendar=calendar)
    table, dates = digest.attachments
    assert table.name == "deadlines 2026-11-30.xlsx"
    assert (dates.name, dates.kind) == ("deadlines 2026-11-30.ics", "text/calendar")
    assert dates.content.count(b"BEGIN:VEVENT") == len(digest.alerts) == 3
    assert [one.name for one in town.letter(ANNA, attach=frozenset({CALENDAR})).attachments] == []


@pytest.mark.parametrize("count", [ROWS + 1, 5_000])
def test_a_long_list_is_cut_and_the_counts_stay_right(count: int) -> None:
    """At most so many deadlines are shown, the rest is counted and stands in the table."""
    digest = town_of(count).letter(ANNA)
    assert len(digest.alerts) == count
    rows = len(re.findall(r'<th scope="row"', digest.html))
    assert rows <= ROWS
    assert f"and {count - rows} more deadline" in digest.text
    assert digest.subject.startswith(f"Due date passed on 31 Dec 2025: {count} measures")
    assert len(digest.html.encode()) <= HTML_BYTES
    assert [one.name for one in digest.attachments] == ["deadlines 2026-01-12.xlsx"]


def test_a_mail_stays_below_the_size_at_which_it_would_be_cut() -> None:
    """Fewer rows are shown where long titles, addresses and reasons would make it too large, and at least one."""
    long = {
        f"I.{n}": Report(f"I.{n}", url=f"https://t.example/{'Ж' * 500}", reasons=because("Щ" * 500), assignee="Ш" * 90)
        for n in range(1, ROWS + 1)
    }
    town = replace(town_of(ROWS, title="Ю" * 900), reports=long)
    assert len(town.letter(ANNA).html.encode()) <= HTML_BYTES
    huge = {"I.1": Report("I.1", url=f"https://t.example/{'x' * HTML_BYTES}")}
    digest = replace(town_of(2), reports=huge).letter(ANNA)
    assert "and 1 more deadline: see the attached table" in digest.text


def test_an_empty_plan_tells_nothing() -> None:
    """No mail is made of nothing; a plan without a name is told without one."""
    empty = Town(MONDAY, {}, plan=plan())
    assert empty.decisions().told() == {}
    nameless = replace(town_of(1), plan=plan(*town_of(1).plan.measures, title=""))
    assert nameless.letter(ANNA).subject == "Due date passed on 31 Dec 2025: 1 measure"


def test_only_addresses_that_others_can_open_become_links() -> None:
    """The text has one link at most: to the summary, else the tracker, else the first issue."""
    reports = {key: replace(one, url="http://127.0.0.1/1") for key, one in reports_of(megion()).items()}
    reports["I.3.4/2026"] = replace(reports["I.3.4/2026"], url="https://t.example/2?a=1&b=2")
    town = Town(MONDAY, reports)
    digest = town.letter(ANNA, summary_url="http://localhost/summary.html", tracker_url="https://t.example/")
    assert "127.0.0.1" not in digest.html
    assert "localhost" not in digest.html
    assert '<a href="https://t.example/2?a=1&amp;b=2"' in digest.html
    assert re.findall(r"\S+://\S+", digest.text) == ["https://t.example/"]
    alone = town.letter(ANNA, summary_url=None)
    assert re.findall(r"\S+://\S+", alone.text) == ["https://t.example/2?a=1&b=2"]


def test_markup_in_a_title_stays_text() -> None:
    """Whatever the document, the tracker or the config holds, no tag of theirs reaches the mail."""
    evil = "<script>alert(1)</script>"
    row = measure("I.1", years=(2025,), group=None, title=evil, executors=(evil,))
    reports = {"I.1": Report("I.1", reasons=because(evil), assignee=evil, url=f'https://t.example/"onclick="{evil}')}
    reader = Recipient(evil, "a@lib.example", executors=(evil,))
    town = Town(LATER, reports, (reader,), plan=plan(row, title=evil))
    digest = town.letter(reader, contact=evil)
    assert "<script" not in digest.html
    assert 'onclick="' not in digest.html
    assert evil in digest.text


def test_a_russian_mail_is_russian_throughout() -> None:
    """No word of another language is left in what the mail itself says."""
    language.use("ru")
    for make in KINDS.values():
        said = re.sub(r"https?://\S+|<\S+@\S+>|\b[IVX]+(?:\.[\d.]+)?|UTC", "", make().text)
        assert re.findall(r"[A-Za-z]{2,}", said) == []


def test_everybody_is_told_without_a_fault() -> None:
    """Over three years of Mondays with nobody acting, every mail that the policy makes can be put into words."""
    made = 0
    for week in range(0, 160, 8):
        town = Town(MONDAY + timedelta(weeks=week), recipients=EVERYBODY)
        decisions, progress = town.decisions(), town.progress()
        for alerts in decisions.told().values():
            digest = make_digest(alerts, decisions, progress, town.imprint())
            assert digest.recipient in (ANNA, HEAD, DEPUTY)
            made += 1
    assert made > 40
