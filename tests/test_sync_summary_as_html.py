"""The summary as an HTML page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from gettext import NullTranslations
from html import unescape
from html.parser import HTMLParser

import pytest

from mappings import language
from mappings.plan import Deadline, Group, IndicatorKind, Measure, Place, Plan, Section
from mappings.progress import Report, Status, judge
from sync.summary import Summary, render, summarize
from sync.summary.as_html import link, to_html
from tests.examples.plan_values import extended, figure, indicator, measure, plan, report, reports

VOID = {"meta", "input", "link", "br", "img", "hr"}
WICKED = "<script>alert(1)</script>\"'&{{ 7*7 }}"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_active", NullTranslations())
    monkeypatch.setattr(language, "_name", "en")


class _Page(HTMLParser):
    """What is in a page: its tags with their attributes, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def links(self) -> set[str | None]:
        return {attributes["href"] for tag, attributes in self.tags if tag == "a"}

    def classes(self, tag: str) -> list[str]:
        return [attributes.get("class") or "" for name, attributes in self.tags if name == tag]


def _summarize(whole: Plan, *given_reports: Report, today: date = date(2026, 12, 10), pulled: bool = True) -> Summary:
    as_of = datetime(2026, 12, 10, 7, 0, tzinfo=UTC) if pulled else None
    return summarize(judge(whole, reports(*given_reports), today=today), as_of=as_of)


def _mixed() -> Summary:
    return _summarize(
        plan(
            measure("I.1.1", years=range(2023, 2029), indicators=[indicator(10)], group="I.1"),
            measure("V.15.1", years=[2030], group=None, executors=()),
        ),
        report("I.1.1/2023", Status.DONE, "2.5", url="https://tracker.example/1", assignee="И. Петрова"),
        report("I.1.1/2024", Status.CANCELLED),
        report("I.1.1/2025", reason="Нет средств", url="file:///srv/tracker/2.html", assignee="С. Ахметов"),
        report("I.1.1/2027", Status.IN_PROGRESS),
    )


def _text(html: str) -> str:
    body = html[html.index("<body>") : html.index("<script>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_the_page_is_well_formed_and_fetches_nothing() -> None:
    """Every tag is closed; nothing is loaded from anywhere, and a policy in the page forbids it."""
    html = to_html(_mixed())
    page = _Page(html)
    assert html.startswith("<!DOCTYPE html>\n")
    assert page.open == []
    for tag, attributes in page.tags:
        assert tag not in {"img", "link", "iframe", "object", "embed", "base", "form"}
        assert not {"src", "srcset", "action", "background", "data", "poster"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    assert "@import" not in html
    assert "url(" not in html
    policy = next(inner["content"] for _, inner in page.tags if inner.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in (policy or "")


def test_the_page_opens_with_the_verdict() -> None:
    """Title, verdict, the time of the pull and the day of the judgement come first."""
    text = _text(to_html(_mixed()))
    assert text.startswith(
        "Indicator summary План развития библиотек "
        "1 of 7 deadlines done, 1 overdue, 1 due soon, 1 in progress, 2 planned, 1 cancelled. "
        "As the tracker stood on 2026-12-10 07:00 (UTC). The deadlines as they stood on 2026-12-10."
    )


def test_a_plan_never_pulled_says_so() -> None:
    """The page does not pass for news."""
    text = _text(to_html(_summarize(plan(measure()), pulled=False)))
    assert "Nothing has been pulled from the tracker yet." in text


def test_the_parts_stand_in_their_order() -> None:
    """Years, sections, executors, then what is overdue, then every measure."""
    html = to_html(_mixed())
    headings = [_text(f"<body>{inner}<script>") for inner in re.findall(r"<h2.*?</h2>", html, re.DOTALL)]
    assert headings == [
        "By year",
        "By section",
        "By executor",
        "Overdue now 1 deadline, 1 measure",
        "All measures 2",
    ]


def test_a_measure_shows_target_fact_and_deadlines() -> None:
    """Target against fact, the state in words, a chip for each year with its figure, and the reason."""
    html = to_html(_mixed())
    article = _text("<body>" + re.findall(r"<article.*?</article>", html, re.DOTALL)[0] + "<script>")
    assert "1.1 Создание цифровых копий документов ! Overdue" in article
    assert "target at least 10 fact 2.5" in article
    assert "▲ 25% , At risk" in article
    assert "✓ 2023 2.5 , Done × 2024 , Cancelled ! 2025 , Overdue" in article
    assert "2025: Нет средств" in article
    assert "2023-12-31 Done 2.5 И. Петрова, 2026-03-02 И. Петрова" in article


def test_no_state_is_told_by_colour_alone() -> None:
    """Every badge and chip holds a sign and the state's name."""
    html = to_html(_mixed())
    marked = re.findall(r'class="(?:badge|chip) s-(\w+)".*?</(?:span|a)>', html, re.DOTALL)
    assert {"done", "overdue", "due_soon", "in_progress", "planned", "cancelled", "on_track"} <= set(marked)
    for chip in re.findall(r'<(?:a|span) class="chip.*?, ([\w ]+)</span></(?:a|span)>', html, re.DOTALL):
        assert chip in {"Done", "Overdue", "Due soon", "In progress", "Planned", "Cancelled"}


def test_the_chart_has_a_table() -> None:
    """What the bars show by height is there to be read, year by year."""
    html = to_html(_mixed())
    table = html[html.index('<table class="years">') :]
    table = _text("<body>" + table[: table.index("</table>")] + "<script>")
    assert "2023 1 1 0 0 0 0 0 2024 1 0 0 0 0 0 1" in table
    assert len(re.findall(r'<div class="col(?: now)?">', html)) == 10
    assert html.count('class="col now"') == 1


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://tracker.example/issues/1?a=b&c=d", True),
        ("http://127.0.0.1:3000/1", True),
        ("HTTPS://tracker.example/1", True),
        ("file:///srv/tracker/1.html", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<b>", False),
        ("vbscript:x", False),
        ("//tracker.example/1", False),
        ("issues/1", False),
        ("https://tracker.example/a b", False),
        ("http://[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_pages_and_files_are_linked(url: str | None, linked: bool) -> None:
    """An address that could run anything, or that is no whole address, stays text."""
    assert link(url) == (url if linked else None)
    html = to_html(_summarize(plan(measure("I.1.1", years=[2025])), report("I.1.1", url=url)))
    assert _Page(html).links() - {"#overdue", "#measures"} == ({url} if linked else set())


def test_links_lead_to_the_issues() -> None:
    """Web pages and files of the tracker are linked, and the page inside itself."""
    links = _Page(to_html(_mixed())).links()
    assert links == {"#overdue", "#measures", "https://tracker.example/1", "file:///srv/tracker/2.html"}


def test_nothing_of_the_document_becomes_markup() -> None:
    """Titles, names, reasons, texts of targets and authors are shown letter for letter."""
    wicked = indicator(4, text=WICKED)
    one = measure("I.1.1", years=[2025, 2030], title=WICKED, executors=(WICKED,), indicators=[wicked])
    whole = plan(one, title=WICKED)
    whole = Plan(WICKED, 2021, 2030, (Section("I", WICKED * 9, Place()),), whole.groups, whole.measures)
    first = report("I.1.1/2025", Status.PLANNED, figure(1, author=WICKED), reason=WICKED, assignee=WICKED)
    html = to_html(_summarize(whole, first))
    assert html.count("<script>") == 1
    assert "49" not in _text(html)
    assert _Page(html).open == []
    assert _text(html).count(WICKED) > 8


def test_sections_printed_in_capitals_do_not_shout() -> None:
    """A section's title is a sentence, both among the sections and above its measures."""
    html = to_html(_mixed())
    assert html.count('<span class="name">Раздел I</span>') == 2
    assert "РАЗДЕЛ" not in html


def test_groups_inside_groups_are_set_in() -> None:
    """Measures stand once under the topmost group, in the plan's order, with their own heading inside."""
    seventh, inside = (
        Group("I.7", "7", "Ресурсы", Place()),
        Group("I.7.4", "7.4", "Удалённые", Place(), "I.7"),
    )
    measures = (
        measure("I.7.1", group="I.7"),
        measure("I.7.4.1", group="I.7.4"),
        measure("I.7.4.2", group="I.7.4"),
        measure("I.7.5", group="I.7"),
        measure("I.0", group=None),
    )
    whole = Plan("План", 2021, 2030, (Section("I", "РАЗДЕЛ", Place()),), (seventh, inside), measures)
    html = to_html(_summarize(whole))
    assert html.count("7. Ресурсы") == 1
    assert html.count("7.4. Удалённые") == 1
    keys = re.findall(r'<span class="key">([\d.]+)</span>', html)
    assert keys == ["7.1", "7.4.1", "7.4.2", "7.5", "0"]
    assert _Page(html).classes("article") == [
        "measure",
        "measure inner",
        "measure inner",
        "measure",
        "measure",
    ]


def test_two_deadlines_of_one_year_show_their_dates() -> None:
    """A year alone would not tell them apart."""
    days = (date(2026, 3, 31), date(2026, 9, 30), date(2027, 12, 31))
    asked = tuple(Deadline(day, date(2026, 1, 1), f"I.1.1/{day}") for day in days)
    one = Measure(**{**vars(measure("I.1.1")), "deadlines": asked})
    chips = re.findall(r'</i>([\d-]+)\n?<span class="unseen">', to_html(_summarize(plan(one))))
    assert {"2026-03-31", "2026-09-30", "2027"} == set(chips)


def test_both_figures_of_a_deadline_are_shown() -> None:
    """With two indicators a deadline's chip shows both, in their order, and each row has its own percent."""
    pair = [indicator(100), indicator(50)]
    first = report("I.1.1", Status.DONE, figure(25, indicator=2), figure(80))
    text = _text(to_html(_summarize(plan(measure("I.1.1", indicators=pair)), first)))
    assert "✓ 2030 80 ; 25 , Done" in text
    assert "80%" in text
    assert "50%" in text


def test_a_yearly_target_shows_how_many_years_kept_it() -> None:
    """The percent is of the last finished year; beside it stand the year and how many kept the target."""
    yearly = indicator(4, kind=IndicatorKind.PER_YEAR)
    whole = plan(measure("I.1.1", years=range(2021, 2031), indicators=[yearly]))
    first = report("I.1.1/2021", Status.DONE, 4)
    text = _text(to_html(_summarize(whole, first, today=date(2021, 12, 1))))
    assert "target at least 4 a year fact 4 ▸ 100% , On track for 2021; kept 1 of 1" in text


def test_a_plan_that_is_well_or_empty_has_a_page_too() -> None:
    """Nothing overdue is said in words; a plan without measures fails nowhere."""
    for whole in (plan(measure()), plan()):
        html = to_html(_summarize(whole))
        assert "Nothing is overdue." in _text(html)
        assert _Page(html).open == []


def test_the_page_stays_light() -> None:
    """A plan of 64 measures and hundreds of deadlines is less than 400 kB."""
    measures = [
        measure(
            f"I.1.{place}",
            years=range(2021, 2031 if place < 12 else 2023),
            indicators=[indicator(4)],
            group="I.1",
        )
        for place in range(64)
    ]
    assert len(render(_summarize(plan(*measures)), "html")) < 400_000


def test_the_page_is_in_the_active_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers and screen readers are told the language."""
    monkeypatch.setattr(language, "_name", "ru")
    assert '<html lang="ru">' in to_html(_mixed())


def test_what_nobody_knows_from_before_is_folded() -> None:
    """Deadlines from before the records are no wave of red: a closed list, in grey, counted in the verdict."""
    progress = judge(
        plan(measure("I.1.1", years=[2022, 2023])), {}, today=date(2026, 12, 10), backlog_before=date(2026, 1, 1)
    )
    html = to_html(summarize(progress, as_of=None))
    assert _Page(html).open == []
    assert "Nothing is overdue." in _text(html)
    assert "0 of 2 deadlines done, 2 from before the records began, nothing known." in _text(html)
    assert "chip s-backlog" in html
    assert "chip s-overdue" not in html


def test_doubts_are_listed_with_their_measure() -> None:
    """Whoever reads a figure sees what should be known of it, and finds the issue; nothing in it becomes markup."""
    wicked = figure(-5, text=WICKED, author=WICKED)
    first = report("I.1.1", Status.IN_PROGRESS, wicked, url="https://tracker.example/1")
    html = to_html(_summarize(plan(measure("I.1.1", indicators=[indicator(4)])), first))
    assert _Page(html).open == []
    assert "<script>alert" not in html
    assert "I.1.1 : a negative number does not count here" in _text(html)


def test_an_extended_deadline_shows_both_dates_and_the_order() -> None:
    """A chip bears the plan's year and the new date; the details say by which orders, and markup in them is none."""
    one = extended(measure(years=(2026, 2027)), 2026, date(2027, 6, 30), date(2027, 9, 30))
    wicked = one.deadlines[1].extended(date(2028, 1, 31), by=WICKED, order="No. 3")
    html = to_html(_summarize(plan(replace(one, deadlines=(one.deadlines[0], wicked)))))
    assert _Page(html).open == []
    text = _text(html)
    assert "2026 → 2027-09-30" in text
    assert "2027-09-30 Extended from 2026-12-31 to 2027-06-30 (Mayor, No. 1), to 2027-09-30 (Mayor, No. 2)" in text
    assert WICKED in text and WICKED not in html
