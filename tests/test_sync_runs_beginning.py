"""The files of a new plan: what stands in them is a config, they come together or not at all, and over nothing."""

from __future__ import annotations

import json
import os
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mappings import language
from mappings.errors import ConfigError, FileUnwritable
from mappings.mapping.model import load_mapping
from mappings.plan import Plan
from mappings.reading import read_plan
from sync.config.loading import load_config
from sync.config.schema import config_schema
from sync.config.settings import PlanSettings, SmtpMail
from sync.runs.beginning.answers import Answers, Recipient, as_recipient, as_setting
from sync.runs.beginning.laying_out import MAPPING, SCHEMA, config_text, files_of
from sync.runs.beginning.new_files import NewFile, put_new, refuse_existing
from sync.runs.beginning.proposals import proposed_key, proposed_name
from tests.pages.documented_codes import ROOT

PLAN = ROOT / "mappings" / "megion-2021-2030" / "plan.txt"
REDMINE = {
    "kind": "redmine",
    "url": "https://redmine.example.org",
    "project": "12",
    "token_file": "redmine.key",
    "ca_file": "ca.pem",
    "issue_tracker": "Мероприятие: «план»",
    "marker_field": "Ключ плана",
    "fact_field": "# Факт",
}
TRACKERS = (
    {"kind": "embedded", "path": "var/tracker.db"},
    REDMINE,
    {"kind": "gitlab", "url": "https://gitlab.example.org", "project": "town/plan", "token_file": "gitlab.key"},
)
MAILS = (
    {"kind": "outbox", "path": "var/outbox", "sender": "Веха <vekha@example.org>"},
    {"kind": "smtp", "host": "mail.example.org", "security": "tls", "sender": "vekha@example.org"},
    {
        "kind": "smtp",
        "host": "mail.example.org",
        "security": "starttls",
        "username": "yes",
        "password_file": "mail.key",
        "sender": "vekha@example.org",
    },
)


def answers(**changes: Any) -> Answers:
    """Answers with the embedded tracker and a folder for mails."""
    whole: dict[str, Any] = {
        "language": "ru",
        "key": "town-2030",
        "name": "План: библиотеки",
        "plan_file": "plan.txt",
        "tracker": TRACKERS[0],
        "mail": MAILS[0],
        "recipients": (Recipient("Директор", "director@example.org"),),
    }
    return Answers(**{**whole, **changes})


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The bundled plan."""
    return read_plan(PLAN)


@pytest.mark.parametrize(("spoken", "tracker", "mail"), [*product(language.LANGUAGES, TRACKERS, MAILS)])
def test_what_is_written_is_a_config(
    spoken: str, tracker: dict[str, str], mail: dict[str, str], tmp_path: Path
) -> None:
    """It loads, says what was answered, fits the schema that its first line names, and explains itself."""
    language.use(spoken)
    text = config_text(answers(language=spoken, tracker=tracker, mail=mail))
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    config = load_config(tmp_path / "config.yaml")
    assert (config.language, config.plan.key, config.tracker.kind) == (spoken, "town-2030", tracker["kind"])
    data = yaml.safe_load(text)
    assert (data["tracker"], data["mail"]) == (tracker, mail)
    Draft202012Validator(config_schema()).validate(data)
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA}"
    assert sum(line.lstrip().startswith("#") for line in text.splitlines()) > 15
    assert max(map(len, text.splitlines())) <= 120
    assert "\n\n\n" not in text


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and text.isprintable()))
def test_any_name_stands_in_the_config_as_it_was_given(name: str) -> None:
    """Whatever YAML would take for its own signs is quoted."""
    text = config_text(answers(name=name.strip(), recipients=(Recipient(name.strip(), "a@example.org"),)))
    data = yaml.safe_load(text)
    assert data["plan"]["name"] == data["alerts"]["recipients"][0]["name"] == name.strip()


def test_all_files_come_with_their_rights(plan: Plan, tmp_path: Path) -> None:
    """The keys are for the owner alone and stand in no other file; the draft is a mapping, the schema the schema."""
    made = answers(tracker=REDMINE, mail=MAILS[2], secrets={"redmine.key": "s3cr3t", "mail.key": "pässword"})
    assert "s3cr3t" not in repr(made)
    files = files_of(made, plan, tmp_path / "config.yaml")
    assert put_new(files) == {}
    assert files[-1].path.name == "config.yaml"
    keys = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.key")}
    assert keys == {"redmine.key": "s3cr3t\n", "mail.key": "pässword\n"}
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")} == {0o600}
    others = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.suffix != ".key"]
    assert not any("s3cr3t" in text or "pässword" in text for text in others)
    load_mapping(tmp_path / MAPPING)
    assert json.loads((tmp_path / SCHEMA).read_text(encoding="utf-8")) == config_schema()


def test_answers_that_do_not_go_together_are_no_config(plan: Plan, tmp_path: Path) -> None:
    """A plan that is kept in the file of the mapping's draft would be written over."""
    with pytest.raises(ConfigError) as caught:
        files_of(answers(plan_file=MAPPING), plan, tmp_path / "config.yaml")
    assert caught.value.code == "path-twice"


def three(folder: Path) -> list[NewFile]:
    """Three files."""
    return [NewFile(folder / name, name.encode()) for name in ("a", "b", "c")]


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nothing_is_written_over_what_is_there(tmp_path: Path) -> None:
    """Each file that is there is named, and none is written; a link that leads nowhere is there too."""
    (tmp_path / "b").write_text("mine")
    (tmp_path / "c").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConfigError) as caught:
        put_new(three(tmp_path))
    assert [(one.code, Path(one.place).name) for one in caught.value.problems] == [
        ("init-exists", "b"),
        ("init-exists", "c"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "c"]
    assert (tmp_path / "b").read_text() == "mine"


def test_what_is_replaced_is_kept_beside(tmp_path: Path) -> None:
    """Under the first free number, with the rights that it had; what was kept before stays."""
    for _time in range(2):
        put_new(three(tmp_path), replacing=True)
    (tmp_path / "b").write_text("mine")
    (tmp_path / "b").chmod(0o640)
    kept = put_new(three(tmp_path), replacing=True)
    assert kept == {tmp_path / name: tmp_path / f"{name}.2" for name in "abc"}
    assert ((tmp_path / "b.2").read_text(), (tmp_path / "b.2").stat().st_mode & 0o777) == ("mine", 0o640)
    assert ((tmp_path / "b.1").read_text(), (tmp_path / "b").read_text()) == ("b", "b")


@pytest.mark.parametrize("replacing", [False, True])
@pytest.mark.parametrize("failing", [0, 1, 2])
@pytest.mark.parametrize("failure", [OSError(28, "No space"), KeyboardInterrupt()], ids=["full", "ctrl-c"])
def test_a_failure_half_way_leaves_all_as_it_was(
    failing: int, *, replacing: bool, failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the files it meets: none of the new ones is there, and every earlier one is."""
    if replacing:
        put_new(three(tmp_path))
        (tmp_path / "b").write_text("mine")
    before, calls, sync = contents(tmp_path), iter(range(3)), os.fsync

    def fails(handle: int) -> None:
        if next(calls) == failing:
            raise failure
        sync(handle)

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises((FileUnwritable, KeyboardInterrupt)):
        put_new(three(tmp_path), replacing=replacing)
    assert contents(tmp_path) == before


def test_a_file_that_comes_up_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is somebody else's, and what had been written before it is taken back."""
    there = os.path.lexists

    def late(path: Any) -> bool:
        if Path(path).name == "b" and not there(path):
            Path(path).write_text("theirs")
            return False
        return there(path)

    monkeypatch.setattr(os.path, "lexists", late)
    with pytest.raises(ConfigError) as caught:
        put_new(three(tmp_path))
    assert caught.value.code == "init-exists"
    assert contents(tmp_path) == {"b": b"theirs"}
    refuse_existing([tmp_path / "a"])


@pytest.mark.parametrize(
    ("title", "years", "key"),
    [
        ("План развития библиотек города Мегиона", (2021, 2030), "razvitiya-bibliotek-goroda-2021-2030"),
        ("План мероприятий, посвящённых Году библиотек", (2027, 2027), "bibliotek-2027"),
        ("План мероприятий («дорожная карта») «Ёлка и щука»", (2026, 2026), "elka-shchuka-2026"),
        ("Action plan for the museums of Northtown", (None, None), "museums-northtown"),
        ("", (2026, None), "plan-2026"),
        ("计划", (None, None), "plan"),
    ],
)
def test_a_key_is_made_of_the_title(title: str, years: tuple[int | None, int | None], key: str) -> None:
    """By the words that say something, in Latin letters, with the years."""
    assert proposed_key(Plan(title, *years, (), (), (), ())) == key


@given(st.text(max_size=300))
def test_what_is_proposed_may_stand_in_a_config(title: str) -> None:
    """Whatever the title is made of."""
    plan = Plan(title, 2021, 2030, (), (), (), ())
    as_setting(PlanSettings, "key", proposed_key(plan), option="--key")
    name = proposed_name(plan)
    assert not name or as_setting(PlanSettings, "name", name, option="--name") == name


def test_a_long_title_is_cut_between_words() -> None:
    """And no sign is left hanging at its end."""
    title = "План мероприятий по развитию общедоступных библиотек города — на годы"
    name = proposed_name(Plan(title, None, None, (), (), (), ()))
    assert name == "План мероприятий по развитию общедоступных библиотек города"


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("director@example.org", Recipient("director@example.org", "director@example.org")),
        (" Директор <director@example.org> ", Recipient("Директор", "director@example.org")),
    ],
)
def test_a_recipient_may_have_a_name(text: str, recipient: Recipient) -> None:
    """Without one the address stands for it."""
    assert as_recipient(text, option="--recipient") == recipient


@pytest.mark.parametrize("text", ["", "nobody", "a@", "Директор"])
def test_who_has_no_address_is_no_recipient(text: str) -> None:
    """The option is named."""
    with pytest.raises(ConfigError) as caught:
        as_recipient(text, option="--recipient")
    assert (caught.value.code, caught.value.place) == ("value-invalid", "--recipient")


def test_one_setting_is_judged_without_the_others() -> None:
    """That others are still missing says nothing of it."""
    assert as_setting(SmtpMail, "host", " mail.example.org ", option="--host") == "mail.example.org"
    with pytest.raises(ConfigError, match="only the name of the mail server is expected"):
        as_setting(SmtpMail, "host", "mail.example.org:25", option="--host")
