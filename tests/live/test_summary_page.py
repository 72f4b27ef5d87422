"""The summary's page in a real browser: filters, order, search, address, print, telephones, and who is shut out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pdfplumber
import pytest

from mappings import language
from mappings.plan import IndicatorKind
from mappings.progress import Status, judge
from sync.cli import run
from sync.cli.context import App
from sync.summary import render, summarize
from tests.examples.plan_values import extended, figure, indicator, measure, plan, report, reports
from tests.live.browser import LiveBrowser, Opened

pytestmark = pytest.mark.live_browser

TODAY = date(2026, 12, 10)
DEMO_DAY = "2026-11-30"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MOST_PAGES = 8
OTHER = "Отдел культуры"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small plan: late, at risk, done, not due yet, of two sections and two executors."""
    yearly = indicator(4, kind=IndicatorKind.PER_YEAR)
    whole = plan(
        measure("I.1.1", years=range(2023, 2029), indicators=[yearly], group="I.1", title="Ёлка в парке"),
        measure("I.1.2", years=[2025], indicators=[indicator(10)], group="I.1", title="Архив газет"),
        measure("I.2.1", years=[2030], group="I.2", title="Будущий зал", executors=(OTHER,)),
        measure("V.15.1", years=[2024, 2026], group=None, title="Вечера чтения", executors=(OTHER,)),
    )
    told = reports(
        report("I.1.1/2023", Status.DONE, figure(5), url="https://tracker.example/1"),
        report("I.1.1/2024", Status.DONE, figure(4)),
        report("I.1.1/2025", Status.DONE, figure(3)),
        report("I.1.2", Status.IN_PROGRESS, figure(2), reason="Нет средств", url="file:///srv/2"),
        report("V.15.1/2024", Status.DONE),
    )
    file = tmp_path_factory.mktemp("page") / "summary.html"
    summary = summarize(judge(whole, told, today=TODAY), as_of=datetime(2026, 12, 10, tzinfo=UTC))
    language.use("ru")
    file.write_bytes(render(summary, "html"))
    language.use("en")
    return file


@pytest.fixture(scope="module")
def megion(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that the demonstration makes of the bundled plan."""
    folder = tmp_path_factory.mktemp("megion")
    assert (
        run(["-q", "demo", "--language", "ru", "--folder", str(folder), "--today", DEMO_DAY], App(now=lambda: NOON))
        == 0
    )
    language.use("en")
    return folder / "summary.html"


@pytest.fixture
def opened(live_browser: LiveBrowser, small: Path) -> Iterator[Opened]:
    """The small page, which must have asked for nothing and complained of nothing when the test is done."""
    with live_browser.opened(small) as found:
        yield found
        assert (found.requests, found.complaints) == ([], [])


def test_everything_is_shown_in_the_plans_order(opened: Opened) -> None:
    """Without a filter all measures stand under their headings, and how many is said."""
    assert opened.shown() == ["I.1.1", "I.1.2", "I.2.1", "V.15.1"]
    assert opened.page.locator(".list > h3:visible").count() == 2
    assert opened.page.text_content("output") == "Показано: 4 из 4"


@pytest.mark.parametrize(
    ("name", "value", "left", "address"),
    [
        ("section", "V", ["V.15.1"], "section=V"),
        ("year", "2025", ["I.1.1", "I.1.2"], "year=2025"),
        ("executor", OTHER, ["I.2.1", "V.15.1"], f"executor={OTHER}"),
        ("state", "overdue", ["I.1.2"], "state=overdue"),
        ("state", "not_due", ["I.2.1"], "state=not_due"),
        ("state", "deadline-done", ["I.1.1", "V.15.1"], "state=deadline-done"),
        ("sort", "title", ["I.1.2", "I.2.1", "V.15.1", "I.1.1"], "sort=title"),
        ("sort", "state", ["I.1.2", "I.1.1", "V.15.1", "I.2.1"], "sort=state"),
        ("sort", "percent", ["I.1.2", "I.1.1", "I.2.1", "V.15.1"], "sort=percent"),
        ("sort", "due", ["I.1.2", "I.1.1", "V.15.1", "I.2.1"], "sort=due"),
    ],
)
def test_each_choice_leaves_what_fits_and_is_kept_in_the_address(
    live_browser: LiveBrowser, small: Path, opened: Opened, name: str, value: str, left: list[str], address: str
) -> None:
    """What is shown, and in which order, stands in the address; whoever is sent it sees the same."""
    opened.choose(name, value)
    assert opened.shown() == left
    assert opened.address() == address
    sent = opened.page.evaluate("location.hash")
    with live_browser.opened(small, sent) as other:
        assert other.shown() == left
        assert other.page.input_value(f".filter [name={name}]") == value


def test_year_and_state_of_a_deadline_ask_for_one_deadline(opened: Opened) -> None:
    """Done in 2025 is the measure whose deadline of 2025 is done, not one that was done in another year."""
    opened.choose("state", "deadline-done")
    opened.choose("year", "2025")
    assert opened.shown() == ["I.1.1"]


def test_an_extended_deadline_is_found_by_the_year_that_counts(live_browser: LiveBrowser, tmp_path: Path) -> None:
    """As the figures by year have it: in the year to which it was extended, and no more in that of the plan."""
    late, other = measure("I.1.1", years=[2026]), measure("I.1.2", years=[2026])
    whole = plan(extended(late, 2026, date(2028, 6, 30)), other)
    file = tmp_path / "summary.html"
    file.write_bytes(render(summarize(judge(whole, {}, today=TODAY), as_of=None), "html"))
    for year, key in (("2028", "I.1.1"), ("2026", "I.1.2")):
        with live_browser.opened(file, f"#year={year}") as found:
            assert found.shown() == [key]


def test_of_thousands_all_come_back(live_browser: LiveBrowser, tmp_path: Path) -> None:
    """What a filter had hidden is all there again when it is taken away, however much it is."""
    whole = plan(*(measure(f"I.1.{place}", years=[2025], group=None) for place in range(1000)))
    file = tmp_path / "summary.html"
    file.write_bytes(render(summarize(judge(whole, {}, today=TODAY), as_of=None), "html"))
    with live_browser.opened(file, "#q=I.1.77") as found:
        assert len(found.shown()) == 11
        found.page.fill(".filter [name=q]", "")
        found.page.wait_for_function("document.querySelectorAll('article:not([hidden])').length === 1000")
        assert found.complaints == []


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("i.2", ["I.2.1"]),
        ("елка", ["I.1.1"]),
        ("отдел  КУЛЬТУРЫ", ["I.2.1", "V.15.1"]),
        ("нет средств", ["I.1.2"]),
        ("газет архив", ["I.1.2"]),
        ("<b>", []),
    ],
)
def test_the_search_looks_at_key_title_executor_and_reason(opened: Opened, words: str, left: list[str]) -> None:
    """Whatever the case, the spaces and the dots over a letter; all words must be there."""
    opened.page.fill(".filter [name=q]", words)
    assert opened.shown() == left
    assert opened.page.is_visible(".none") is not bool(left)


def test_headings_stand_only_over_what_is_shown(opened: Opened) -> None:
    """No section and no group is left without a measure; in another order there are none."""
    opened.choose("executor", OTHER)
    assert opened.page.locator(".list > h3:visible, .list > h4:visible").all_text_contents() == [
        "IРаздел I",
        "2. Группа I.2",
        "VРаздел V",
    ]
    opened.choose("sort", "title")
    assert opened.page.locator(".list > h3:visible, .list > h4:visible").count() == 0
    opened.page.click(".filter button[type=reset]")
    opened.page.wait_for_function("document.querySelectorAll('article:not([hidden])').length === 4")
    assert opened.shown() == ["I.1.1", "I.1.2", "I.2.1", "V.15.1"]
    assert opened.address() == "measures"


def test_a_section_a_year_and_an_executor_lead_to_their_measures(opened: Opened) -> None:
    """A line of the tables above is a way to the view that it tells of; back leads back."""
    opened.page.click("a[href='#section=V']")
    assert opened.shown() == ["V.15.1"]
    opened.page.go_back()
    opened.page.evaluate("location.hash = 'year=2025'")
    opened.page.wait_for_function("document.querySelectorAll('article:not([hidden])').length === 2")
    assert opened.shown() == ["I.1.1", "I.1.2"]


def test_a_link_to_a_measure_shows_it_whatever_is_filtered(opened: Opened) -> None:
    """Who follows a key from the lists at the top is not stopped by a filter below."""
    opened.choose("section", "V")
    opened.page.click(".rows.overdue a[href='#I.1.2']")
    opened.page.wait_for_function("document.querySelectorAll('article:not([hidden])').length === 4")
    assert opened.page.locator("[id='I.1.2']").is_visible()


def test_an_address_of_an_older_page_is_no_fault(live_browser: LiveBrowser, small: Path) -> None:
    """A section that is gone, a year that nobody knows, a broken sign: the page shows what it can."""
    for address in ("#section=IX&year=1999&what=ever&sort=wrong", "#%E0%A4%A", "#nothing-there", "#state=%00"):
        with live_browser.opened(small, address) as found:
            assert found.shown() == ["I.1.1", "I.1.2", "I.2.1", "V.15.1"]
            assert found.complaints == []


def test_the_years_of_an_indicator_are_drawn_when_its_details_open(opened: Opened) -> None:
    """The bars are said in a sentence, with each year's figure and state."""
    opened.page.click("[id='I.1.1'] summary")
    drawn = opened.page.locator("[id='I.1.1'] .strip svg")
    drawn.wait_for()
    said = drawn.get_attribute("aria-label") or ""
    assert said.startswith("Оцифровано не менее 4 документов. 2023: 5 (Выполнено); 2024: 4 (Выполнено)")
    assert drawn.locator("rect").count() == 6


def test_the_keyboard_is_enough(opened: Opened) -> None:
    """Search, choose and open without a pointer; nothing is sent by Enter."""
    opened.page.focus(".filter [name=q]")
    opened.page.keyboard.type("архив")
    opened.page.keyboard.press("Enter")
    assert opened.shown() == ["I.1.2"]
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.name") == "section"
    opened.page.focus("[id='I.1.2'] summary")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("[id='I.1.2'] details").get_attribute("open") is not None


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_stands_out_to_the_side(live_browser: LiveBrowser, megion: Path, width: int) -> None:
    """On a telephone as on a screen the page is no wider than its window, with all details open too."""
    with live_browser.opened(megion, width=width) as found:
        found.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        found.page.wait_for_timeout(100)
        assert found.page.evaluate("document.documentElement.scrollWidth") == width
        assert (found.requests, found.complaints) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["", "#state=overdue&sort=percent", "#q=%D0%B0%D1%80%D1%85%D0%B8%D0%B2"])
def test_nobody_is_shut_out(live_browser: LiveBrowser, small: Path, scheme: str, address: str) -> None:
    """axe-core finds nothing, in light and in dark, filtered and not, with all details open."""
    with live_browser.opened(small, address, scheme=scheme) as found:
        found.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        found.page.wait_for_timeout(100)
        assert live_browser.violations(found.page) == []


def test_the_bundled_plan_shuts_nobody_out(live_browser: LiveBrowser, megion: Path) -> None:
    """Nor does axe-core find anything on the page of a whole plan."""
    with live_browser.opened(megion) as found:
        assert live_browser.violations(found.page) == []


def test_printed_it_is_a_thin_paper(live_browser: LiveBrowser, megion: Path) -> None:
    """The bundled plan is at most eight sheets of A4, with what a head asks on the first."""
    with (
        live_browser.opened(megion) as found,
        pdfplumber.open(io.BytesIO(found.page.pdf(prefer_css_page_size=True))) as pdf,
    ):
        assert len(pdf.pages) <= MOST_PAGES
        assert (round(pdf.pages[0].width), round(pdf.pages[0].height)) == (595, 842)
        assert "Из 57 наступивших сроков выполнено 49" in (pdf.pages[0].extract_text() or "")
        assert "Показано: 64 из 64" in "".join(page.extract_text() or "" for page in pdf.pages)
