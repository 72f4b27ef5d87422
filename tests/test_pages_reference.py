"""The references that are made of the sources: they are those of today, and leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from mappings import language
from sync.cli import vekha
from sync.cli.examples import EXAMPLES
from sync.cli.translated import METAVARS, spoken
from tests.pages.command_lines import every
from tests.pages.documented_codes import ROOT
from tests.pages.markdown import Page, in_code
from tests.pages.reference import references
from tests.pages.reference.keys import Key, blocks_of, config_keys, keys

DOCS = ROOT / "docs"

both = pytest.mark.parametrize("suffix", [".md", ".ru.md"])


@pytest.mark.parametrize("path", references(), ids=lambda path: path.name)
def test_a_reference_is_that_of_today(path: Path) -> None:
    """Whoever changes an option, a key or a help makes the pages anew with `make reference`."""
    assert path.read_text(encoding="utf-8") == references()[path]


def test_making_them_leaves_the_language_as_it_was() -> None:
    """Each is in its own."""
    references()
    assert language.active() == "en"


@both
def test_every_command_is_there_with_its_options_and_examples(suffix: str) -> None:
    """Each command that does something has a part, in which stand all its options and its examples."""
    page = Page(DOCS / f"options{suffix}")
    context = click.Context(spoken(vekha), info_name="vekha")
    wanted = [one for one in every(spoken(vekha), context) if not isinstance(one.command, click.Group)]
    _opening, common, *parts = re.split(r"^## ", page.text, flags=re.MULTILINE)
    assert [part.splitlines()[0] for part in parts] == [f"`{one.command_path}`" for one in wanted]
    for part, one in zip(parts, wanted, strict=True):
        named = {
            name for row in re.findall(r"^\| (`.*?) \|", common + part, flags=re.MULTILINE) for name in in_code(row)
        }
        options = [option for option in one.command.params if isinstance(option, click.Option)]
        assert {name for option in options for name in (*option.opts, *option.secondary_opts)} <= named
        shown = part.partition("```sh")[2].count("\n# ")
        assert shown == len(EXAMPLES.get(one.command_path.partition(" ")[2], ()))


def test_the_russian_page_names_what_is_to_be_given_in_russian() -> None:
    """No English word stands for an argument or for what follows an option."""
    text = Page(DOCS / "options.ru.md").prose
    words = {word for metavar in METAVARS for word in re.findall(r"[A-Z]{2,}", metavar) if word not in ("HH", "MM")}
    assert words & set(re.findall(r"[A-Z]{2,}", re.sub(r"`[^`]*`", "", text))) == set()


def _named(value: Any, prefix: str = "") -> set[str]:
    """The keys of a file that take a value, as the page names them, those of the mapping's own names left out."""
    if isinstance(value, dict):
        return {name for key, inner in value.items() for name in _named(inner, f"{prefix}.{key}" if prefix else key)}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {name for inner in value for name in _named(inner, f"{prefix}[]")}
    return {prefix}


@both
def test_every_key_of_the_example_is_there(suffix: str) -> None:
    """Whatever `config.example.yaml` shows can be looked up."""
    page = Page(DOCS / f"keys{suffix}")
    listed = {name for table in page.tables for row in table for name in in_code(row[0])}
    example = yaml.safe_load((ROOT / "config.example.yaml").read_text(encoding="utf-8"))
    assert _named(example) - listed == set()


@pytest.mark.parametrize(("page", "required"), [("mapping.md", "required"), ("mapping.ru.md", "обязателен")])
def test_what_is_explained_of_the_config_has_the_same_defaults(page: str, required: str) -> None:
    """The first table of the page that explains the keys says of each that it is required, or the default it has."""
    known = {key.path: key for key in [*config_keys(), *blocks_of("tracker")["embedded"], *blocks_of("mail")["outbox"]]}
    _head, *rows = Page(DOCS / page).tables[0]
    compared = 0
    for name, default, _meaning in rows:
        (path,) = in_code(name)
        path = path if path in ("language", "ledger") or "." in path else f"alerts.recipients[].{path}"
        below = {one.path.removeprefix(f"{path}."): one for one in known.values() if one.path.startswith(f"{path}.")}
        assert (default == required) is (path in known and known[path].required), path
        for value in map(yaml.safe_load, in_code(default)):
            compared += 1
            if isinstance(value, dict):
                assert value == {key: one.schema["default"] for key, one in below.items()}, path
            else:
                assert value == known[path].schema["default"], path
    assert compared > 10


def test_what_is_told_of_a_key() -> None:
    """Its path, through lists and names of one's own; that it is required; a choice of blocks is left out."""
    block = {
        "properties": {
            "a": {"type": "string"},
            "b": {"items": {"properties": {"c": {"type": "integer"}}, "required": ["c"]}},
            "d": {"additionalProperties": {"properties": {"e": {"type": "string"}}}},
            "f": {"oneOf": []},
        },
        "required": ["a"],
    }
    assert list(keys(block, "x.")) == [
        Key("x.a", {"type": "string"}, required=True),
        Key("x.b[].c", {"type": "integer"}, required=True),
        Key("x.d.….e", {"type": "string"}, required=False),
    ]
