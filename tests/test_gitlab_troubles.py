"""What goes wrong between a plan and a GitLab, by the command line: lost answers, limits, a server that goes down.

No copy is made, nothing is claimed that does not stand, no request comes before its time, and the run after it
finishes the job. Every trouble is drawn from a seed.
"""

from __future__ import annotations

from typing import Any

import pytest

from sync.cli.exit_codes import ExitCode
from tests.standins.gitlab_server import Server
from tests.standins.gitlab_server.calls import Reply
from tests.standins.gitlab_server.dispatch import Asked
from tests.standins.gitlab_server.throttle import Line
from tests.worlds.gitlab_town import SmallTown, Town, server, small, town
from tests.worlds.sync_world import EXPECTED_KEYS

__all__ = ["server", "small", "town"]

ALL = dict.fromkeys(EXPECTED_KEYS, 1)
BUSY = 429
LOST = {"lost": 0.3}
MIXED = {"lost": 0.1, "cut": 0.05, "gateway": 0.05, "unavailable": 0.05, "garbled": 0.05, "locked": 0.05, "busy": 0.05}


def runs_until_done(town: Town, rates: dict[Any, float], seed: int, *, at_most: int = 40) -> int:
    """Sync amid troubles until a run ends well, then once without; returns how many runs it took."""
    town.server.traps.rates, town.server.traps.fault_seed = rates, seed
    taken, code = 0, -1
    while code != ExitCode.DONE and taken < at_most:
        code, _done = town.sync()
        assert code in (ExitCode.DONE, ExitCode.PARTIAL, ExitCode.TRY_LATER), town.err
        assert max(town.count().values(), default=0) <= 1
        taken += 1
        town.pass_time()
    assert code == ExitCode.DONE
    town.server.traps.rates = {}
    return taken


@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
@pytest.mark.parametrize(("rates", "parallel"), [(LOST, 4), (MIXED, 1)], ids=["lost", "mixed"])
@pytest.mark.parametrize("seed", range(2))
def test_lost_answers_make_no_copy(
    small: SmallTown, hierarchy: str, rates: dict[Any, float], parallel: int, seed: int
) -> None:
    """Three answers of ten go wrong, in run after run: every issue stands once, below its parent, and all is quiet."""
    small.write(more=f"hierarchy: {hierarchy}, parallel: {parallel}")
    runs_until_done(small, rates, seed)
    assert small.count() == ALL
    small.sync()
    assert small.parents() == {key: key.rpartition("/")[0] for key in ALL if "/" in key}
    assert small.milestones() == ["2025", "2026", "2027", "2028"]
    code, done = small.sync()
    assert (code, done["writes"], done["drift"]) == (0, 0, [])
    assert (small.breaches(), small.server.too_early) == ([], [])


def test_lost_answers_make_no_copy_of_the_whole_plan(town: Town) -> None:
    """167 issues amid the loss of three answers of ten."""
    runs = runs_until_done(town, LOST, 7)
    assert runs > 1
    assert (len(town.issues()), town.count().total(), len(town.milestones())) == (167, 167, 10)
    town.sync()
    assert town.parents() == {key: key.rpartition("/")[0] for key in town.issues() if "/" in key}
    assert town.sync()[1]["writes"] == 0
    assert town.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE
    assert (town.breaches(), town.server.too_early) == ([], [])


def switch(server: Server, traps: dict[str, Any]) -> None:
    """Switch the server's limits on."""
    for name, value in traps.items():
        setattr(server.traps, name, value)


@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
@pytest.mark.parametrize(
    "limits",
    [
        {"per_minute": 12},
        {"per_minute": 12, "limit_headers": True},
        {"per_minute": 12, "retry_after": False},
        {"issues_per_minute": 3},
        {"issues_per_minute": 3, "retry_after": False},
    ],
    ids=["told", "told beforehand", "untold", "issues", "issues untold"],
)
def test_limits_are_waited_for(small: SmallTown, hierarchy: str, limits: dict[str, Any]) -> None:
    """All is made within one run, and not one request comes before its time; untold it is left alone longer and longer.

    What GraphQL says of a limit names no time.
    """
    small.write(more=f"hierarchy: {hierarchy}, parallel: 1")
    switch(small.server, limits)
    code, done = small.sync()
    assert code == ExitCode.DONE, small.err
    assert (done["failed"], done["unresolved"], small.count()) == ([], [], ALL)
    assert small.server.too_early == [] or (hierarchy == "tasks" and "issues_per_minute" in limits)
    asked = small.server.requests
    refused = [at for at, one in enumerate(asked) if one.status == BUSY]
    assert bool(refused) != ("limit_headers" in limits)
    pauses = [(asked[at + 1].at - asked[at].at).total_seconds() for at in refused]
    assert all(pause > 0.3 for pause in pauses)
    assert limits.get("retry_after", True) or max(pauses) > 5
    assert len(refused) < 20
    assert small.breaches() == []


def test_a_storm_is_left_alone(town: Town) -> None:
    """Plain 429s in a row, amid parallel writes: each is waited out, by all threads, and nothing is made twice."""
    town.server.fail_next("busy", "POST", "/issues$", times=6, seconds=7, skip=20)
    town.server.fail_next("busy", "GET", times=3, seconds=31, skip=2)
    code, done = town.sync()
    assert (code, done["issues"]["created"], town.server.too_early) == (0, 167, [])
    assert town.count().total() == len(town.issues()) == 167
    assert sum(one.status == BUSY for one in town.server.requests) == 9


def test_a_limit_that_outlasts_a_run(town: Town) -> None:
    """75, and what could not be done is not claimed; the next run goes on from there."""
    town.server.fail_next("busy", "POST", "/issues$", times=1, seconds=3600, skip=20)
    code, done = town.sync()
    stand = len(town.issues())
    assert (code, stand < 30) == (ExitCode.TRY_LATER, True)
    assert done["issues"]["created"] <= stand <= done["issues"]["created"] + len(done["unresolved"])
    assert "[tracker-busy]" in town.err
    town.pass_time(61)
    assert town.sync()[0] == ExitCode.DONE
    assert (len(town.issues()), town.count().total(), town.server.too_early) == (167, 167, [])


def test_a_listing_that_lags_makes_no_copy(small: SmallTown) -> None:
    """What was made and is not listed yet is looked for by its marker, and by the number that is remembered."""
    small.server.traps.label_lag = 3600
    small.server.fail_next("lost", "POST", "/issues$", times=2, skip=1)
    assert small.sync()[0] != ExitCode.DONE
    small.pass_time()
    for lag in (3600, 0):
        small.server.traps.label_lag = lag
        assert small.run("sync", "--force")[0] == ExitCode.DONE
        assert max(small.count().values()) == 1
        assert "[missing]" not in small.err
    assert (small.count(), small.sync()[1]["writes"], small.breaches()) == (ALL, 0, [])


def fall_down(server: Server, monkeypatch: pytest.MonkeyPatch, kind: Any, after: int) -> None:
    """Let the server go down once it has had so many writes."""
    handle, left = server.handle, [after]

    def wrapped(asked: Asked, line: Line) -> Reply | None:
        left[0] -= asked.method != "GET"
        if left[0] < 0:
            server.traps.rates = {kind: 1.0}
        return handle(asked, line)

    monkeypatch.setattr(server, "handle", wrapped)


@pytest.mark.parametrize("kind", ["cut", "unavailable", "gateway", "lost"])
@pytest.mark.parametrize("after", [0, 9])
def test_a_server_that_goes_down(small: SmallTown, monkeypatch: pytest.MonkeyPatch, kind: Any, after: int) -> None:
    """75; what came through is kept, what did not is not claimed, and the next sync makes the rest and no copy."""
    with monkeypatch.context() as outage:
        fall_down(small.server, outage, kind, after)
        code, done = small.sync()
    assert code == ExitCode.TRY_LATER
    assert "[unresolved]" in small.err
    claimed = done["milestones"]["created"] + done["issues"]["created"]
    stand = len(small.milestones()) + small.count().total()
    assert claimed <= stand <= claimed + len(done["unresolved"])
    small.server.traps.rates = {}
    small.pass_time()
    assert small.sync()[0] == ExitCode.DONE
    assert (small.count(), small.milestones(), set(small.linked())) == (ALL, ["2025", "2026", "2027", "2028"], set(ALL))
    small.sync()
    assert small.parents() == {key: key.rpartition("/")[0] for key in ALL if "/" in key}
    assert (small.sync()[1]["writes"], small.breaches()) == (0, [])


def test_a_short_listing_is_no_loss(town: Town) -> None:
    """Where GitLab gives fewer issues than it counted nothing is written, and nothing counts as missing."""
    town.sync()
    town.server.fail_next("short", "GET", "/issues$", times=20)
    code, done = town.sync()
    assert (code, done) == (ExitCode.TRY_LATER, None)
    assert "[listing-short]" in town.err
    assert len(town.linked()) == 167
