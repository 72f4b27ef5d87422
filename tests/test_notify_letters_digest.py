"""One mail a recipient: what it says, in which order, and that both its parts say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from mappings.progress import Report, Status
from mappings.reading import read_plan
from notify.alerts.alert import Terms
from notify.alerts.matching import drop_told, find_alerts
from notify.alerts.recipients import Recipient
from notify.letters.digest import HTML_BYTES, SUBJECT_LENGTH, Totals, make_digests, scope_totals
from tests.examples.notify_values import (
    ANNA,
    NOW,
    PERIOD,
    TERMS,
    TODAY,
    digest_of,
    digests_of,
    late_and_near,
    measure,
    plan_of,
    progress_of,
)
from tests.examples.plan_values import because

MEGION = Path(__file__).parent.parent / "mappings" / "megion-2021-2030" / "plan.txt"
URL = "https://tracker.example/issues/{}"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


class Page(HTMLParser):
    """What stands in an HTML part: its tags with their attributes, its links, and its visible words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note the words between tags."""
        self.words += data.split()

    @property
    def links(self) -> list[str | None]:
        """Where the links lead."""
        return [attributes.get("href") for tag, attributes in self.tags if tag == "a"]

    @property
    def text(self) -> str:
        """The words, one space between them."""
        return " ".join(self.words)


def test_there_is_one_digest_for_each_address() -> None:
    """Two entries of one address, however it is spelt, get one mail that tells each item once."""
    twice = Recipient("Анна", " IVANOVA@lib.example", sections=("V",))
    boss = Recipient("Петров", "petrov@lib.example", sections=("I",))
    digests = digests_of(late_and_near(), recipients=(ANNA, boss, twice))
    assert [digest.recipient for digest in digests] == [ANNA, boss]
    assert len(digests[0].alerts) == len({alert.key for alert in digests[0].alerts}) == 4


def test_nobody_to_tell_makes_no_digest() -> None:
    """A mail without news is not written."""
    assert digests_of(plan_of(measure("I.1", date(2030, 12, 31)))) == []


def test_the_latest_come_first_then_the_nearest() -> None:
    """Overdue by days late from the longest, then upcoming by days left from the shortest."""
    near = measure("I.2", TODAY + timedelta(20), TODAY + timedelta(3))
    late = measure("I.1", TODAY - timedelta(3), TODAY - timedelta(20))
    digest = digest_of(plan_of(near, late))
    assert digest.kind == "overdue"
    assert [(alert.kind, alert.days) for alert in digest.alerts] == [
        ("overdue", 20),
        ("overdue", 3),
        ("upcoming", 3),
        ("upcoming", 20),
    ]


def test_the_subject_counts_measures_and_deadlines() -> None:
    """A measure with several late deadlines is one measure; the deadlines are counted beside it."""
    assert digest_of(late_and_near()).subject == (
        "Vekha: 2 measures overdue (3 deadlines), 1 more deadline in the next 30 days — План развития библиотек"
    )
    one = plan_of(measure("I.1", TODAY - timedelta(1)), title="")
    assert digest_of(one).subject == "Vekha: 1 measure overdue"
    near = digest_of(plan_of(measure("I.1", TODAY, TODAY + timedelta(1))), terms=Terms(7))
    assert near.subject.startswith("Vekha: 2 deadlines in the next 7 days — ")
    assert near.kind == "upcoming"


@pytest.mark.parametrize(
    ("count", "measures", "twice", "verb", "once"),
    [
        (1, "1 мероприятие", "2 срока", "наступает", "1 срок"),
        (2, "2 мероприятия", "4 срока", "наступают", "2 срока"),
        (5, "5 мероприятий", "10 сроков", "наступают", "5 сроков"),
        (11, "11 мероприятий", "22 срока", "наступают", "11 сроков"),
        (21, "21 мероприятие", "42 срока", "наступает", "21 срок"),
    ],
)
def test_the_russian_subject_agrees_with_its_numbers(
    count: int, measures: str, twice: str, verb: str, once: str
) -> None:
    """Nouns and verbs take the form of their own number, whatever the news are."""
    language.use("ru")
    late, earlier, soon = TODAY - timedelta(1), TODAY - timedelta(400), TODAY + timedelta(1)

    def subject(*dues: date) -> str:
        return digest_of(plan_of(*(measure(f"I.{n}", *dues) for n in range(count)), title="План")).subject

    assert subject(late) == f"Веха: просрочено {measures} — План"
    assert subject(late, earlier) == f"Веха: просрочено {measures} ({twice}) — План"
    assert subject(soon) == f"Веха: в ближайшие 30 дней {verb} {once} — План"
    assert subject(late, soon) == f"Веха: просрочено {measures}, в ближайшие 30 дней ещё {once} — План"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "в течение 1 дня"),
        (2, "в ближайшие 2 дня"),
        (7, "в ближайшие 7 дней"),
        (21, "в течение 21 дня"),
    ],
)
def test_the_russian_subject_names_its_window(days: int, said: str) -> None:
    """The days ahead stand in the case that their number asks for."""
    language.use("ru")
    subject = digest_of(plan_of(measure("I.1", TODAY)), terms=Terms(days)).subject
    assert subject == f"Веха: {said} наступает 1 срок — План развития библиотек"


@given(st.text(max_size=300))
def test_a_subject_is_short_and_one_line_whatever_the_title(title: str) -> None:
    """A plan's title cannot make the subject long or break its line."""
    subject = digest_of(plan_of(measure("I.1", TODAY), title=title)).subject
    assert len(subject) <= SUBJECT_LENGTH
    assert subject.startswith("Vekha: 1 deadline in the next 30 days")
    assert subject == " ".join(subject.split())


def test_a_plan_title_without_room_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A title cut to a few letters would say nothing."""
    monkeypatch.setattr("notify.letters.digest.SUBJECT_LENGTH", 50)
    assert digest_of(plan_of(measure("I.1", TODAY))).subject == "Vekha: 1 deadline in the next 30 days"


def test_both_parts_say_the_same() -> None:
    """Verdict, totals, numbers, titles, executors, dates, delays, reasons and foot stand in both parts."""
    reports = {
        "I.1.1": Report("I.1.1", Status.IN_PROGRESS),
        "I.1.1/2024": Report("I.1.1/2024", Status.IN_PROGRESS, reasons=because("ремонт"), assignee="Петрова О. Н."),
        "V.3.1": Report("V.3.1", reasons=because("нет средств")),
    }
    as_of = datetime(2026, 11, 23, 9, 15, tzinfo=timezone(timedelta(hours=5)))
    digest = digest_of(late_and_near(), reports, as_of=as_of, contact="Сидоров, 12-34")
    said = [
        "2 measures overdue (3 deadlines), 1 more deadline in the next 30 days.",
        "The longest delay is 1 year 10 months. The nearest date is 2026-12-05.",
        "План развития библиотек",
        "Deadlines you follow: 5",
        "I.1.1",
        "Мероприятие I.3.4.1",
        "МБУ «Библиотека» · Петрова О. Н. · in progress",
        "2024-12-31",
        "1 year 10 months",
        "10 months",
        "22 days",
        "in 12 days",
        "Reason (2024): ремонт",
        "Reason: нет средств",
        "I. Ресурсы",
        "V. Сотрудники",
        "Ask the executor to close the issue in the tracker.",
        "As the tracker stood on 2026-11-23 09:15 (UTC+5).",
        "Sent to Иванова Анна Петровна, who follows this plan: the whole plan.",
        "Questions: Сидоров, 12-34.",
    ]
    html, text = Page(digest.html).text, " ".join(digest.text.split())
    assert [words for words in said if words not in html] == []
    assert [words for words in said if words not in text] == []
    assert all(len(line) <= 76 for line in digest.text.splitlines())


def test_without_a_contact_the_mail_asks_for_an_answer() -> None:
    """Somebody can always be asked."""
    digest = digest_of(late_and_near())
    assert "Just answer this mail." in Page(digest.html).text
    assert "Just answer this mail." in digest.text


def test_the_foot_says_why_the_mail_comes() -> None:
    """The scopes of every entry of the address are named; a nameless recipient is called by the address."""
    scoped = (
        Recipient("", "a@lib.example", sections=("I",), measures=("V.3.1",)),
        Recipient("", "a@lib.example", groups=("3",), executors=("Отдел культуры",), sections=("I",)),
    )
    text = " ".join(digest_of(late_and_near(), recipients=scoped).text.split())
    assert (
        "Sent to a@lib.example, who follows this plan: "
        "sections: I; groups: 3; measures: V.3.1; executors: Отдел культуры." in text
    )


def test_totals_count_the_scope_and_not_only_the_news() -> None:
    """Done, overdue and upcoming are of all the recipient follows; cancelled deadlines count nowhere."""
    reports = {
        "I.1.1/2024": Report("I.1.1/2024", Status.DONE),
        "I.1.1/2030": Report("I.1.1/2030", Status.CANCELLED),
    }
    progress = progress_of(late_and_near(), reports)
    assert scope_totals([ANNA], progress, TERMS) == Totals(4, 1, {"overdue": 2, "upcoming": 1, "backlog": 0})
    only = Recipient("", "a@lib.example", sections=("V",))
    assert scope_totals([only], progress, TERMS) == Totals(1, 0, {"overdue": 1, "upcoming": 0, "backlog": 0})


def test_what_was_told_before_is_mentioned_and_not_repeated() -> None:
    """A second mail of one period tells only the news, and says how much it leaves out."""
    progress = progress_of(late_and_near())
    alerts = drop_told(find_alerts(progress, [ANNA], TERMS), {("overdue", "I.1.1/2024"), ("overdue", "V.3.1/2026")})
    (digest,) = make_digests(alerts, progress=progress, as_of=NOW, period=PERIOD, terms=TERMS)
    for part in (Page(digest.html).text, " ".join(digest.text.split())):
        assert "You were told of 2 more deadlines earlier in this period" in part
        assert "V.3.1" not in part


def test_nothing_overdue_is_said_only_where_it_is_so() -> None:
    """That something overdue was told before does not make it done."""
    plan = plan_of(measure("I.1", TODAY), measure("I.2", TODAY - timedelta(1)))
    progress = progress_of(plan)
    alerts = drop_told(find_alerts(progress, [ANNA], TERMS), {("overdue", "I.2/2026")})
    (digest,) = make_digests(alerts, progress=progress, as_of=NOW, period=PERIOD, terms=TERMS)
    assert "Nothing is overdue." not in digest.text
    assert "Nothing is overdue." in digest_of(plan_of(measure("I.1", TODAY))).text


def test_only_web_addresses_become_links() -> None:
    """An issue's address is a link in the HTML if it is http or https; the text part has one link at most."""
    reports = {
        "I.1.1/2024": Report("I.1.1/2024", url="javascript:alert(1)"),
        "I.1.1/2025": Report(
            "I.1.1/2025", url=URL.format("2?a=1&b=2"), reasons=because("см. https://elsewhere.example")
        ),
        "V.3.1": Report("V.3.1", url=URL.format(3)),
    }
    digest = digest_of(late_and_near(), reports)
    assert Page(digest.html).links == [URL.format("2?a=1&b=2"), URL.format(3)]
    assert "javascript" not in digest.html
    assert re.findall(r"\S+://\S+", digest.text) == [URL.format("2?a=1&b=2")]
    assert "://" not in digest_of(late_and_near()).text


def test_markup_in_a_title_stays_text() -> None:
    """Whatever the document or the tracker holds, no tag of theirs reaches the mail."""
    evil = "<script>alert(1)</script>"
    plan = plan_of(measure("I.1", TODAY, title=evil, executors=(evil,)), title=evil)
    recipient = Recipient(evil, "a@lib.example", executors=(evil,))
    report = Report("I.1", reasons=because(evil), assignee=evil, url=f'https://t.example/"onclick="{evil}')
    digest = digest_of(plan, {"I.1": report}, recipients=(recipient,), contact=evil)
    assert "<script" not in digest.html
    assert {tag for tag, _ in Page(digest.html).tags} >= {"table", "a"}
    assert all("onclick" not in attributes for _, attributes in Page(digest.html).tags)
    assert evil in digest.text


def test_the_html_keeps_to_what_mail_programs_show() -> None:
    """A language, captions and scopes; inline styles alone, no pictures, scripts, flex or grid."""
    page = Page(digest_of(late_and_near()).html)
    names = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"] == {"lang": "en"}
    assert not {"style", "script", "img", "svg", "link", "iframe", "form"} & set(names)
    styles = " ".join(attributes.get("style") or "" for _, attributes in page.tags)
    assert not re.search(r"flex|grid|url\(|position|float", styles)
    data = [attributes for tag, attributes in page.tags if tag == "table" and "role" not in attributes]
    assert names.count("caption") == len(data) == 3
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")


def test_bars_are_drawn_with_cells() -> None:
    """A bar's share is of the deadlines followed; the smallest count is still seen, none is not drawn."""
    plan = plan_of(*(measure(f"I.{n}", date(2030, 1, 1)) for n in range(1, 199)), measure("I.200", TODAY))
    assert _bars(digest_of(plan).html) == [None, None, "2%", None]
    late = plan_of(measure("I.1", TODAY - timedelta(1)))
    assert _bars(digest_of(late).html) == [None, "100%", None]


def _bars(html: str) -> list[str | None]:
    return [attrs.get("width") for tag, attrs in Page(html).tags if tag == "td" and "bgcolor" in attrs]


def test_the_bundled_plan_makes_a_mail_worth_reading() -> None:
    """The real plan without a single report: every late deadline is told, in a mail far below the limit."""
    plan = read_plan(MEGION)
    progress = progress_of(plan)
    late = [deadline for _, deadline in progress.deadlines() if deadline.days < 0]
    (digest,) = make_digests(
        find_alerts(progress, [ANNA], TERMS), progress=progress, as_of=NOW, period=PERIOD, terms=TERMS
    )
    assert len(digest.alerts) == len(late)
    page = Page(digest.html).text
    for alert in digest.alerts:
        assert alert.measure_key in page
        assert alert.measure_key in digest.text
    assert "I. Адвокация интересов жителей Югры" in page
    assert "not shown here" not in page
    assert len(digest.html.encode()) < HTML_BYTES / 2
