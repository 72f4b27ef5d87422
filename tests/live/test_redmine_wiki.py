"""The summary as a page of a real Redmine's wiki: written once, shown in each text format, and nobody's words lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import pytest
import requests

from mappings.wording import clean, cut
from sync.cli.exit_codes import ExitCode
from sync.trackers.redmine.text import wake
from tests.live.redmine_town import Town, town
from tests.live.test_redmine_text import FORMATS, LINES, TITLE, Text
from tests.worlds.sync_world import HEADER

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine

PAGE = "Plan_summary"
ROLE = "Role.find_by!(name: 'Веха (бот)')"
GRANT = f"{ROLE}.add_permission!(:view_wiki_pages, :edit_wiki_pages); nil"
PAGE_TAGS = {"h1", "h2", "p", "a", "hr", "table", "thead", "tbody", "tr", "th", "td"}
HEAD = ("План на 2025 – 2027 годы #1 {{toc}} @clerk", HEADER, "I. РАЗДЕЛ | ПЕРВЫЙ {{toc}} [[Wiki]]\t\t\t\t\t")
ROWS = (
    f"1.1.\t{TITLE}\tБюджет\tБиблиотека @clerk #1 | <b>x</b>\t2025 - 2027\tНе менее 4 отчетов ежегодно",
    "1.2.\t|_. Заголовок |\tБюджет\t{{include(Wiki)}}\t2026\tНе менее 7 встреч",
    "1.3.\tКаталог\tБюджет\tБиблиотека\t2025\tНе менее 7 встреч",
)


@pytest.fixture
def publishing(town: Town) -> Town:
    """The town with a hostile plan, its summary published, and a bot that may write in the wiki."""
    amend(town, ROWS)
    (town.folder / "mapping.yaml").write_text("language: ru\ntimezone: UTC\n", encoding="utf-8")
    town.plan, town.file, town.today = "hostile", "plan.txt", "2026-03-01"
    town.redmine.runner(GRANT)
    write(town)
    return town


def amend(town: Town, rows: Iterable[str]) -> None:
    """The plan with these rows."""
    (town.folder / "plan.txt").write_text("\n".join([*HEAD, *rows]) + "\n", encoding="utf-8")


def write(town: Town, more: str = "") -> None:
    """The config, the summary published as a page of the wiki."""
    town.write()
    config = town.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}summary: {{path: summary.html, publish: wiki{more}}}\n", encoding="utf-8")


def page(town: Town, name: str = PAGE) -> dict[str, Any]:
    """The page as a librarian reads it."""
    found = town.redmine.staff().call("GET", f"projects/{town.redmine.project}/wiki/{name}.json")
    return dict(found["wiki_page"])


def edit(town: Town, text: str) -> None:
    """The whole text of the page as a librarian leaves it, with a browser's line ends."""
    body = {"wiki_page": {"text": text.replace("\n", "\r\n")}}
    town.redmine.staff().call("PUT", f"projects/{town.redmine.project}/wiki/{PAGE}.json", body)


def watch(monkeypatch: pytest.MonkeyPatch, sent: list[str]) -> None:
    """Note every request from now on that Vekha sends."""
    send = requests.Session.send

    def noted(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        if request.headers.get("User-Agent") == "Vekha":
            sent.append(f"{request.method} {request.url}")
        return send(self, request, **options)

    monkeypatch.setattr(requests.Session, "send", noted)


def shown(town: Town) -> tuple[str, Text]:
    """The page in a librarian's browser, and the rendered text on it."""
    with town.redmine.browser() as browser:
        whole = browser.page(f"projects/{town.redmine.project}/wiki/{PAGE}")
    found = re.search(r'<div class="wiki wiki-page".*?>(.*?)</div>\s*(?:<div|<fieldset)', whole, re.DOTALL)
    assert found is not None
    return found[1], Text(found[1])


@pytest.mark.parametrize("name", FORMATS)
def test_no_word_of_the_plan_acts(publishing: Town, name: str) -> None:
    """Headings, tables and links to the plan's issues are all there is; every title is read as the plan has it."""
    town = publishing
    town.redmine.set_text_format(name)
    hostile = [" ".join(line.split()) for line in LINES]
    rows = [f"1.{n}.\t{line}\tБюджет\t{line}\t2026\tСоздан зал" for n, line in enumerate(hostile, start=2)]
    amend(town, [ROWS[0], *rows])
    assert town.run("run")[0] == ExitCode.DONE, town.err
    html, text = shown(town)
    assert text.tags <= {*PAGE_TAGS, "div"}
    assert html.count("<div") == html.count('<div class="contextual')  # Redmine's own links to edit a section
    numbers = {f"/issues/{row['id']}" for key, row in town.issues().items() if key != "I.1.1/2027"}
    own = ("#", f"/projects/plan/wiki/{PAGE}/edit")
    led_to = {link for link in text.links if not link.startswith(own)}
    assert {link for link in led_to if link.startswith("/")} == numbers - {f"/issues/{town.number('I.1.1/2025')}"}
    assert {
        link for link in led_to - numbers if not link.startswith(("http://example.org/", "http://www.example.org"))
    } == set()
    cells = [cells_of(row) for row in re.findall(r"<tr>.*?</tr>", html.partition("All-measures")[2], re.DOTALL)]
    titles = [one["title"] for one in town.json("summary")["measures"]]
    assert [row[1] for row in cells[1:]] == [in_a_cell(title) for title in titles]
    assert {len(row) for row in cells} == {6}
    assert len(titles) == len(LINES) + 1


def cells_of(row: str) -> list[str]:
    """What is read in the cells of a row."""
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    return [" ".join(wake(unescape(re.sub(r"</?[a-z][^>]*>", "", cell))).split()) for cell in cells]


def in_a_cell(title: str) -> str:
    """A title as it is read in a cell: no bar can stand in one."""
    return " ".join(cut(clean(title), 160).replace("|", "∣").split())


def test_an_unchanged_page_is_not_written_again(publishing: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the next day the page is read and nothing is sent; what has changed makes one more version of it."""
    publishing.run("run")
    first = page(publishing)
    publishing.today = "2026-03-02"
    sent: list[str] = []
    watch(monkeypatch, sent)
    code, out = publishing.run("run")
    assert (code, [line for line in sent if not line.startswith("GET ")]) == (ExitCode.DONE, [])
    assert "wiki" not in out
    assert page(publishing) == first
    publishing.today = "2026-12-31"
    code, out = publishing.run("run")
    assert code == ExitCode.DONE, publishing.err
    assert f"The wiki page «Plan summary» is up to date: {publishing.redmine.url}/projects/plan/wiki/{PAGE}" in out
    assert [line.partition(" ")[0] for line in sent if "/wiki/" in line].count("PUT") == 1
    assert page(publishing)["version"] == first["version"] + 1


def test_the_staffs_words_stay_and_those_in_vekhas_part_are_told(publishing: Town) -> None:
    """Below the line they stay byte by byte; above it the page stays as it is, until they are moved down."""
    publishing.run("run")
    ours = page(publishing)["text"]
    edit(publishing, f"{ours}\nh2. Заметки  \n\n* раз\n")
    publishing.today = "2026-12-31"
    assert publishing.run("run")[0] == ExitCode.DONE, publishing.err
    text = page(publishing)["text"]
    assert text.endswith(")\r\n\r\nh2. Заметки  \r\n\r\n* раз\r\n")
    edited = text.replace("h2. By year", "Внимание!\n\nh2. By year").replace("\r\n", "\n")
    edit(publishing, edited)
    publishing.today = "2027-03-01"
    assert publishing.run("run")[0] == ExitCode.PARTIAL
    assert "[wiki-edited]" in publishing.err and "Анна Иванова" in publishing.err
    assert page(publishing)["text"].replace("\r\n", "\n") == edited
    edit(publishing, f"{edited[edited.index('Below this line') :]}\nВнимание!")
    assert publishing.run("run")[0] == ExitCode.DONE, publishing.err
    now = page(publishing)["text"]
    assert now.startswith("h1. ") and now.endswith("\r\nВнимание!")


def test_what_keeps_the_bot_from_the_wiki_keeps_nothing_else_back(publishing: Town) -> None:
    """The module off, the right missing, a page of the staff's own: a line each, and the summary in its file."""
    town = publishing
    edit(town, "Наши слова")
    found = []
    for ruby in (
        "nil",
        f"{ROLE}.remove_permission!(:edit_wiki_pages); nil",
        "Project.find('plan').disable_module!(:wiki); nil",
    ):
        town.redmine.runner(ruby)
        (town.folder / "summary.html").unlink(missing_ok=True)
        code, out = town.run("run")
        (line,) = town.err.splitlines()
        assert "The summary is in" in out
        found.append((code, line.partition("[")[2].partition("]")[0]))
        assert found[-1][1] in town.checked()
    assert found == [
        (ExitCode.WRONG_INPUT, "wiki-foreign"),
        (ExitCode.NO_PERMISSION, "right-missing"),
        (ExitCode.NO_PERMISSION, "wiki-off"),
    ]
    town.redmine.runner("Project.find('plan').enable_module!(:wiki); nil")
    assert page(town)["text"] == "Наши слова"


def test_nobody_is_mailed_for_a_mention_in_the_plan(publishing: Town) -> None:
    """Redmine finds nobody called by the page's words, where it finds a librarian in others'."""
    publishing.run("run")
    scan = "Issue.new.send(:scan_for_mentioned_users, {})"
    assert publishing.redmine.runner(scan.format("'см. @clerk'")) == ["clerk"]
    text = f"Project.find('plan').wiki.find_page('{PAGE}').content.text"
    assert publishing.redmine.runner(scan.format(text)) == []
