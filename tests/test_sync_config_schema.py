"""The JSON Schemas of config and mapping: valid, true to the models, and the ones that are handed out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from sync.cli import run
from sync.cli.context import App
from sync.config.schema import SCHEMAS, config_schema, mapping_schema

ROOT = Path(__file__).parent.parent
EXAMPLE = yaml.safe_load((ROOT / "config.example.yaml").read_text(encoding="utf-8"))
TRACKERS: list[dict[str, Any]] = [
    {"kind": "embedded", "path": "var/tracker.db"},
    {"kind": "redmine", "url": "https://r.example.org", "project": "plan", "token_env": "KEY", "issue_tracker": "Task"},
    {"kind": "gitlab", "url": "https://g.example.org", "project": "town/plan", "token_file": "key"},
]
MAILS: list[dict[str, Any]] = [
    {"kind": "outbox", "sender": "Vekha <v@example.org>", "path": "out"},
    {"kind": "smtp", "sender": "v@example.org", "host": "mail", "port": 25, "security": "none"},
]


def faults(schema: dict[str, Any], data: Any) -> list[str]:
    """What an editor would tell."""
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_is_handed_out(name: str) -> None:
    """It keeps the rules of its draft, and `docs/schema` has the one of today: `make schema` writes it."""
    schema = SCHEMAS[name]()
    Draft202012Validator.check_schema(schema)
    kept = (ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(kept) == schema


def test_the_first_lines_name_it() -> None:
    """An editor finds it from the example and from the bundled mapping."""
    for name in ("config.example.yaml", "mappings/megion-2021-2030/mapping.yaml"):
        first = (ROOT / name).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert ((ROOT / name).parent / first.partition("=")[2]).is_file()


@pytest.mark.parametrize("mail", MAILS, ids=lambda block: str(block["kind"]))
@pytest.mark.parametrize("tracker", TRACKERS, ids=lambda block: str(block["kind"]))
def test_right_files_are_right(tracker: dict[str, Any], mail: dict[str, Any]) -> None:
    """The example, with every tracker and every way of the mail."""
    assert faults(config_schema(), EXAMPLE) == []
    assert faults(config_schema(), {**EXAMPLE, "tracker": tracker, "mail": mail}) == []


def test_a_key_that_is_left_empty_counts_as_left_out() -> None:
    """As in the file itself; one that must be there may not be empty."""
    assert faults(config_schema(), {**EXAMPLE, "language": None, "alerts": None}) == []
    assert faults(config_schema(), {**EXAMPLE, "ledger": None}) != []


@pytest.mark.parametrize(
    "change",
    [
        {"languages": "ru"},
        {"language": "de"},
        {"plan": {**EXAMPLE["plan"], "kye": "a"}},
        {"plan": {"key": "a"}},
        {"tracker": {"kind": "jira", "path": "a"}},
        {"tracker": {"path": "var/tracker.db"}},
        {"tracker": {**TRACKERS[0], "url": "https://r.example.org"}},
        {"mail": {**MAILS[1], "port": 70_000}},
        {"mail": {**MAILS[1], "password": "secret"}},
    ],
    ids=str,
)
def test_wrong_files_are_wrong(change: dict[str, Any]) -> None:
    """What the config's own check refuses by its form, the schema refuses too."""
    assert faults(config_schema(), {**EXAMPLE, **change}) != []


def test_the_mapping() -> None:
    """The bundled one is right; a wrong word or key is not."""
    bundled = yaml.safe_load((ROOT / "mappings/megion-2021-2030/mapping.yaml").read_text(encoding="utf-8"))
    assert faults(mapping_schema(), bundled) == []
    assert faults(mapping_schema(), {"past": "never"}) != []
    assert faults(mapping_schema(), {"measures": {"I.1": {"unknown": 1}}}) != []


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the schema, or writes it where it is told to, over what stood there."""
    assert run(["schema", "mapping"], App()) == 0
    assert json.loads(capsys.readouterr().out) == mapping_schema()
    assert run(["schema", "config", "-o", str(tmp_path / "s.json")], App()) == 0
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == config_schema()
    assert run(["schema", "config", "-o", str(tmp_path / "no" / "s.json")], App()) in (0, 78, 77)
