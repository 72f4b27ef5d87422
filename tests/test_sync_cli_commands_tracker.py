"""`vekha tracker` works the embedded tracker by hand, says what it did, and raises what it cannot do."""

from __future__ import annotations

import gettext
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from mappings import language
from mappings.desired.issues import DesiredMilestone
from mappings.errors import ConfigError
from mappings.marker import fence
from sync.cli.commands.tracker import tracker as commands
from sync.cli.context import App
from sync.cli.output import Output
from sync.errors import NotFound, Rejected
from sync.trackers.embedded.adapter import EmbeddedTracker
from sync.trackers.embedded.schema import IssueRow
from tests.tracker_conformance import desired
from tests.worlds.embedded_staff import PLAN, make_tracker


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = language.active()
    language.use("en")
    monkeypatch.setenv("USER", "ivanova")
    yield
    language.use(before)


class Kept(Output):
    """Keeps what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.tables: list[tuple[list[str], list[list[str]]]] = []

    def say(self, text: str = "", *, style: str | None = None) -> None:
        assert style is None
        self.lines.append(text)

    def json(self, data: Any) -> None:
        self.lines.append(json.dumps(data, ensure_ascii=False))

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.tables.append((list(headers), [list(row) for row in rows]))


class Desk:
    """The commands at noon of a day, on the tracker of a config."""

    def __init__(self, tracker: EmbeddedTracker, config: Path) -> None:
        self.tracker = tracker
        self.output = Kept()
        self.app = App(config, output=self.output, now=lambda: datetime(2026, 3, 15, 12, 0, tzinfo=UTC))

    def run(self, *arguments: str) -> str:
        """Run a command that must succeed; its text."""
        self.output.lines.clear()
        CliRunner().invoke(commands, arguments, obj=self.app, catch_exceptions=False, standalone_mode=False)
        return "\n".join(self.output.lines)

    def run_json(self, *arguments: str) -> Any:
        """Run a command that prints JSON."""
        return json.loads(self.run(*arguments, "--format", "json"))

    def listed(self, *arguments: str) -> list[int]:
        """The numbers of the issues that a list keeps."""
        return [issue["id"] for issue in self.run_json("list", *arguments)["issues"]]

    def misused(self, *arguments: str) -> str:
        """Run a command that must end as a usage error; what it says."""
        with pytest.raises(click.UsageError) as caught:
            self.run(*arguments)
        return caught.value.format_message()

    def issue(self, number: int) -> IssueRow:
        """An issue as it stands."""
        with self.tracker.store.reading() as view:
            row = view.issue(number)
        assert row is not None
        return row


def write_config(folder: Path, tracker: str = "kind: embedded, path: tracker.db") -> Path:
    """A config of the plan with a tracker."""
    path = folder / "config.yaml"
    lines = [
        "language: en",
        f"plan: {{key: {PLAN}, file: plan.txt}}",
        f"tracker: {{{tracker}}}",
        "ledger: sqlite:///vekha.db",
        "mail: {kind: outbox, path: outbox, sender: vekha@example.org}",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Three issues of the plan in two milestones, and one of the staff."""
    tracker = make_tracker(tmp_path)
    for number in (2025, 2026):
        block = fence(PLAN, str(number), "Сроки")
        tracker.create_milestone(
            DesiredMilestone(str(number), f"План {number}", block, date(number, 1, 1), date(number, 12, 31))
        )
    tracker.create_issue(desired("I.1"), milestone_id=None, parent_id=None)
    for number in (2025, 2026):
        wanted = desired(f"I.1/{number}", due=date(number, 12, 31), start=date(number, 1, 1), assignee="Иванова")
        tracker.create_issue(wanted, milestone_id=str(number - 2024), parent_id="1")
    tracker.store.create_issue(PLAN, "Картриджи", author="petrov", description="Заказать ТОНЕР")
    return Desk(tracker, write_config(tmp_path))


def test_list_prints_a_row_for_each_issue(desk: Desk) -> None:
    """The table names number, key, status, due date, milestone, assignee and title; a late date is marked."""
    desk.run("list")
    headers, rows = desk.output.tables[0]
    assert headers == ["No.", "Key", "Status", "Due", "Milestone", "Assignee", "Title"]
    assert rows[1] == ["2", "I.1/2025", "new", "2025-12-31 !", "План 2025", "Иванова", "Мероприятие I.1/2025"]
    assert rows[3] == ["4", "", "new", "", "", "", "Картриджи"]


def test_list_json_has_the_fields_as_values(desk: Desk) -> None:
    """JSON is the only output; dates are ISO 8601 and what is not set is null."""
    found = desk.run_json("list", "--today", "2025-12-31")
    assert found["project"] == PLAN
    assert len(desk.output.lines) == 1
    first, second = found["issues"][:2]
    assert (first["due"], first["milestone"], first["fact"], first["key"]) == (None, None, None, "I.1")
    assert (second["due"], second["overdue"], second["parent"]) == ("2025-12-31", False, 1)
    assert second["url"].endswith("tracker.html#issue-2")
    assert datetime.fromisoformat(second["created_at"]).utcoffset() is not None


def test_list_keeps_what_the_filters_ask_for(desk: Desk) -> None:
    """Filters narrow each other; words are found in upper and lower case, in the description too."""
    desk.run("close", "4")
    desk.run("set", "3", "--status", "in_progress")
    for arguments, kept in (
        ((), [1, 2, 3, 4]),
        (("--status", "done"), [4]),
        (("--status", "done", "--status", "in_progress"), [3, 4]),
        (("--milestone", "План 2025"), [2]),
        (("--milestone", "2026"), [3]),
        (("--milestone", "#1"), [2]),
        (("--assignee", "иванова"), [2, 3]),
        (("--overdue",), [2]),
        (("--overdue", "--today", "2027-01-01"), [2, 3]),
        (("--open",), [1, 2, 3]),
        (("--closed",), [4]),
        (("--search", "тонер"), [4]),
        (("--search", "мероприятие", "--milestone", "2025"), [2]),
        (("--search", "нет такого"), []),
    ):
        assert desk.listed(*arguments) == kept, arguments


def test_a_list_without_issues_says_so(desk: Desk, tmp_path: Path) -> None:
    """Text says that nothing was found, JSON is an empty list, and no tracker file is made by looking."""
    write_config(tmp_path, "kind: embedded, path: new/tracker.db")
    assert desk.run("list") == "No issues found."
    assert desk.output.tables == []
    assert desk.listed() == []
    assert not (tmp_path / "new").exists()


def test_another_tracker_is_refused(desk: Desk, tmp_path: Path) -> None:
    """The commands work the embedded tracker only; the error names the config as it was called."""
    write_config(tmp_path, "kind: gitlab, url: https://gitlab.example.org, project: town/plan, token_env: TOKEN")
    with pytest.raises(ConfigError) as refused:
        desk.run("list")
    assert (refused.value.code, refused.value.place) == ("tracker-not-embedded", str(desk.app.config_path))


def test_show_prints_everything_of_an_issue(desk: Desk) -> None:
    """Fields, description, comments and history stand in one text."""
    desk.run("set", "2", "--status", "in_progress", "--fact", "3", "--done-ratio", "40")
    desk.run("set", "2", "--description", "Новые слова\r\nвторая строка")
    desk.run("comment", "2", "Факт: 3\nи ещё", "--private")
    text = desk.run("show", "2")
    for expected in (
        "#2 Мероприятие I.1/2025",
        "(overdue)",
        "План 2025",
        "40 %",
        "Новые слова\nвторая строка",
        "ivanova, ",
        "(private)",
        "    Факт: 3\n    и ещё",
        "ivanova: status: new → in progress",
        "ivanova: description changed",
    ):
        assert expected in text
    assert "\r" not in text
    desk.run("create", "Без описания")
    bare = desk.run("show", "#5")
    assert "Comments" not in bare
    assert "History" not in bare
    assert bare.splitlines()[-1].endswith("#issue-5")


def test_show_json_holds_comments_and_history(desk: Desk) -> None:
    """A program gets the description, each comment and each change with author and time."""
    desk.run("close", "I.1/2025", "--comment", "Готово", "--author", "petrov")
    found = desk.run_json("show", f"{PLAN}:I.1/2025")
    assert (found["id"], found["closed"], found["status"]) == (2, True, "done")
    assert found["description"] == desired("I.1/2025").block
    (comment,) = found["comments"]
    assert (comment["author"], comment["text"], comment["private"]) == ("petrov", "Готово", False)
    (change,) = found["history"]
    assert (change["field"], change["old"], change["new"]) == ("status", "new", "done")
    assert datetime.fromisoformat(change["at"])


def test_an_issue_is_named_by_number_or_key(desk: Desk) -> None:
    """A number with or without its sign, and a key with or without its plan; a key is taken whole."""
    for name, number in (("1", 1), ("#1", 1), ("I.1", 1), ("I.1/2026", 3), (f"{PLAN}:I.1", 1), (" 4 ", 4)):
        assert desk.run_json("show", name)["id"] == number


@pytest.mark.parametrize("name", ["77", "I.2", "9" * 40, "", "%", "#"])
def test_an_unknown_issue_is_not_found(desk: Desk, name: str) -> None:
    """Every command says the same of an issue that is not there, with a hint where to look."""
    for arguments in (
        ("show", name),
        ("close", name),
        ("reopen", name),
        ("comment", name, "Слово"),
        ("set", name, "--fact", "1"),
        ("set", name, "--milestone", "2025"),
        ("move", name, "archive"),
        ("delete", name),
    ):
        with pytest.raises(NotFound) as caught:
            desk.run(*arguments)
        assert caught.value.code == "issue-unknown"
        assert "vekha tracker list" in caught.value.hint


def test_a_key_borne_twice_asks_for_the_number(desk: Desk) -> None:
    """Where somebody copied an issue, nothing is guessed."""
    desk.run("create", "Копия", "--description", desired("I.1").block)
    with pytest.raises(Rejected) as caught:
        desk.run("close", "I.1")
    assert caught.value.code == "issue-ambiguous"
    assert "#1, #5" in caught.value.message
    assert not desk.issue(1).closed


def test_close_and_reopen_say_what_they_did(desk: Desk) -> None:
    """One line each; what is so already is left alone."""
    assert desk.run("close", "2") == "#2 Мероприятие I.1/2025: status: new → done."
    assert desk.run("close", "2") == "#2 Мероприятие I.1/2025: nothing to change."
    said = desk.run("close", "2", "--status", "cancelled", "--comment", "Снято")
    assert said == "#2 Мероприятие I.1/2025: status: done → cancelled; comment added."
    assert desk.run("reopen", "2") == "#2 Мероприятие I.1/2025: status: cancelled → new."
    assert desk.run("reopen", "2") == "#2 Мероприятие I.1/2025: nothing to change."
    assert desk.issue(2).version == 4


def test_comment_adds_a_comment(desk: Desk) -> None:
    """The comment is stored with its author, private where asked."""
    assert desk.run("comment", "I.1", "Факт: 3") == "#1 Мероприятие I.1: comment added."
    desk.run("comment", "I.1", "Между нами", "--private", "--author", "petrov")
    with desk.tracker.store.reading() as view:
        said = [(one.author, one.text, one.private) for one in view.issue_comments(1)]
    assert said == [("ivanova", "Факт: 3", False), ("petrov", "Между нами", True)]


def test_what_is_put_in_bears_the_date_it_is_given(desk: Desk) -> None:
    """Comments, closings, reopenings and fields may lie before the issue was made or ahead."""
    desk.run("comment", "I.1", "третий", "--at", "2031-01-01")
    desk.run("comment", "I.1", "второй", "--at", "2021-12-20T10:00:00+03:00")
    desk.run("comment", "I.1", "первый", "--at", "2021-12-20")
    desk.run("close", "I.1", "--comment", "Готово", "--at", "2021-12-21T09:30")
    desk.run("reopen", "I.1", "--at", "2022-01-01T00:00Z")
    desk.run("set", "I.1", "--fact", "5", "--at", "20220102")
    with desk.tracker.store.reading() as view:
        said = [(one.text, one.at.isoformat()[:16]) for one in view.issue_comments(1)]
        changed = [(one.field, one.at.isoformat()[:16]) for one in view.issue_history(1)]
    assert said == [
        ("первый", "2021-12-19T21:00"),  # midnight in Moscow, the zone of a plan without a mapping
        ("второй", "2021-12-20T07:00"),
        ("Готово", "2021-12-21T06:30"),
        ("третий", "2030-12-31T21:00"),
    ]
    assert changed == [
        ("status", "2021-12-21T06:30"),
        ("status", "2022-01-01T00:00"),
        ("fact", "2022-01-01T21:00"),
    ]
    assert desk.issue(1).updated_at == datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["вчера", "31.12.2025", "2025-13-01", "0001-01-01", "2025-12-31T25:00", ""])
def test_a_moment_that_is_none_is_refused(desk: Desk, text: str) -> None:
    """It is told with an example, and nothing is written."""
    assert "2025-12-31T09:30" in desk.misused("comment", "I.1", "Факт: 1", "--at", text)
    assert desk.issue(1).version == 1


def test_a_closing_date_is_the_last_closings(desk: Desk) -> None:
    """What was closed, opened and closed again was closed then; what is cancelled afterwards keeps its date."""
    desk.run("close", "I.1", "--at", "2021-05-01T00:00Z")
    desk.run("reopen", "I.1", "--at", "2021-06-01T00:00Z")
    desk.run("close", "I.1", "--at", "2021-07-01T00:00Z")
    desk.run("set", "I.1", "--status", "cancelled", "--at", "2021-08-01T00:00Z")
    dates = {issue.key: issue.closed_at for issue in desk.tracker.fetch().issues}
    assert dates == {"I.1": datetime(2021, 7, 1, tzinfo=UTC), "I.1/2025": None, "I.1/2026": None}


def test_set_changes_the_fields_given(desk: Desk) -> None:
    """Every field can be set, in the days' usual forms, and only what is named changes."""
    said = desk.run(
        *("set", "2", "--title", "Название", "--due", "01.11.2025", "--start", "2025-02-01"),
        *("--assignee", "petrov", "--fact", "12,5", "--milestone", "2026", "--status", "in_progress"),
        *("--done-ratio", "50", "--description", "Слова"),
    )
    row = desk.issue(2)
    assert (row.title, row.due, row.start) == ("Название", date(2025, 11, 1), date(2025, 2, 1))
    assert (row.assignee, row.fact, row.milestone_id) == ("petrov", "12,5", 2)
    assert (row.status, row.done_ratio, row.description, row.version) == ("in_progress", 50, "Слова", 2)
    assert "due date: 2025-12-31 → 2025-11-01" in said
    assert "milestone: План 2025 → План 2026" in said
    assert "description changed" in said
    assert "\n" not in said
    desk.run("set", "2", "--fact", "13")
    assert desk.issue(2).title == "Название"


def test_set_clears_a_field_with_an_empty_value(desk: Desk) -> None:
    """Dates, assignee, milestone, figure and description can be emptied; a title cannot."""
    desk.run("set", "2", "--fact", "3")
    desk.run("set", "2", "--due", "", "--start", "", "--assignee", "", "--milestone", "", "--fact", "")
    row = desk.issue(2)
    assert (row.due, row.start, row.assignee, row.milestone_id, row.fact) == (None, None, None, None, "")
    with pytest.raises(Rejected) as caught:
        desk.run("set", "2", "--title", "")
    assert caught.value.code == "title-blank"


def test_set_finds_a_milestone_by_title_before_year(desk: Desk) -> None:
    """A milestone of the staff that is called 2025 comes before the plan's; an unknown one is not found."""
    own = desk.tracker.store.create_milestone(PLAN, "2025")
    desk.run("set", "1", "--milestone", "2025")
    assert desk.issue(1).milestone_id == own.id
    desk.run("set", "1", "--milestone", "#2")
    assert desk.issue(1).milestone_id == 2
    with pytest.raises(NotFound) as caught:
        desk.run("set", "1", "--milestone", "2099")
    assert caught.value.code == "milestone-unknown"


def test_misuse_is_a_usage_error(desk: Desk) -> None:
    """Nothing to set, no day, an unknown status and a forbidden author are told before any writing."""
    assert "name at least one field" in desk.misused("set", "2")
    assert "«вчера» is no day" in desk.misused("set", "2", "--due", "вчера")
    assert "is no day" in desk.misused("create", "Задача", "--due", "")
    desk.misused("set", "2", "--status", "closed")
    desk.misused("close", "2", "--status", "new")
    desk.misused("set", "2", "--done-ratio", "101")
    for author in ("vekha", " "):
        assert "cannot be an author" in desk.misused("close", "2", "--author", author)
    assert desk.issue(2).version == 1


@pytest.mark.parametrize(("user", "author"), [("petrov", "petrov"), ("", "staff"), ("vekha", "staff")])
def test_the_author_is_the_user_but_never_vekha(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, user: str, author: str
) -> None:
    """Work by hand is the staff's, even under an account that is called as the adapter writes."""
    monkeypatch.setenv("USER", user)
    desk.run("create", "Задача")
    assert desk.issue(5).author == author


def test_create_makes_an_issue_of_the_staff(desk: Desk) -> None:
    """It stands in the project and is no part of the plan."""
    said = desk.run("create", "Заказать мебель", "--description", "Срочно", "--due", "2026-05-01")
    assert said == "#5 Заказать мебель: created."
    row = desk.issue(5)
    assert (row.project, row.description, row.due, row.author) == (
        PLAN,
        "Срочно",
        date(2026, 5, 1),
        "ivanova",
    )
    assert len(desk.tracker.fetch().issues) == 3


def test_move_takes_an_issue_out_and_back(desk: Desk) -> None:
    """A moved issue is named by its number, which it keeps."""
    assert desk.run("move", "I.1/2025", "archive") == (
        f"#2 Мероприятие I.1/2025: project: {PLAN} → archive; milestone: План 2025 → —; parent issue: #1 → —."
    )
    assert desk.listed() == [1, 3, 4]
    with pytest.raises(NotFound):
        desk.run("show", "I.1/2025")
    desk.run("move", "2", PLAN)
    assert desk.listed() == [1, 2, 3, 4]
    assert desk.run_json("show", "I.1/2025")["milestone"] is None


def test_delete_removes_an_issue(desk: Desk) -> None:
    """The line names what is gone."""
    assert desk.run("delete", "I.1") == "#1 Мероприятие I.1: deleted."
    assert desk.listed() == [2, 3, 4]


def test_page_is_written_where_it_is_said(desk: Desk, tmp_path: Path) -> None:
    """Beside the tracker unless another file is named; the line says where."""
    page = tmp_path / "tracker.html"
    assert desk.run("page") == f"The page is written: {page}"
    assert 'id="issue-2"' in page.read_text(encoding="utf-8")
    other = tmp_path / "other.html"
    assert desk.run("page", "-o", str(other), "--today", "2027-01-01") == f"The page is written: {other}"
    assert "2027-01-01" in other.read_text(encoding="utf-8")


def test_nothing_shown_can_steer_the_terminal(desk: Desk) -> None:
    """Escape sequences in what people wrote are shown as replacement marks, and never break a line in two."""
    desk.run("set", "4", "--assignee", "a\x1b[31mb\nc", "--description", "x\x1b]0;y\x07")
    desk.run("comment", "4", "\x1b[2J")
    desk.run("list", "--search", "картр")
    assert desk.output.tables[-1][1][0][5] == "a�[31mb c"
    assert "\x1b" not in desk.run("show", "4")
    assert "\x1b" not in desk.run("set", "4", "--assignee", "\x1bz")


def test_help_speaks_the_active_language(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Help texts are translated when they are shown, for commands and options alike."""
    assert desk.run("--help") == ""
    monkeypatch.setattr(language, "_active", _Shouting())
    result = CliRunner().invoke(commands, ["close", "--help"], obj=desk.app)
    assert "CLOSE AN ISSUE." in result.output
    assert "A COMMENT TO ADD WHEN CLOSING." in result.output
    assert "CLOSE AN ISSUE." in CliRunner().invoke(commands, ["--help"], obj=desk.app).output


class _Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()


def test_help_loads_no_heavy_library() -> None:
    """The commands' module alone loads neither the database toolkit nor models, tables or templates."""
    script = (
        "import sys, sync.cli.commands.tracker\n"
        "heavy = ('sqlalchemy', 'pydantic', 'rich', 'jinja2', 'requests')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
