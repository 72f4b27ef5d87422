"""The summary as a page of a GitLab project's wiki, by the command line: written once, and nobody's words lost."""

from __future__ import annotations

import re

import pytest

from sync.cli.exit_codes import ExitCode
from sync.summary import Summary
from sync.summary.as_wiki import to_wiki
from sync.tracker import WikiText
from tests.standins.gitlab_markdown import mentions, references, run_quick_actions, structure
from tests.standins.gitlab_server.records import WikiPage
from tests.standins.gitlab_server.switches import FaultKind
from tests.test_gitlab_hostile import IN_A_ROW, hostile_rows
from tests.worlds.gitlab_town import SmallTown, server, small

__all__ = ["server", "small"]

TITLE, SLUG = "Plan summary", "Plan-summary"
MADE_OF_THE_PAGE = {"heading_open", "table_open", "thead_open", "tbody_open", "tr_open", "th_open", "td_open", "hr"}
WORDS = "\n\n## Заметки\n\n* раз  \n* два\n\n\n"


@pytest.fixture
def publishing(small: SmallTown) -> SmallTown:
    """The small town, its summary published by a bot that may write in the wiki."""
    small.work_as("planner")
    small.today = "2026-11-23"
    publish(small)
    return small


def publish(town: SmallTown, more: str = "") -> None:
    """The config, the summary published as a page of the wiki."""
    town.write()
    config = town.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}summary: {{path: summary.html, publish: wiki{more}}}\n", encoding="utf-8")


def page(town: SmallTown, slug: str = SLUG) -> WikiPage:
    """The page as it stands."""
    return town.server.state.wiki[town.server.project_id, slug]


def wiki_writes(town: SmallTown) -> int:
    """How many requests have written in the wiki."""
    return sum(one.method != "GET" and "/wikis" in one.path for one in town.server.requests)


def test_the_page_is_made_and_an_unchanged_one_is_not_written_again(publishing: SmallTown) -> None:
    """Not even on another day: it is read, and that is all. What changes is told, with the address."""
    code, out = publishing.run("run")
    assert code == ExitCode.DONE
    assert f"The wiki page «{TITLE}» is up to date: {publishing.server.url}/town/library-plan/-/wikis/{SLUG}\n" in out
    first = page(publishing).content
    assert first.startswith("# План города на 2025 – 2028 годы\n")
    assert "| I.1.2 | Читальный зал | Not due yet |" in first
    assert f"| #{publishing.number('I.1.2')} |" in first
    assert f"| 2026-12-31 | #{publishing.number('I.1.1/2026')} |" in first
    publishing.today = "2026-11-24"
    before = publishing.server.writes()
    code, out = publishing.run("run")
    assert (code, publishing.server.writes(), page(publishing).content) == (ExitCode.DONE, before, first)
    assert "wiki" not in out
    publishing.staff.close(publishing.number("I.1.2"))
    assert "is up to date: http" in publishing.run("run")[1]
    assert "| I.1.2 | Читальный зал | Done |" in page(publishing).content
    assert (wiki_writes(publishing), publishing.breaches(), publishing.effects()) == (2, [], [])


def test_the_staffs_words_below_the_line_stay_byte_by_byte(publishing: SmallTown) -> None:
    """Whatever is written above them."""
    publishing.run("run")
    page(publishing).content += WORDS
    publishing.staff.close(publishing.number("I.1.2"))
    publishing.run("run")
    assert page(publishing).content.endswith(f")\n{WORDS}")
    assert "| I.1.2 | Читальный зал | Done |" in page(publishing).content


def test_words_in_vekhas_part_are_told_and_not_written_over(publishing: SmallTown) -> None:
    """The run says where they belong and ends as done in part; the mails go out. Moved there, the page goes on."""
    publishing.run("run")
    publishing.staff.close(publishing.number("I.1.2"))
    edited = page(publishing).content.replace("## By year", "Внимание!\n\n## By year")
    page(publishing).content = edited
    code, out = publishing.run("run")
    assert code == ExitCode.PARTIAL
    assert publishing.err.count("[wiki-edited]") == 1
    assert "The summary is in" in out
    assert page(publishing).content == edited
    assert "[wiki-edited]" in _checked(publishing)
    page(publishing).content = f"{edited[edited.index('Below this line') :]}\nВнимание!\n"
    assert publishing.run("run")[0] == ExitCode.DONE
    assert page(publishing).content.endswith("\n\nВнимание!\n")
    assert "| I.1.2 | Читальный зал | Done |" in page(publishing).content


def test_a_page_that_was_never_vekhas_is_left_alone(publishing: SmallTown) -> None:
    """The run tells another title; under that the page is made."""
    project = publishing.server.project_id
    publishing.server.state.wiki[project, SLUG] = WikiPage(project, SLUG, TITLE, "Наши слова")
    assert publishing.run("run")[0] == ExitCode.WRONG_INPUT
    assert "[wiki-foreign]" in publishing.err
    assert page(publishing).content == "Наши слова"
    assert (publishing.folder / "summary.html").exists()
    publish(publishing, ", wiki_page: Сводка «Библиотеки»")
    assert publishing.run("run")[0] == ExitCode.DONE
    assert page(publishing, "Сводка-«Библиотеки»").title == "Сводка «Библиотеки»"


def test_two_plans_of_a_project_have_a_page_each(publishing: SmallTown) -> None:
    """The second one is told a title of its own, and the first one's page stays."""
    publishing.run("run")
    first = page(publishing).content
    config = publishing.folder / "config.yaml"
    other = config.read_text(encoding="utf-8").replace("key: town,", "key: town-two,").replace("ledger.db", "two.db")
    config.write_text(other, encoding="utf-8")
    assert publishing.run("run")[0] == ExitCode.WRONG_INPUT
    assert "[wiki-other-plan]" in publishing.err and "«Plan summary town-two»" in publishing.err
    assert page(publishing).content == first


def test_a_page_changed_at_that_moment_is_left_for_the_next_run(
    publishing: SmallTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitLab has no lock: what the page holds is looked at once more right before it is written."""
    publishing.run("run")
    publishing.staff.close(publishing.number("I.1.2"))

    def worded(summary: Summary, text: WikiText) -> str:
        page(publishing).content += "Только что"
        return to_wiki(summary, text)

    monkeypatch.setattr("sync.runs.publishing.to_wiki", worded)
    assert publishing.run("run")[0] == ExitCode.TRY_LATER
    assert "[wiki-busy]" in publishing.err
    assert page(publishing).content.endswith(")\nТолько что")
    monkeypatch.setattr("sync.runs.publishing.to_wiki", to_wiki)
    assert publishing.run("run")[0] == ExitCode.DONE
    assert page(publishing).content.endswith(")\nТолько что")


@pytest.mark.parametrize(
    ("trouble", "code", "word"),
    [
        ("off", ExitCode.NO_PERMISSION, "[wiki-off]"),
        ("role", ExitCode.NO_PERMISSION, "[right-missing]"),
        ("away", ExitCode.TRY_LATER, "[tracker-failing]"),
        ("lost", ExitCode.TRY_LATER, "[answer-lost]"),
    ],
)
def test_a_wiki_that_fails_keeps_nothing_else_back(
    publishing: SmallTown, trouble: str, code: ExitCode, word: str
) -> None:
    """One line, the right code, the summary in its file and the mails in theirs; the next run finds its way."""
    if trouble == "off":
        publishing.server.state.project.wiki_enabled = False
    elif trouble == "role":
        publishing.work_as("reporter")
    else:
        kind: FaultKind = "unavailable" if trouble == "away" else "lost"
        publishing.server.fail_next(kind, "POST" if kind == "lost" else "GET", "/wikis", times=99)
    assert publishing.run("run")[0] == code
    assert publishing.err.count(word) == len(publishing.err.splitlines()) == 1
    assert (publishing.folder / "summary.html").exists()
    assert list((publishing.folder / "outbox").glob("*.eml"))


def _checked(town: SmallTown) -> str:
    """What `check` says, all of it."""
    return f"{town.run('check')[1]}{town.err}"


def test_check_tells_whether_the_page_can_be_written(publishing: SmallTown) -> None:
    """Before the first run, after it, and where the role is too small; it writes nothing, and is silent where told."""
    assert "is made by the next run" in _checked(publishing)
    publishing.run("run")
    before = wiki_writes(publishing)
    assert "is Vekha's to write" in _checked(publishing)
    publishing.work_as("reporter")
    assert "may not write in its wiki [right-missing]" in _checked(publishing)
    publishing.write()
    assert "wiki" not in _checked(publishing)
    assert wiki_writes(publishing) == before


def test_no_word_of_a_hostile_plan_acts(publishing: SmallTown) -> None:
    """Headings, tables, and links to the plan's own issues are all there is; every title is there."""
    publishing.world.amend(hostile_rows())
    publishing.run("run")
    text = page(publishing).content
    assert (run_quick_actions(text)[1], mentions(text)) == ([], [])
    numbers = {f"#{issue.iid}" for issue in publishing.issues().values()}
    assert set(references(text)) == numbers & set(references(text))
    assert set(structure(text)) <= MADE_OF_THE_PAGE
    rows = [line for line in text.partition("## All measures")[2].splitlines() if line.startswith("| I.1.")]
    assert len(rows) == len(IN_A_ROW) + 1
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
    assert (publishing.breaches(), publishing.effects()) == ([], [])
