"""The documents name every command, option, exit code, finding, error and setting there is, and no other."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from mappings import language
from mappings.mapping.model import DRIFT_FIELDS, DecidedExtension, Executor, Mapping, Override
from mappings.progress.quality_words import MESSAGES
from mappings.progress.states import DeadlineState, MeasureState
from mappings.reading.findings import FINDINGS
from notify.replies.admission import Refusal
from notify.upkeep.troubles import Trouble
from sync.cli import run, vekha
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.cli.listed import Listed
from sync.config.alerting import AlertSettings, RecipientSettings
from sync.config.replying import RepliesSettings
from sync.config.settings import (
    OutboxMail,
    PlanSettings,
    SmtpMail,
    SummarySettings,
)
from sync.config.upkeep import OperatorSettings, PingSettings
from sync.monitoring.stamp import Kept, Stamp, gauges
from sync.trackers.embedded.settings import EmbeddedSettings
from sync.trackers.gitlab.settings import GitlabSettings
from sync.trackers.redmine.settings import RedmineSettings
from tests.pages.documented_codes import CODE, ROOT, composed_codes, error_codes

PLAN = ROOT / "mappings" / "megion-2021-2030"
_CODE_COLUMNS = 3  # of the table of codes: code, meaning, whether it counts
COMMON = {"-c", "--config", "-q", "--quiet", "--log-format", "--debug", "-h", "--help", "--version"}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    """The text below each heading, up to the next heading of any level."""
    parts = re.split(r"^#+ +(.+)$", re.sub(r"^```.*?^```$", _masked, text, flags=re.M | re.S), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _masked(block: re.Match[str]) -> str:
    """A code block whose comments are no headings."""
    return re.sub(r"^#", " #", block.group(), flags=re.M)


def _table(text: str) -> Iterator[list[str]]:
    """The cells of the rows of all tables in a text, heads left out."""
    rows = re.findall(r"^\|(.+)\|$", text, flags=re.M)
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    rules = [number for number, row in enumerate(cells) if all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    heads = {*rules, *(number - 1 for number in rules)}
    return (row for number, row in enumerate(cells) if number not in heads)


def _blocks(text: str) -> list[str]:
    return re.findall(r"^```.*?^```$", text, flags=re.M | re.S)


def _commands(command: click.Command, path: str = "vekha") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its path."""
    if isinstance(command, click.Group):
        for name, inner in _inner(command).items():
            yield from _commands(inner, f"{path} {name}")
    else:
        yield path, command


def _inner(group: click.Group) -> dict[str, click.Command]:
    """The commands of a group, loaded."""
    return {name: one.loaded() if isinstance(one, Listed) else one for name, one in group.commands.items()}


def _named_in_code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


COMMANDS = dict(_commands(vekha))


COMMAND_PAGES = {"docs/commands.md": "en", "docs/commands.ru.md": "ru"}


def _heading(page: str, path: str) -> str:
    """The heading of a command on a page, its arguments in the words of the page's language."""
    words = language.catalogue(COMMAND_PAGES[page])
    command = COMMANDS[path]
    arguments = (
        re.sub(r"[A-Z]+", lambda word: words.gettext(word.group()), one.make_metavar(click.Context(command)))
        for one in command.params
        if one.param_type_name == "argument"
    )
    return f"`{' '.join([path, *arguments])}`"


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_every_command_has_a_heading_and_no_heading_names_another(page: str) -> None:
    """Each command is a heading of the page of commands, with its arguments, and nothing else is."""
    headings = {heading for heading in _sections(_text(page)) if heading.startswith("`vekha")}
    wanted = {_heading(page, path) for path in COMMANDS}
    groups = {f"`vekha {name}`" for name, command in _inner(vekha).items() if isinstance(command, click.Group)}
    assert headings == wanted | groups


@pytest.mark.parametrize("page", COMMAND_PAGES)
@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_stands_in_the_table_of_its_command(path: str, page: str) -> None:
    """The table below a command names its own options, each with both its names, and no option it lacks."""
    command = COMMANDS[path]
    section = _sections(_text(page))[_heading(page, path)]
    documented = [name for row in _table(section) for name in _named_in_code(row[0])]
    actual = {
        name
        for option in command.params
        if isinstance(option, click.Option)
        for name in (*option.opts, *option.secondary_opts)
    }
    assert Counter(documented) == Counter(actual - COMMON)


@pytest.mark.parametrize(("page", "title"), [("docs/commands.md", "Commands"), ("docs/commands.ru.md", "Команды")])
def test_the_common_options_are_those_of_the_group_and_of_every_command(page: str, title: str) -> None:
    """What the page calls common stands before a command and after it, `--version` alone before it."""
    documented = {name for row in _table(_sections(_text(page))[title]) for name in _named_in_code(row[0])}
    assert documented == COMMON
    before = {name for option in vekha.params for name in option.opts} | {"-h", "--help"}
    assert before == COMMON
    for command in COMMANDS.values():
        after = {name for option in command.params for name in option.opts}
        assert after >= COMMON - {"-h", "--help", "--version"}


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_every_choice_of_an_option_is_named(page: str) -> None:
    """Where an option takes one of a few words, its row or its command's text names each of them."""
    sections = _sections(_text(page))
    for path, command in COMMANDS.items():
        for option in command.params:
            if isinstance(option.type, click.Choice) and option.opts[0] not in COMMON:
                text = sections[_heading(page, path)]
                rows = [row[1] for row in _table(text) if option.opts[0] in row[0]]
                missing = [word for word in option.type.choices if f"`{word}`" not in ("".join(rows) or text)]
                assert not missing, f"{path} {option.opts[0]}"


def test_every_exit_code_is_documented() -> None:
    """The table of exit codes holds the numbers and the names of `ExitCode`."""
    rows = [
        (int(row[0]), row[1].replace(" ", "_").upper())
        for row in _table(_sections(_text("docs/commands.md"))["Exit codes"])
    ]
    assert rows == [(code.value, code.name) for code in ExitCode]
    russian = [int(row[0]) for row in _table(_sections(_text("docs/commands.ru.md"))["Коды завершения"])]
    assert russian == [code.value for code in ExitCode]


@pytest.mark.parametrize("page", ["docs/for-operator.md", "docs/for-operator.ru.md"])
def test_the_operator_is_told_what_to_do_about_each_exit_code(page: str) -> None:
    """The table names the codes with which a run can end: all but that of `vekha diff --detailed-exitcode`."""
    codes = _text(page).partition("<!-- codes -->")[2].partition("<!-- /codes -->")[0]
    assert [int(row[0]) for row in _table(codes)] == [code.value for code in ExitCode if code is not ExitCode.PENDING]


@pytest.mark.parametrize(
    ("page", "section"), [("docs/findings.md", "All findings"), ("docs/findings.ru.md", "Все замечания")]
)
def test_every_finding_is_documented_with_its_severity(page: str, section: str) -> None:
    """The table of findings holds the codes of the catalogue in its order, each with its severity."""
    rows = [(_named_in_code(row[0]), row[1]) for row in _table(_sections(_text(page))[section])]
    assert rows == [([code], kind.severity.value) for code, kind in FINDINGS.items()]


ERRORS = ("docs/errors.md", "docs/errors.ru.md")


@pytest.mark.parametrize("page", ERRORS)
def test_every_error_code_of_the_sources_is_documented_once_and_none_is_stale(page: str) -> None:
    """The codes in the tables of the page of errors, in either language, are those that the sources can show."""
    documented = Counter(code for row in _table(_text(page)) for code in _named_in_code(row[0]))
    raised = error_codes()
    assert not {code: sorted(raised[code]) for code in raised.keys() - documented.keys()}
    assert not documented.keys() - raised.keys()
    assert [code for code, count in documented.items() if count > 1] == []


@pytest.mark.parametrize("tracker", ["redmine", "gitlab"])
@pytest.mark.parametrize(("ending", "section"), [("md", "When it does not work"), ("ru.md", "Если не получается")])
def test_what_can_go_wrong_with_a_tracker_bears_codes_that_there_are(tracker: str, ending: str, section: str) -> None:
    """Each row of the table names a code that the sources can show."""
    rows = [_named_in_code(row[0]) for row in _table(_sections(_text(f"docs/{tracker}.{ending}"))[section])]
    assert {code for codes in rows for code in codes} <= error_codes().keys()
    assert all(len(codes) == 1 for codes in rows)


def test_both_pages_of_errors_say_the_same_in_the_same_order() -> None:
    """The same codes, also where a code stands without its marks; an exit code is the same in both."""
    english, russian = map(_text, ERRORS)
    rows = [
        [(row[0], row[1] if row[1].isdecimal() else "", len(row)) for row in _table(text)]
        for text in (english, russian)
    ]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("page", ["docs/indicators.md", "docs/indicators.ru.md"])
def test_every_code_told_of_figures_is_documented(page: str) -> None:
    """The table of what is told of figures holds the codes that have words, in both languages, and no other."""
    codes = [name for row in _table(_text(page)) if len(row) == _CODE_COLUMNS for name in _named_in_code(row[0])]
    assert sorted(codes) == sorted(MESSAGES)


def test_codes_are_written_out_in_the_sources() -> None:
    """No code is put together from pieces, and none is both an error's and a finding's."""
    assert composed_codes() == []
    assert not FINDINGS.keys() & error_codes().keys()
    assert all(CODE.fullmatch(code) for code in [*FINDINGS, *error_codes()])


def _keys(prefix: str, model: type[BaseModel]) -> set[str]:
    return {f"{prefix}{name}" for name in model.model_fields}


@pytest.mark.parametrize(("page", "section"), [("docs/mapping.md", "The config"), ("docs/mapping.ru.md", "Настройки")])
def test_every_key_of_the_config_is_documented(page: str, section: str) -> None:
    """The table of the config names the keys of every block, and no other."""
    documented = {name for row in _table(_sections(_text(page))[section]) for name in _named_in_code(row[0])}
    actual = {
        "language",
        "ledger",
        "tracker.kind",
        *_keys("plan.", PlanSettings),
        *_keys("mail.", OutboxMail),
    }
    actual |= _keys("tracker.", EmbeddedSettings) | _keys("summary.", SummarySettings)
    assert documented == actual | _keys("alerts.", AlertSettings) | _keys("", RecipientSettings)


@pytest.mark.parametrize(
    ("page", "section"), [("docs/mail.md", "A mail server"), ("docs/mail.ru.md", "Почтовый сервер")]
)
def test_every_key_of_the_mail_server_is_documented(page: str, section: str) -> None:
    """The table names the keys of the server's settings, and no other."""
    rows = [_named_in_code(row[0])[0] for row in _table(_sections(_text(page))[section])]
    assert Counter(rows) == Counter(_keys("", SmtpMail))


@pytest.mark.parametrize(
    ("page", "keys", "refusals"),
    [
        ("docs/replies.md", "The keys of the block", "Which mails are refused"),
        ("docs/replies.ru.md", "Ключи блока", "Какие письма отклоняются"),
    ],
)
def test_what_is_said_of_answers_is_all_there_is(page: str, keys: str, refusals: str) -> None:
    """The tables name the keys of the block, each with its default, and the refusals in the order of their counting."""
    sections = _sections(_text(page))
    rows = {_named_in_code(row[0])[0]: row[1] for row in _table(sections[keys])}
    assert set(rows) == _keys("", RepliesSettings)
    for name, setting in RepliesSettings.model_fields.items():
        assert (rows[name] in ("required", "обязателен")) is setting.is_required(), name
        if setting.default and not setting.is_required():
            assert rows[name] == f"`{setting.default}`", name
    assert [_named_in_code(row[0]) for row in _table(sections[refusals])] == [[one.value] for one in Refusal]


@pytest.mark.parametrize("page", ["docs/operator.md", "docs/operator.ru.md"])
def test_what_the_operator_is_told_is_documented(page: str) -> None:
    """The tables name the keys of the block, the states that are watched and the metrics, and no other."""
    rows = [_named_in_code(row[0])[0] for row in _table(_text(page))]
    keys = (_keys("", OperatorSettings) - {"ping"}) | _keys("ping.", PingSettings)
    kept = Kept(None, None, None, {}, {})
    metrics = {one.name for one in gauges(Stamp("town", "", "", datetime(2026, 3, 1, tzinfo=UTC), 0, kept=kept))}
    assert Counter(rows) == Counter({*keys, *(one.value for one in Trouble), *metrics})


@pytest.mark.parametrize("page", ["docs/mapping.md", "docs/mapping.ru.md"])
@pytest.mark.parametrize(("section", "settings"), [("Redmine", RedmineSettings), ("GitLab", GitlabSettings)])
def test_every_key_of_a_tracker_is_documented(page: str, section: str, settings: type[BaseModel]) -> None:
    """The table of a tracker's settings names its keys, each with its default, and no other."""
    rows = {_named_in_code(row[0])[0]: row[1] for row in _table(_sections(_text(page))[section])}
    assert set(rows) == _keys("", settings)
    for name, setting in settings.model_fields.items():
        assert (rows[name] in ("required", "обязателен")) is setting.is_required(), name
        if setting.default and not setting.is_required():
            plain = f"{setting.default:g}" if isinstance(setting.default, float) else setting.default
            assert rows[name] == f"`{plain}`", name


@pytest.mark.parametrize(
    ("page", "keys", "extensions"),
    [
        ("docs/mapping.md", "The mapping", "Decided extensions"),
        ("docs/mapping.ru.md", "Файл поправок", "Продление срока"),
    ],
)
def test_every_key_of_the_mapping_is_documented(page: str, keys: str, extensions: str) -> None:
    """The tables of the mapping name its keys, those of a measure's corrections and of an extension, and no other."""
    sections = _sections(_text(page))
    section = sections[keys]
    documented = {name for row in _table(section) for name in _named_in_code(row[0])} - {"measures"}
    assert documented == (_keys("", Mapping) | _keys("", Override)) - {"measures"}
    extended = {name for row in _table(sections[extensions]) for name in _named_in_code(row[0])}
    assert extended == _keys("", DecidedExtension)
    assert all(f"`{name}`" in section for name in [*Executor.model_fields, "measures"])


@pytest.mark.parametrize(
    ("page", "owners", "table"),
    [
        ("docs/mapping.md", "Who owns what", "States"),
        ("docs/mapping.ru.md", "Что кому принадлежит", "Состояния"),
    ],
)
def test_every_drift_field_and_every_state_is_documented(page: str, owners: str, table: str) -> None:
    """The fields that the plan owns, and every state, are named in docs/mapping.md."""
    sections = _sections(_text(page))
    assert all(f"`{name}`" in sections[owners] for name in DRIFT_FIELDS)
    states = {name for row in _table(sections[table]) for name in _named_in_code(row[0])}
    assert states == {*DeadlineState, *MeasureState}


@pytest.fixture(scope="module")
def speech() -> Iterator[None]:
    """A run of the command line speaks its own language; afterwards the one from before is spoken again."""
    spoken = language.active()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", "en")
        yield
    language.use(spoken)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, speech: None) -> Path:  # noqa: ARG001
    """The config of a demonstration with something in every list."""
    folder = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--folder", str(folder), "--language", "en", "--today", "2026-11-23"], App()) == 0
    config = folder / "config.yaml"
    for words in (["delete", "I.6.1"], ["comment", "I.6.2", "Fact: many"]):
        assert run(["tracker", *words, "-c", str(config)], App()) == 0
    return config


EXAMPLES = {
    "vekha read FILE": ["read", str(PLAN / "plan.txt")],
    "vekha check": ["check"],
    "vekha diff": ["diff"],
    "vekha sync": ["sync"],
    "vekha summary": ["summary"],
    "vekha alerts": ["alerts", "--dry-run", "--today", "2027-01-20"],
    "vekha tracker list": ["tracker", "list"],
}


@pytest.mark.parametrize("heading", EXAMPLES)
def test_the_json_shapes_are_those_printed(heading: str, demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every key of a documented shape is in what the command prints, and its value is of the same type."""
    words = EXAMPLES[heading]
    app = App(config_path=demo)
    assert run([*words, "--format", "json"], app) == 0
    printed = json.loads(capsys.readouterr().out)
    section = _sections(_text("docs/commands.md"))[f"`{heading}`"]
    shapes = [block for block in _blocks(section) if block.startswith("```json")]
    assert len(shapes) == 1
    shape = json.loads(shapes[0].removeprefix("```json").removesuffix("```"))
    assert set(shape) == set(printed)
    assert list(_differences(shape, printed, heading)) == []


def _differences(shape: Any, printed: Any, at: str) -> Iterator[str]:
    """Where the printed value lacks what the shape has; an empty list on either side says nothing."""
    if isinstance(shape, dict) and isinstance(printed, dict):
        yield from (f"{at}.{key} is not printed" for key in shape.keys() - printed.keys())
        for key in shape.keys() & printed.keys():
            yield from _differences(shape[key], printed[key], f"{at}.{key}")
    elif isinstance(shape, list) and isinstance(printed, list):
        if shape and printed:
            yield from _differences(shape[0], printed[0], f"{at}[0]")
    elif shape is not None and printed is not None and _kind(shape) is not _kind(printed):
        yield f"{at} is {printed!r}"


def _kind(value: Any) -> type:
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)
