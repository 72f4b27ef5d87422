"""`check` says how the operator learns of trouble, and what of it would fail; it asks no address."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.plan import Severity
from sync.config.loading import load_config
from sync.runs.health import diagnose
from sync.runs.upkeep_check import look_at_upkeep
from sync.tracker import Diagnosis
from tests.worlds.sync_world import CONFIG, World

SECRET = "0b6b2d8e"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


def looked_at(world: World, operator: str) -> list[Diagnosis]:
    """The lines for an `operator` block."""
    world.config_path.write_text(f"{CONFIG}operator: {operator}\n", encoding="utf-8")
    before = sorted(world.folder.iterdir())
    found = list(look_at_upkeep(load_config(world.config_path)))
    assert sorted(world.folder.iterdir()) == before
    assert all(SECRET not in f"{one.message} {one.hint}" for one in found)
    return found


def told(found: list[Diagnosis]) -> list[tuple[str, Severity, bool]]:
    """The codes with their severity, and whether there is something to do."""
    return [(one.code, one.severity, bool(one.hint)) for one in found]


@pytest.mark.parametrize(
    ("operator", "lines"),
    [
        ("{}", [("operator", Severity.INFO, True)]),
        ("{email: op@example.org}", [("operator", Severity.INFO, True)]),
        ("{email: op@example.org, stamp: v.prom}", [("operator", Severity.INFO, False)] * 2),
        (f"{{ping: {{start: 'https://hc.example.org/{SECRET}'}}}}", [("operator", Severity.INFO, False)]),
        (
            f"{{ping: {{success: 'http://hc.example.org/{SECRET}', failure: 'http://localhost/{SECRET}'}}}}",
            [("operator", Severity.INFO, False), ("ping-plain", Severity.WARNING, True)],
        ),
        ("{stamp: plan.d}", [("path-is-folder", Severity.ERROR, True)]),
        ("{stamp: somebodys.txt}", [("stamp-foreign", Severity.ERROR, True)]),
        ("{stamp: /dev/null}", [("operator", Severity.INFO, False)]),
    ],
)
def test_what_is_said(world: World, operator: str, lines: list[tuple[str, Severity, bool]]) -> None:
    """Each way has its line; of an address that is asked only the host is shown."""
    (world.folder / "plan.d").mkdir()
    (world.folder / "somebodys.txt").write_text("mine", encoding="utf-8")
    assert told(looked_at(world, operator)) == lines


def test_it_is_part_of_check(world: World) -> None:
    """Of a town without the block as well."""
    assert "operator" in {one.code for one in diagnose(world.inputs())}
