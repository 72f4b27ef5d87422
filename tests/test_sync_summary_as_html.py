"""The summary as an HTML page."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from gettext import NullTranslations
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest

from mappings import language
from mappings.plan import Deadline, Group, IndicatorKind, Measure, Place, Plan, Section
from mappings.progress import Report, Status, judge
from mappings.progress.comparison import Change, Compared, Difference
from mappings.progress.history import Written
from sync.summary import Summary, render, summarize
from sync.summary.as_html import to_html
from tests.examples.plan_values import extended, figure, indicator, measure, plan, report, reports

VOID = {"meta", "input", "link", "br", "img", "hr"}
ENDS_BY_ITSELF = {"li", "td", "th", "tr", "thead", "tbody", "dt", "dd"}  # whose end HTML lets one leave out
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
        while self.open[-1] != tag and self.open[-1] in ENDS_BY_ITSELF:
            self.open.pop()
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
        assert tag not in {"img", "link", "iframe", "object", "embed", "base"}
        assert not {"src", "srcset", "action", "background", "data", "poster"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    assert "@import" not in html
    assert "url(" not in html
    policy = next(inner["content"] for _, inner in page.tags if inner.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in (policy or "")


def test_the_page_opens_with_what_has_fallen_due() -> None:
    """Title, how much is done of what has fallen due, what is late, at risk and next; the pull and the day beneath."""
    text = _text(to_html(_mixed()))
    assert text.startswith(
        "Indicator summary План развития библиотек 1 of 2 deadlines that have fallen due are done (50%). "
        "✓ Done 1 ! Overdue 1 ◔ Due soon 1 ▸ In progress 1 ○ Planned 2 × Cancelled 1 "
        "Overdue 1 1 measure At risk 0 of 2 measures Due next 1 from 2026-12-31 All measures 2 7 deadlines "
        "As the tracker stood on 2026-12-10 07:00 (UTC). The deadlines as they stood on 2026-12-10."
    )


def test_a_plan_never_pulled_says_so() -> None:
    """The page does not pass for news."""
    text = _text(to_html(_summarize(plan(measure()), pulled=False)))
    assert "Nothing has been pulled from the tracker yet." in text


def test_the_parts_stand_in_their_order() -> None:
    """What is late, at risk and next, then years, sections and executors, then every measure."""
    html = to_html(_mixed())
    headings = [_text(f"<body>{inner}<script>") for inner in re.findall(r"<h2.*?</h2>", html, re.DOTALL)]
    assert headings == [
        "Overdue 1 deadline, 1 measure",
        "At risk",
        "Due next 1 deadline",
        "By year",
        "By section",
        "By executor",
        "Meeting deadlines",
        "Measures by year",
        "All measures 2",
        "Worth checking 1",
    ]


def test_a_measure_shows_target_fact_and_deadlines() -> None:
    """Target against fact, the state in words, each year with its figure, the reason, and who said it when."""
    html = to_html(_mixed())
    article = _text("<body>" + re.findall(r"<article.*?</article>", html, re.DOTALL)[0] + "<script>")
    assert article.startswith("I.1.1 Создание цифровых копий документов Overdue МБУ")
    assert "target at least 10 fact 2.5 25% due by now 4; not all periods reported" in article
    assert "2023 2.5 2024 2025 2026 2027 2028 2025: Нет средств Details I.1.1" in article
    assert (
        "Due State Fact Reported by Assignee 2023-12-31 Done 2.5 И. Петрова, 2026-03-02 2025-12-31 Overdue" in article
    )
    assert 'aria-label="Fact 2.5, target at least 10, due by now 4"' in html


def test_no_state_is_told_by_colour_alone() -> None:
    """Before each year and each label stands a sign, and to those who listen it is said in words."""
    html = to_html(_mixed())
    rules = dict(re.findall(r"^\.years \.(\w+)::before\{(.*)\}$", html, re.MULTILINE))
    years = re.findall(r"<li class=(\w+)>", html)
    assert {"done", "overdue", "due_soon", "in_progress", "planned", "cancelled"} == set(years) <= set(rules)
    assert rules["overdue"] == 'content:"!";content:"!" / "Overdue"'
    badges = set(re.findall(r'<span class="badge (\w+)">', html))
    assert badges <= set(re.findall(r"^\.badge\.(\w+)::before", html, re.MULTILINE))


def test_the_drawings_have_a_sentence_and_a_table() -> None:
    """Each drawing is said in a sentence, and what the large ones show is there to be read below."""
    html = to_html(_mixed())
    drawings = re.findall(r"<svg (?!x=)[^>]*>", html)
    assert len(drawings) > 6
    assert all(re.search(r'role="img" aria-label="[^"]+"', drawing) for drawing in drawings)
    assert "2023: 1 deadline, Done 1. 2024: 1 deadline, Cancelled 1. 2025: 1 deadline, Overdue 1." in html
    tables = re.findall(r"as a table</summary>(.*?)</table>", html, re.DOTALL)
    years, grid = (_text(f"<body>{table}<script>") for table in tables)
    assert "2023 1 1 0 0 0 0 0 2024 1 0 0 0 0 0 1" in years
    assert "I.1.1 Создание цифровых копий документов ✓ Done × Cancelled ! Overdue ◔ Due soon ▸ In progress" in grid


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://tracker.example/issues/1?a=b&c=d", True),
        ("HTTPS://tracker.example/1", True),
        ("http://127.0.0.1:3000/1", False),
        ("http://localhost/1", False),
        ("file:///srv/tracker/1.html", False),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<b>", False),
        ("//tracker.example/1", False),
        ("issues/1", False),
        ("https://tracker.example/a b", False),
        ("http://[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_what_others_can_open_is_linked(url: str | None, linked: bool) -> None:
    """An address of this machine alone, one that could run anything, or that is no whole address, is no link."""
    html = to_html(_summarize(plan(measure("I.1.1", years=[2025])), report("I.1.1", url=url)))
    assert {one for one in _Page(html).links() if not (one or "").startswith("#")} == ({url} if linked else set())


def test_links_inside_the_page_lead_somewhere() -> None:
    """What the page links in itself is there, or is a view of the measures."""
    page = _Page(to_html(_mixed()))
    inside = {one.removeprefix("#") for one in page.links() if one and one.startswith("#")}
    known = {attributes["id"] for _tag, attributes in page.tags if "id" in attributes}
    assert {one for one in inside if "=" not in one} <= known
    assert {one for one in inside if "=" in one} >= {"section=I", "year=2025", "executor=-"}
    assert page.links() - {f"#{one}" for one in inside} == {"https://tracker.example/1"}


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
    """A section's title is a sentence, among the sections, in the grid, in the choice and above its measures."""
    html = to_html(_mixed())
    assert html.count("Раздел I<") == 4
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
    listed = re.findall(r'<article id="([\w.]+)"', html)
    assert listed == ["I.7.1", "I.7.4.1", "I.7.4.2", "I.7.5", "I.0"]
    assert _Page(html).classes("article") == ["", "inner", "inner", "", ""]


def test_two_deadlines_of_one_year_show_their_dates() -> None:
    """A year alone would not tell them apart."""
    days = (date(2026, 3, 31), date(2026, 9, 30), date(2027, 12, 31))
    asked = tuple(Deadline(day, date(2026, 1, 1), f"I.1.1/{day}") for day in days)
    one = Measure(**{**vars(measure("I.1.1")), "deadlines": asked})
    chips = re.findall(r"<li class=\w+>([\d-]+)", to_html(_summarize(plan(one))))
    assert {"2026-03-31", "2026-09-30", "2027"} == set(chips)


def test_both_figures_of_a_deadline_are_shown() -> None:
    """With two indicators a deadline's chip shows both, in their order, and each row has its own percent."""
    pair = [indicator(100), indicator(50)]
    first = report("I.1.1", Status.DONE, figure(25, indicator=2), figure(80))
    text = _text(to_html(_summarize(plan(measure("I.1.1", indicators=pair)), first)))
    assert "2030 80 ; 25 Details" in text
    assert "80%" in text
    assert "50%" in text


def test_a_yearly_target_shows_how_many_years_kept_it() -> None:
    """The percent is of the last finished year; beside it stand the year and how many kept the target."""
    yearly = indicator(4, kind=IndicatorKind.PER_YEAR)
    whole = plan(measure("I.1.1", years=range(2021, 2031), indicators=[yearly]))
    first = report("I.1.1/2021", Status.DONE, 4)
    text = _text(to_html(_summarize(whole, first, today=date(2021, 12, 1))))
    assert "target at least 4 a year fact 4 100% for 2021; kept 1 of 1" in text


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
    assert "? 2 from before the records began, nothing known" in _text(html)
    assert "<li class=backlog>" in html
    assert "<li class=overdue>" not in html


def test_doubts_are_listed_with_their_measure() -> None:
    """Whoever reads a figure sees what should be known of it, and finds the issue; nothing in it becomes markup."""
    wicked = figure(-5, text=WICKED, author=WICKED)
    first = report("I.1.1", Status.IN_PROGRESS, wicked, url="https://tracker.example/1")
    html = to_html(_summarize(plan(measure("I.1.1", indicators=[indicator(4)])), first))
    assert _Page(html).open == []
    assert "<script>alert" not in html
    assert 'id="doubts-I.1.1"' in html
    assert "I.1.1 I.1.1 : a negative number does not count here" in _text(html)


def test_what_the_whole_plan_lacks_is_no_doubt_of_each_measure() -> None:
    """A document without a column of targets; where only some measures have none, these are named."""
    rows = [measure(key) for key in ("I.1", "I.2", "I.3")]
    assert "Worth checking" not in to_html(_summarize(plan(*rows)))
    text = _text(to_html(_summarize(plan(*rows, measure("I.4", indicators=[indicator(4)])))))
    assert "Worth checking 3 " in text
    assert text.count("Worth checking: 1") == 3


def test_a_plan_of_one_section_without_a_title_tells_of_none() -> None:
    """Neither as a table, nor above its measures, nor to choose from."""
    whole = plan(measure("I.1"), measure("I.2"))
    bare = replace(whole, sections=(replace(whole.sections[0], title=""),))
    html = to_html(_summarize(bare))
    page = _Page(html)
    assert page.open == []
    assert "#sections" not in page.links()
    assert "numeral" not in "".join(page.classes("span"))
    assert [attributes for tag, attributes in page.tags if tag == "h3"] == []
    assert "By section" in to_html(_summarize(whole))


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


def test_no_script_but_the_pages_own_may_run() -> None:
    """The policy names the script by its hash, so that nothing that got into the markup could run."""
    html = to_html(_mixed())
    script = html[html.index("<script>") + len("<script>") : html.index("</script>")]
    expected = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{expected}';" in html


def test_a_measure_of_later_years_is_not_due() -> None:
    """Where nothing has fallen due, that is said, and no figure is missed."""
    article = _text("<body>" + to_html(_mixed()).partition('<article id="V.15.1"')[2] + "<script>")
    assert "Not due yet" in article
    assert "no figure reported" not in article


def test_figures_of_the_measures_own_issue_have_their_source() -> None:
    """A figure that stands for the whole measure is shown with the issue, its author and its day."""
    own = report("I.1.1", Status.IN_PROGRESS, figure(3))
    text = _text(to_html(_summarize(plan(measure("I.1.1", years=[2025, 2030], indicators=[indicator(4)])), own)))
    assert "I.1.1: 3 (И. Петрова, 2026-03-02)" in text


def test_long_lists_at_the_top_lead_to_the_measures() -> None:
    """Of hundreds late the first fifty are listed, and the rest is one filter away."""
    html = to_html(_summarize(plan(*(measure(f"I.1.{place}", years=[2025]) for place in range(60)))))
    late = html[html.index('<ol class="card rows overdue">') : html.index("</ol>")]
    assert late.count("<li>") == 50
    assert '<a href="#state=overdue&amp;sort=due">All overdue measures: 60</a>' in html


def test_two_days_compared_and_what_is_left_out_are_told() -> None:
    """What is different since an earlier day, how much was known, and what a summary for everybody lacks."""
    line = figure(5)
    difference = Difference("I.1.1/2023", Change.CORRECTED, 1, None, Decimal(2), Decimal(5), line)
    summary = replace(
        _mixed(),
        written=Written(date(2026, 12, 10), 3, 2),
        compared=Compared(date(2026, 11, 1), (difference,)),
        left_out="Names are left out.",
    )
    text = _text(to_html(summary))
    assert "3 figures had been written by 2026-12-10; 2 of them were known on that day." in text
    assert "Names are left out." in text
    assert "Different since 2026-11-01 No. What Before After Who and when I.1.1/2023 corrected 2 5 И. Петрова" in text
