"""The page to check a reading by: the document's rows beside what was read of each."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from mappings import language
from mappings.plan import Place
from mappings.reading import Document, plan_of
from mappings.reading.document import as_read
from mappings.reading.formats.text import read_text
from sync.reading_page.as_html import reading_page
from sync.reading_page.rows import Sheet, sheet_of
from tests.examples.plan_documents import EXECUTOR, GROUP, SECTION, document, row

VOID = {"meta"}
WICKED = "</style><script>alert(1)</script>\"'&{{ 7*7 }}<img src=//x.example onerror=alert(1)>"
LINES = (SECTION, GROUP, row("1.1."), row("1.2.", "Посадка", timing="отчет за год"), "\tдеревьев", "Итого", row("1.3."))


class _Page(HTMLParser):
    """The tags of a page with their attributes, its links, and its text; every tag is closed."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(data.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "style" not in self.open else ""

    def values(self, name: str) -> list[str]:
        """The values of an attribute, in the page's order."""
        return [value for _tag, attributes in self.tags if (value := attributes.get(name)) is not None]


@pytest.fixture(autouse=True)
def _english() -> None:
    language.use("en")


def _document(*lines: str, title: str = "План на 2021 – 2030 годы") -> Document:
    table = read_text(document(*lines, title=title).encode())
    return Document(table, plan_of(table))


def _page(*lines: str, name: str = "plan.txt") -> _Page:
    return _Page(reading_page(_document(*lines), name=name))


def _sheet(*lines: str) -> Sheet:
    return sheet_of(_document(*lines))


def test_each_row_stands_beside_what_was_read_of_it() -> None:
    """A measure's rows make one block, with those that go on with it; a row that was left out has its own."""
    blocks = _sheet(*LINES).blocks
    assert [[one.place.line for one in block.rows] for block in blocks] == [[4], [5], [6], [7, 8], [9], [10]]
    assert [[one.key for one in block.measures] for block in blocks] == [[], [], ["I.1.1"], ["I.1.2"], [], ["I.1.3"]]
    assert [[one.key for one in block.headings] for block in blocks[:2]] == [["I"], ["I.1"]]
    assert [block.confidence for block in blocks] == [1, 1, 1, 0.54, 1, 1]


def test_no_row_and_no_measure_is_lost() -> None:
    """Each stands on the page exactly once, in the document's order."""
    read = _document(*LINES)
    sheet = sheet_of(read)
    assert [one for block in sheet.blocks for one in block.rows] == list(read.table.rows[1:])
    assert [one for block in sheet.blocks for one in block.measures] == list(read.plan.measures)
    told = [one for block in sheet.blocks for one in block.findings] + list(sheet.others)
    assert sheet.shared == {}
    assert sorted(told, key=str) == sorted(read.plan.findings, key=str)


def test_the_columns_are_named_as_the_header_does() -> None:
    """Beside each cell stand the words above its column."""
    assert _sheet(*LINES).columns == (
        "№ п/п",
        "Мероприятие",
        "Источники финансирования",
        "Исполнитель",
        "Сроки",
        "Результат",
    )


def test_a_table_that_was_lost_is_shown_as_it_was_told_apart() -> None:
    """The cells that were recovered stand beside their measures; what concerns the whole stands above."""
    words = [(f"{number}.", "Уборка", "20.05.2025", EXECUTOR) for number in (1, 2, 3)]
    table = read_text("\n\n".join(word for some in words for word in some).encode())
    sheet = sheet_of(Document(as_read(table), plan_of(table)))
    assert [[one.key for one in block.measures] for block in sheet.blocks] == [["I.1"], ["I.2"], ["I.3"]]
    assert [one.code for one in sheet.others] == ["table-lost"]


def test_a_measure_whose_row_is_not_known_is_shown_all_the_same() -> None:
    """Where the rows are others than those that were read, what was read stands at the end."""
    read = _document(*LINES)
    other = Document(read_text(b"a\tb"), read.plan)
    assert [block.measures[0].key for block in sheet_of(other).blocks if block.measures] == ["I.1.1", "I.1.2", "I.1.3"]


def test_what_is_doubtful_stands_on_top_with_links() -> None:
    """A measure that was read with little certainty and a row that was left out; every link leads to a row."""
    page = _page(*LINES)
    assert page.values("href") == ["#r4", "#r5"]
    assert set(page.values("href")) <= {f"#{one}" for one in page.values("id")}
    assert "3 measures were read; with certainty: 2, check 1: I.1.2 (line 7); 1 row was left out: line 9." in page.text
    assert page.text.count("certainty 54 %") == 2


def test_the_list_on_top_names_what_is_doubtful_and_nothing_else() -> None:
    """A target that is missing makes no reading doubtful; why a row was left out is said."""
    blocks = [block for block in _sheet(*LINES, row("1.4.", timing="?", target="")).blocks if block.doubtful]
    assert [[one.code for one in block.doubts] for block in blocks] == [
        ["timing-unread", "row-split"],
        ["row-unread"],
        ["timing-unread"],
    ]


def test_what_concerns_every_measure_stands_above_the_rows() -> None:
    """Timings that mostly were not understood are a fault of the whole reading, and not of the first row."""
    sheet = _sheet(SECTION, GROUP, *(row(f"1.{number}.", timing="отчет") for number in range(1, 5)))
    assert [one.code for one in sheet.others] == ["timings-mostly-unread"]
    assert [one.code for one in _sheet(SECTION, row("", "Уборка"), row("", "Покраска")).others] == ["numbers-missing"]


def test_a_blank_row_is_not_shown() -> None:
    """It goes on with the measure above it, and says nothing."""
    table = read_text(document(SECTION, GROUP, row("1.1.")).encode())
    rows = (*table.rows, replace(table.rows[-1], cells=("", "", ""), place=Place(line=99)))
    read = Document(replace(table, rows=rows), plan_of(table))
    assert len(sheet_of(read).blocks[-1].rows) == 2
    assert reading_page(read, name="plan.txt").count(b'<ul class="cells">') == 3


def test_what_is_the_same_of_every_measure_is_told_once() -> None:
    """A column that the document does not have is one line above the rows; what only most lack stands at theirs."""
    lines = [row(f"1.{number}.", target="", executor="" if number > 1 else EXECUTOR) for number in (1, 2, 3)]
    sheet = _sheet(SECTION, GROUP, *lines)
    assert {code: [one.measure for one in alike] for code, alike in sheet.shared.items()} == {
        "target-missing": ["I.1.1", "I.1.2", "I.1.3"]
    }
    assert [one.code for block in sheet.blocks for one in block.findings] == ["executor-missing", "executor-missing"]
    assert _page(SECTION, GROUP, *lines).text.count("o target is printed") == 1
    assert "Of every measure: no target is printed." in _page(SECTION, GROUP, *lines).text
    assert _sheet(SECTION, GROUP, *lines[:2]).shared == {}


def test_how_sure_a_reading_is_stands_at_its_row_without_words() -> None:
    """The number beside the row says it; the sentence is for where there is no number."""
    page = _page(*LINES)
    assert "with little certainty" not in page.text
    assert "certainty 54 %" in page.text


@pytest.mark.parametrize(
    ("title", "years"), [("План на 2026 год", "2026: 1"), ("План на 2025–2026 годы", "2025–2026: 1")]
)
def test_the_years_of_the_plan(title: str, years: str) -> None:
    """One year is named once."""
    read = _document(SECTION, GROUP, row("1.1.", timing="2026"), title=title)
    assert f"\n{years} measure" in _Page(reading_page(read, name="plan.txt")).text


def test_the_findings_stand_at_their_rows_in_words() -> None:
    """With what to do, as sentences."""
    page = _page(*LINES)
    assert "The timing «отчет за год» was not understood." in page.text
    assert "Set deadlines: for the measure in the mapping." in page.text


def test_a_sound_document_has_nothing_to_be_checked() -> None:
    """Then the page says so and has no list."""
    page = _page(SECTION, GROUP, row("1.1."))
    assert page.values("href") == []
    assert "1 measure was read; all with certainty." in page.text
    assert "To be checked" not in page.text


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    """No script, no picture, no form; the policy allows the page's own style and nothing else."""
    data = reading_page(_document(*LINES), name="plan.txt")
    page = _Page(data)
    assert {tag for tag, _attributes in page.tags}.isdisjoint(
        {"script", "img", "link", "iframe", "form", "object", "base"}
    )
    assert page.values("src") + page.values("style") == []
    style = re.search(rb"<style>(.*?)</style>", data, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1]).digest()).decode()
    policy = next(one["content"] for _tag, one in page.tags if one.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert b"url(" not in style[1]
    assert b"@import" not in style[1]


def test_what_strangers_wrote_is_harmless() -> None:
    """In every cell, in the title, in a row that was left out and in the file's name it is text."""
    lines = (f"I. {WICKED}", GROUP, row("1.1.", WICKED, funding=WICKED, executor=WICKED, timing=WICKED, target=WICKED))
    read = _document(*lines, f"Итого {WICKED}", title=WICKED)
    page = _Page(reading_page(read, name=WICKED))
    clean = _page(SECTION, GROUP, row("1.1.", timing="?"), "Итого")
    assert {tag for tag, _attributes in page.tags} <= {tag for tag, _attributes in clean.tags} | {"em"}
    assert not any(name.startswith("on") for _tag, attributes in page.tags for name in attributes)
    assert "{{ 7*7 }}" in page.text
    assert "49" not in page.text


def test_signs_that_steer_are_left_out() -> None:
    """Signs that turn the direction of reading, and halves of a pair, do no harm on the page."""
    read = _document(SECTION, GROUP, row("1.1.", "Уборка"))
    turned = Document(read.table, read.plan)
    data = reading_page(turned, name="a\u202eb\udc80.txt")
    assert "\u202e" not in data.decode()


@pytest.mark.parametrize("spoken", ["ru", "en"])
def test_the_page_speaks_the_active_language(spoken: str) -> None:
    """And says so in its markup."""
    language.use(spoken)
    page = _page(*LINES)
    assert page.values("lang") == [spoken]
    assert ("Проверьте" in page.text) is (spoken == "ru")
    assert ("To be checked" in page.text) is (spoken == "en")


def test_a_long_list_of_days_is_cut() -> None:
    """Of a monthly measure of ten years the first and the last day are named."""
    page = _page(SECTION, GROUP, row("1.1.", timing="ежемесячно"))
    days = re.findall(r"20\d\d-\d\d-\d\d", page.text)
    assert days == ["2021-01-31", "2030-12-31"]


def test_many_rows_left_out_are_counted() -> None:
    """The line names the first twelve places; the list has them all."""
    page = _page(SECTION, GROUP, row("1.1."), *["Итого"] * 20)
    assert "line 18 and 8 more." in page.text
    assert len(page.values("href")) == 20
    assert Place(line=18) in [block.place for block in _sheet(SECTION, GROUP, row("1.1."), *["Итого"] * 20).blocks]
