"""The Megion plan on a GitLab, end to end by the command line: what it costs, and what the staff's edits keep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mappings.progress.states import Status
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from tests.worlds.gitlab_town import SmallTown, Town, server, small, town
from tests.worlds.sync_world import EXPECTED_KEYS, ROWS

__all__ = ["server", "small", "town"]

IDLE_REQUESTS = 8
HIERARCHIES = ("links", "tasks")


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_the_plan_stands_in_gitlab_and_the_second_sync_writes_nothing(town: Town, hierarchy: str) -> None:
    """10 milestones and 167 issues with parents and labels; then nothing to do, in a handful of requests."""
    town.write(more=f"hierarchy: {hierarchy}")
    first = town.json("sync")
    assert first["milestones"] == {"created": 10, "updated": 0, "unchanged": 0}
    assert first["issues"]["created"] == 167
    assert first["failed"] == first["unresolved"] == first["drift"] == []
    issues = town.issues()
    assert len(issues) == town.count().total() == 167
    assert town.parents() == {key: key.rpartition("/")[0] for key in issues if "/" in key}
    kinds = {key: issue.issue_type for key, issue in issues.items() if issue.issue_type != "issue"}
    assert kinds == (dict.fromkeys(town.parents(), "task") if hierarchy == "tasks" else {})
    standing = town.standing()
    assert standing["V.15.3/2027"][4:8] == ("2027", date(2027, 1, 1), date(2027, 12, 31), "V.15.3")
    assert {"vekha", "Муниципальный бюджет"} < set(standing["V.15.3/2027"][8])
    second = town.json("sync")
    assert (second["writes"], second["issues"]["unchanged"], second["drift"]) == (0, 167, [])
    assert second["requests"] <= IDLE_REQUESTS
    assert town.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE
    assert town.standing() == standing
    assert (town.breaches(), town.effects()) == ([], [])


def test_a_pull_costs_what_moved(town: Town) -> None:
    """One request for each issue that the staff have commented on, and none for what moved otherwise."""
    town.json("sync")
    town.pass_time()
    idle = town.json("sync")["requests"]
    years = [f"V.15.3/{year}" for year in range(2021, 2031)]
    costs = []
    for count in (3, 6, 10):
        town.pass_time()
        for key in years[:count]:
            town.staff.write_note(town.number(key), f"Факт: {count}")
        town.staff.set_due(town.number("I.6.4"), date(2030, 12, count))
        town.pass_time()
        costs.append(town.json("sync")["requests"] - idle)
    assert costs == [3, 6, 10]
    assert [figure.value for figure in town.report("V.15.3/2023").figures] == [10]
    assert town.json("sync")["requests"] == idle
    assert town.breaches() == []


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_every_request_of_a_life_keeps_to_the_contract(small: SmallTown, hierarchy: str) -> None:
    """Checks, syncs, lost answers, recovery, amendments, undoing, closing, making again: not one breach."""
    small.write(more=f"hierarchy: {hierarchy}")
    small.server.state.add_member("kultura")
    small.world.map("executors: {Библиотека: {assignee: kultura}}\npast: closed")
    small.run("check")
    small.run("diff")
    small.server.fail_next("lost", "POST", "/issues$|graphql", skip=2)
    assert small.sync()[0] == ExitCode.PARTIAL
    small.pass_time()
    assert small.sync()[0] == ExitCode.DONE
    assert small.count() == dict.fromkeys(EXPECTED_KEYS, 1)
    before = small.standing()
    small.world.amend([row.replace("Создан зал", "Созданы 2 зала").replace("\t2026\t", "\t2027\t") for row in ROWS])
    assert small.sync("--force")[1]["issues"]["updated"] == 1
    run = small.json("log")["runs"][0]["run"]
    small.json("undo", str(run))
    assert small.standing() == before
    small.world.amend(ROWS[:-1])
    small.world.map("removed: close\nmilestone_title: План {year}")
    code, done = small.sync("--force")
    assert (code, done["milestones"]["updated"], done["issues"]["closed"]) == (0, 4, 1)
    small.staff.delete(small.number("I.1.2"))
    small.sync()
    assert small.sync("--recreate")[1]["issues"]["created"] == 1
    small.json("summary")
    assert small.breaches() == []
    asked = {(one.method, one.path.rpartition("/")[2]) for one in small.server.requests}
    assert len(small.server.requests) > 60
    assert {
        ("GET", "metadata"),
        ("GET", "all"),
        ("POST", "labels"),
        ("POST", "milestones"),
        ("POST", "issues"),
    } <= asked
    assert ("POST", "links" if hierarchy == "links" else "graphql") in asked


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_what_the_staff_do_stays_and_arrives(town: Town, hierarchy: str) -> None:
    """Words, dates and labels of the staff survive a sync; status and figures come with author and time."""
    town.write(more=f"hierarchy: {hierarchy}")
    town.map("statuses: {На согласовании: in_progress}")
    town.json("sync")
    key = "V.15.3/{}".format
    number = {year: town.number(key(year)) for year in range(2021, 2031)}
    staff = town.staff
    for year, label in ((2026, "На согласовании"), (2027, "в работе"), (2028, "Отменено")):
        staff.put_label(number[year], label)
    staff.close(number[2025])
    staff.take_label(number[2030], "vekha")
    words = "*Важно*: см. #1\n\nПричина: нет средств"
    staff.set_description(number[2027], f"{staff.description(number[2027])}\n\n{words}")
    staff.set_title(number[2027], "Своё название")
    staff.set_due(number[2027], date(2027, 11, 1))
    staff.set_milestone(number[2027], None)
    staff.write_note(number[2029], "Факт: 12,5\nвсё готово", "ivanova")
    at = town.server.clock.now()
    staff.write_note(number[2029], "Факт: 99", "ivanova", internal=True)
    before = town.standing()
    synced = town.json("sync")
    assert (synced["writes"], synced["missing"], town.standing()) == (0, [], before)
    drift = {(one["key"], one["field"]) for one in synced["drift"]}
    assert drift == {(key(2027), name) for name in ("title", "due", "milestone")}
    statuses = [town.report(key(year)).status for year in (2024, 2025, 2026, 2027, 2028)]
    assert statuses == [*(Status.PLANNED, Status.DONE, Status.IN_PROGRESS, Status.IN_PROGRESS, Status.CANCELLED)]
    assert town.report(key(2027)).reason == "нет средств"
    (figure,) = town.report(key(2029)).figures
    assert (str(figure.value), figure.author, figure.place) == ("12.5", "ivanova", "comment")
    assert abs((figure.at - at).total_seconds()) < 1
    measures = {one["key"]: one for one in town.json("summary")["measures"]}
    states = {one["key"]: (one["state"], one["fact"]) for one in measures["V.15.3"]["deadlines"]}
    assert [states[key(year)] for year in (2025, 2026, 2028)] == [
        ("done", None),
        ("in_progress", None),
        ("cancelled", None),
    ]
    assert states[key(2029)] == ("in_progress", 12.5)
    town.map("measures: {V.15.3: {target: 'Не менее 7 встреч #12'}}")
    assert town.json("sync")["issues"]["updated"] == 11
    assert staff.description(number[2027]).endswith(f"\n\n{words}")
    assert "7 встреч" in staff.description(number[2027])
    assert {"На согласовании", "Муниципальный бюджет"} <= set(staff.labels(number[2026]))
    assert "vekha" in staff.labels(number[2030])
    assert (town.json("sync")["writes"], town.breaches(), town.effects()) == (0, [], [])


SWAPPED = (ROWS[0], ROWS[1], ROWS[3].replace("1.3.", "1.2."), ROWS[2].replace("1.2.", "1.3."), ROWS[4])
SHIFTED = (ROWS[0], ROWS[1].replace("1.1.", "1.5."), *ROWS[2:])


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
@pytest.mark.parametrize(
    ("rows", "renamed"),
    [(SWAPPED, {"I.1.2": "I.1.3", "I.1.3": "I.1.2"}), (SHIFTED, {"I.1.1": "I.1.5"})],
    ids=["swapped", "shifted"],
)
def test_a_renumbered_measure_keeps_its_issue(
    small: SmallTown, hierarchy: str, rows: tuple[str, ...], renamed: dict[str, str]
) -> None:
    """Its number, figures and children stay; its marker follows, and so does what is remembered without a marker."""
    small.write(more=f"hierarchy: {hierarchy}")
    small.sync()
    small.staff.write_note(small.number("I.1.2"), "Факт: 1")
    small.sync()
    numbers = {key: issue.iid for key, issue in small.issues().items()}
    small.world.amend(rows)
    small.world.map(f"renamed: {renamed}".replace("'", ""))
    code, done = small.sync("--force")
    assert (code, done["issues"]["created"], done["drift"], done["orphans"]) == (0, 0, [], [])

    def now(key: str) -> str:
        measure, slash, year = key.partition("/")
        return f"{renamed.get(measure, measure)}{slash}{year}"

    moved = {now(key): number for key, number in numbers.items()}
    assert {key: issue.iid for key, issue in small.issues().items()} == moved
    assert small.parents() == {key: key.rpartition("/")[0] for key in moved if "/" in key}
    assert [figure.value for figure in small.report(now("I.1.2")).figures] == [1]
    assert small.sync()[1]["writes"] == 0
    for new in renamed.values():
        small.staff.set_description(str(moved[new]), "Слова без метки")
    code, done = small.sync()
    assert (done["writes"], done["missing"], {one["key"] for one in done["drift"]}) == (0, [], set(renamed.values()))
    assert small.linked() == {key: str(number) for key, number in moved.items()}
    assert small.breaches() == []


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_a_sync_is_taken_back(small: SmallTown, hierarchy: str) -> None:
    """To the letter, labels and milestone too; the first sync by closing what nobody has touched."""
    small.write(more=f"hierarchy: {hierarchy}")
    small.sync()
    before = small.standing()
    amended = [row.replace("Создан зал", "Созданы 2 зала") for row in ROWS]
    amended = [row.replace("\t2026\t", "\t2027\t").replace("Муниципальный", "Городской") for row in amended]
    small.world.amend(amended)
    assert small.sync("--force")[1]["issues"]["updated"] == 7
    assert small.standing() != before
    small.json("undo", "2")
    assert small.standing() == before
    touched = small.number("I.1.2")
    small.staff.write_note(touched, "Взяла в работу")
    small.world.amend(ROWS)
    code, out = small.run("undo", "1", "--debug")
    states = {key: issue.state for key, issue in small.issues().items()}
    assert (code, "I.1.2" in out) == (0, True)
    assert states == {**dict.fromkeys(EXPECTED_KEYS, "closed"), "I.1.2": "opened"}
    assert small.breaches() == []


@pytest.mark.parametrize("off", [timedelta(days=40), timedelta(days=-3)])
def test_a_machine_whose_clock_is_not_gitlabs_is_refused(small: SmallTown, off: timedelta) -> None:
    """By the `Date` of its answers, in the first run already; with `--force` it goes on, and so does the next."""

    def by_the_clock(*arguments: str, off: timedelta = off) -> int:
        app = App(now=lambda: small.server.clock.now() + off)
        return run(["-q", "-c", str(small.folder / "config.yaml"), *arguments], app)

    for command in ("sync", "run"):
        assert by_the_clock(command) == ExitCode.REFUSED
        assert "and the tracker's says 2026-11-23 [clock-wrong]" in small.capsys.readouterr().err
    assert (small.count().total(), small.linked()) == (0, {})
    assert by_the_clock("check") == ExitCode.REFUSED
    assert by_the_clock("sync", "--force") == by_the_clock("run") == ExitCode.DONE
    assert by_the_clock("run", off=timedelta(0)) == by_the_clock("check", off=timedelta(0)) == ExitCode.DONE
    assert by_the_clock("run", off=2 * off) == ExitCode.REFUSED
