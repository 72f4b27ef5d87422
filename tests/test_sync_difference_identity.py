"""Identity: whose issues stand there, whatever their markers say, and what is refused before anything is written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.difference.subjects import alike
from sync.errors import UnsafeChange
from sync.ledger.store import Ledger
from sync.runs.reconcile import synchronize
from tests.test_sync_applying_apply import Faulty, at, lost
from tests.worlds.sync_world import CONFIG, EXPECTED_KEYS, PLAN_KEY, ROWS, World, writes

OTHERS = (
    "1.\tРемонт дорог\t\t\t",
    "1.1.\tЕжегодная уборка снега\tБюджет\tДорожная служба\t2025 - 2027\tНе менее 4 выездов ежегодно",
    "1.2.\tОсвещение улиц\tБюджет\tДорожная служба\t2026\tСмонтировано 12 фонарей",
    "1.3.\tПокраска ограждений\tБюджет\tДорожная служба\t2025 - 2028\tОкрашено 100% ограждений",
    "1.4.\tПриём обращений\tБюджет\tДорожная служба\tпостоянно\tОтветы в срок",
)
MUSEUM = (*ROWS[:2], "1.2.\tМузей связи\tБюджет\tМузей\t2027\tОткрыт музей", *ROWS[3:])


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town after its first sync."""
    world = World(tmp_path)
    world.sync()
    return world


def rename_key(world: World, key: str) -> None:
    """Give the plan another key in the config."""
    text = CONFIG.replace("key: town", f"key: {key}").replace("path: tracker.db", "path: tracker.db, project: town")
    world.config_path.write_text(text, encoding="utf-8")


def refused(world: World) -> UnsafeChange:
    """What a sync says that refuses; nothing has been written by it."""
    before = world.store.path.read_bytes()
    with pytest.raises(UnsafeChange) as caught:
        world.sync()
    assert world.store.path.read_bytes() == before
    return caught.value


# --- another key for a plan that the ledger knows ---


def test_another_plan_key_makes_no_second_set_of_issues(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The ledger knows the same measures in the same project: `sync` and `run` end with 4, and `check` says why."""
    config = world.config_path
    text = config.read_text(encoding="utf-8").replace("path: tracker.db", "path: tracker.db, project: town")
    config.write_text(text, encoding="utf-8")
    world.sync()
    rename_key(world, "new-key")
    dated = ["--today", "2026-03-01"]
    app = App(now=world.clock)
    for command in ("sync", "run"):
        assert run(["-c", str(config), command, *dated], app) == 4
        assert "[plan-key-changed]" in capsys.readouterr().err
    assert run(["-c", str(config), "check"], app) == 4
    assert "plan-key-changed" in capsys.readouterr().err
    assert world.keys() == EXPECTED_KEYS
    assert not (world.folder / "outbox").exists()


def test_what_is_made_no_more_says_nothing_of_another_key(tmp_path: Path) -> None:
    """Of a plan that is half over, with `past: skip`, only what would be made a second time counts."""
    world = World(tmp_path)
    world.map("past: skip")
    world.today = date(2027, 6, 1)
    over = (f"1.{number}.\tВыставка {number}\t\tБиблиотека\t2025\tПроведена" for number in range(5, 15))
    world.amend([*ROWS, *over])
    text = CONFIG.replace("path: tracker.db", "path: tracker.db, project: town")
    world.config_path.write_text(text, encoding="utf-8")
    synchronize(world.inputs())
    rename_key(world, "new-key")
    before = world.store.path.read_bytes()
    with pytest.raises(UnsafeChange, match="under the key «town»"):
        synchronize(world.inputs())
    assert world.store.path.read_bytes() == before


def test_another_plan_key_is_known_by_the_words_of_measures_that_were_renumbered(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their numbers are others, so their words alone say that it is the same plan."""
    rename_key(world, "town")
    world.sync()
    rename_key(world, "new-key")
    world.amend([row.replace("1.3.", "1.7.").replace("1.2.", "1.3.").replace("1.1.", "1.2.") for row in ROWS])
    assert run(["-c", str(world.config_path), "sync", "--today", "2026-03-01"], App(now=world.clock)) == 4
    assert "7 of the 7 issues of this plan in this project under the key «town» [plan-key-changed]" in (
        capsys.readouterr().err
    )


def test_another_key_in_another_place_is_another_plan(world: World) -> None:
    """Two projects may hold one plan: nothing says that it is a mistake."""
    text = CONFIG.replace("key: town", "key: copy").replace("tracker.db", "second.db")
    world.config_path.write_text(text, encoding="utf-8")
    assert synchronize(world.inputs()).outcome.count("issue", "create") == len(EXPECTED_KEYS)


def test_what_is_meant_is_made(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--force` the issues are made a second time, and the next run asks nobody."""
    rename_key(world, "new-key")
    for options in (["--force"], []):
        assert run(["-c", str(world.config_path), "sync", *options], App(now=world.clock)) == 0
    capsys.readouterr()


# --- another town under the same key ---


def test_another_towns_issues_are_not_adopted(world: World) -> None:
    """A copied config and another plan: most issues are not what the plan says, and nothing is adopted."""
    world.ledger_path.unlink()
    world.amend(OTHERS)
    error = refused(world)
    assert error.code == "another-plan"
    assert "of 7 issues bear this plan's marker and are of another plan: I.1.2 is «1.2. Читальный зал" in error.message
    world.sync(force=True)


def test_a_lost_ledger_is_no_other_town(world: World) -> None:
    """The same plan adopts its own issues without being asked, whatever titles and dates the staff have given them."""
    world.ledger_path.unlink()
    for key in EXPECTED_KEYS[:4]:
        world.edit(key, title="Наше дело")
    result = world.sync()
    assert result.outcome.count("issue", "adopt") == len(EXPECTED_KEYS)
    assert result.comparison.strangers() == []


def test_a_single_title_that_disagrees_is_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The ledger is lost and a number is another measure's: the issue is named, in the run that adopts it alone."""
    world.ledger_path.unlink()
    world.amend(MUSEUM)
    arguments = ["-c", str(world.config_path), "sync", "--today", "2026-03-01"]
    assert run(arguments, App(now=world.clock)) == 0
    told = capsys.readouterr().err
    assert "I.1.2: the issue adopted for it is «1.2. Читальный зал (2026)», and the plan says «1.2. Музей связи" in told
    assert "[titles-disagree]" in told
    assert run(arguments, App(now=world.clock)) == 0
    assert "titles-disagree" not in capsys.readouterr().err


# --- a number that went to another measure ---


def test_a_number_that_was_freed_does_not_take_the_history(world: World) -> None:
    """The hall was worked on, and its number is a museum's: refused with both names, until it is said what is meant."""
    world.edit("I.1.2", comment="Факт: 1", status="done")
    world.sync()
    world.amend(MUSEUM)
    error = refused(world)
    assert error.code == "number-reused"
    assert "I.1.2 was «1.2. Читальный зал (2026)» and is «1.2. Музей связи (2027)»" in error.message
    assert "I.1.2: null" in error.hint


def test_a_dropped_measure_keeps_its_issue_and_its_figures(world: World) -> None:
    """`null` says that it is gone: the new measure gets an issue of its own, with no figure, and is not done."""
    hall = world.issue("I.1.2").id
    world.edit("I.1.2", comment="Факт: 1", status="done")
    world.sync()
    world.amend(MUSEUM)
    world.map("renamed: {I.1.2: null}")
    result = world.sync()
    assert [change.key for change in result.outcome.done if change.action == "create"] == ["I.1.2"]
    assert (world.issue("I.1.2~1").id, world.issue("I.1.2").status) == (hall, "new")
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        reports = ledger.reports()
    assert reports["I.1.2"].lines == ()
    assert [line.text for line in reports["I.1.2~1"].lines] == ["1"]
    world.map("")
    world.ledger_path.unlink()
    assert world.sync().comparison.strangers() == []
    assert writes(world.sync()) == 0


def test_a_number_is_given_away_twice(world: World) -> None:
    """Each measure that bore it keeps its own issue, under a key of its own."""
    for name in ("Музей связи", "Планетарий", "Ботанический сад"):
        world.edit("I.1.2", comment="Факт: 1")
        world.sync()
        world.map("")
        world.sync()
        world.amend((*ROWS[:2], f"1.2.\t{name}\tБюджет\tМузей\t2027\tОткрыто", *ROWS[3:]))
        world.map("renamed: {I.1.2: null}")
        world.sync()
    numbers = world.keys()
    assert [key for key in numbers if key.startswith("I.1.2")] == ["I.1.2", "I.1.2~1", "I.1.2~2", "I.1.2~3"]


def test_a_number_whose_issue_nobody_worked_on_is_taken_over(world: World) -> None:
    """There is nothing to be lost, so nobody is asked."""
    world.amend(MUSEUM)
    hall = world.issue("I.1.2").id
    world.sync()
    assert (world.issue("I.1.2").id, world.issue("I.1.2").title) == (hall, "1.2. Музей связи (2027)")


def test_a_measure_in_other_words_is_the_same(world: World) -> None:
    """Half of the words are enough; so is a forced run, after which nobody is asked again."""
    world.edit("I.1.2", comment="Факт: 1")
    world.sync()
    world.amend([row.replace("Читальный зал", "Новый зал для чтения") for row in ROWS])
    world.sync()
    world.amend([row.replace("Читальный зал", "Помещение под литературу") for row in ROWS])
    assert refused(world).code == "number-reused"
    world.sync(force=True)
    world.sync()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.2. Читальный зал (2026)", "1.7. Читальный зал (2027)", True),
        ("1.2. Читальный зал", "1.2. Новый читальный зал для детей", True),
        ("1.2. Читальные залы библиотек", "1.2. Читальный зал библиотеки", True),
        ("1.2. Читальный зал", "1.2. Музей связи", False),
        ("15.6.4. Ремонт", "15.6.4. Ремонт кровли и фасада", True),
        ("1.2. ТО", "1.2. ГО", True),
    ],
)
def test_titles_are_compared_by_their_words(one: str, other: str, same: bool) -> None:
    """Numbers, years and endings aside; a title too short to say anything contradicts nothing."""
    assert alike(one, other) is same
    assert alike(other, one) is same


# --- what was allowed goes on ---

SHIFTED = [
    *ROWS[:2],
    "1.2.\tПланетарий\tБюджет\tМузей\t2028\tОткрыт",
    *(row.replace("1.4.", "1.5.").replace("1.3.", "1.4.").replace("1.2.", "1.3.") for row in ROWS[2:]),
]
RENAMED = "renamed: {I.1.2: I.1.3, I.1.3: I.1.4, I.1.4: I.1.5}"


@pytest.mark.parametrize("lines", [RENAMED, ""], ids=["lines stay", "lines taken out"])
def test_a_renumbering_that_was_allowed_and_broken_off_goes_on(world: World, lines: str) -> None:
    """The next run asks nobody and finishes it by the ledger's ids, whether the lines of `renamed` stay or not."""
    halls = {key: world.issue(key).id for key in ("I.1.2", "I.1.3", "I.1.4")}
    world.edit("I.1.2", comment="Факт: 1")
    world.sync()
    world.amend(SHIFTED)
    world.map(RENAMED)
    with pytest.raises(UnsafeChange):
        world.sync()
    broken = world.sync(Faulty(world.tracker(), before=at("update", str(halls["I.1.3"]), lost())), force=True)
    assert broken.outcome.unresolved
    world.map(lines)
    world.clock.at += timedelta(minutes=10)
    world.sync()
    assert {key: world.issue(key).id for key in ("I.1.3", "I.1.4", "I.1.5")} == dict(
        zip(("I.1.3", "I.1.4", "I.1.5"), halls.values(), strict=True)
    )
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        assert [key for key, report in ledger.reports().items() if report.lines] == ["I.1.3"]
        assert ledger.recall().allowed == frozenset()
    assert writes(world.sync()) == 0


def test_only_what_was_allowed_goes_on(world: World) -> None:
    """A further amendment before it is finished is judged by itself."""
    world.amend(SHIFTED)
    world.map(RENAMED)
    number = str(world.issue("I.1.3").id)
    world.sync(Faulty(world.tracker(), before=at("update", number, lost())), force=True)
    world.amend([row.replace("Бюджет", "Гранты").replace("Муниципальный бюджет", "Гранты") for row in SHIFTED])
    world.clock.at += timedelta(minutes=10)
    assert refused(world).code == "unsafe-change"
