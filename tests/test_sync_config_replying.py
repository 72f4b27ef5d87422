"""Rules of the block `replies`: every problem at once, each with a hint, and nothing that would be unsafe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mappings.errors import ConfigError, Problem
from notify.replies.tokens import BASE_LENGTH
from sync.config.loading import load_config
from sync.config.paths import NamedFile, is_secret, named_twice
from sync.config.replying import LONGEST_NAME, RepliesSettings
from sync.runs.rights import open_to_others

TOWN = """\
plan: {key: my-plan, file: plan.txt}
tracker: {kind: embedded, path: var/tracker.db}
ledger: sqlite:///var/vekha.db
mail: {kind: outbox, path: var/outbox, sender: vekha@example.org}
"""
LEAST = {
    "address": "otvet@example.org",
    "host": "imap.example.org",
    "username": "otvet@example.org",
    "password_file": "otvet.key",
    "key_file": "replies.key",
    "authserv_id": "mx.example.org",
}


def config(where: Path, **changes: str | None) -> Path:
    """A config with the block; None leaves a key out."""
    lines = [f"  {key}: {value}\n" for key, value in {**LEAST, **changes}.items() if value is not None]
    path = where / "config.yaml"
    path.write_text(f"{TOWN}replies:\n{''.join(lines)}", encoding="utf-8")
    return path


def settings(where: Path, **changes: str | None) -> RepliesSettings:
    """The block as it is loaded."""
    loaded = load_config(config(where, **changes)).replies
    assert loaded is not None
    return loaded


def problems(where: Path, **changes: str | None) -> list[Problem]:
    """What is wrong with the block."""
    with pytest.raises(ConfigError) as caught:
        load_config(config(where, **changes))
    return caught.value.problems


def test_nobody_answers_by_mail_unless_the_config_says_so(tmp_path: Path) -> None:
    """The block is left out in a config of old."""
    (tmp_path / "config.yaml").write_text(TOWN, encoding="utf-8")
    loaded = load_config(tmp_path / "config.yaml")
    assert loaded.replies is None


def test_what_is_left_out_is_the_safe_choice(tmp_path: Path) -> None:
    """Encrypted, proven, the mails left where they are."""
    block = settings(tmp_path)
    assert (block.security, block.served_port, block.require) == ("tls", 993, "dmarc")
    assert (block.folder, block.taken, block.refused) == ("INBOX", None, None)
    assert (block.valid_days, block.per_run, block.per_day) == (60, 200, 20)
    assert block.key_file == "replies.key"


@pytest.mark.parametrize(
    ("changes", "port"),
    [
        ({"security": "starttls"}, 143),
        ({"security": "none", "host": "127.0.0.1"}, 143),
        ({"security": "none", "host": "localhost", "port": "1143"}, 1143),
    ],
)
def test_the_port_goes_with_the_security(tmp_path: Path, changes: dict[str, str], port: int) -> None:
    """Another one may be named; on this machine encryption may be left out."""
    assert settings(tmp_path, **changes).served_port == port


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"address": "otvet+plan@example.org"}, "replies.address"),
        ({"address": "ответ@example.org"}, "replies.address"),
        ({"address": f"{'o' * 21}@example.org"}, "replies.address"),
        ({"address": f"otvet@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 20}"}, "replies.address"),
        ({"address": "Ответ <otvet@example.org>"}, "replies.address"),
        ({"host": "imaps://imap.example.org"}, "replies.host"),
        ({"security": "none"}, "replies.security"),
        ({"security": "none", "host": "10.0.0.1"}, "replies.security"),
        ({"security": "none", "host": "127.0.0.1", "ca_file": "ca.pem"}, "replies.ca_file"),
        ({"password_file": None}, "replies.username"),
        ({"password_env": "SECRET"}, "replies.username"),
        ({"authserv_id": None}, "replies"),
        ({"authserv_id": "mx.example.org; x"}, "replies.authserv_id"),
        ({"taken": "INBOX"}, "replies.taken"),
        ({"refused": "inbox"}, "replies.refused"),
    ],
)
def test_what_cannot_be_is_told_with_a_hint(tmp_path: Path, changes: dict[str, str | None], place: str) -> None:
    """An address that cannot be signed, an open line, a password too many or none, a proof of nobody's."""
    (problem,) = problems(tmp_path, **changes)
    assert (problem.code, problem.message.partition(":")[0]) == ("value-invalid", place)
    assert problem.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_days": "0"},
        {"valid_days": "367"},
        {"per_run": "0"},
        {"per_day": "0"},
        {"require": "spf"},
        {"security": "ssl"},
        {"port": "0"},
        {"pasword_file": "x"},
        {"key_file": None},
        {"username": None},
    ],
)
def test_values_out_of_bounds_are_refused(tmp_path: Path, changes: dict[str, str | None]) -> None:
    """Each is one problem."""
    assert len(problems(tmp_path, **changes)) == 1


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """One fault hides none of the others."""
    wrong = {"address": "otvet+x@example.org", "security": "none", "password_file": None, "authserv_id": None}
    found = problems(tmp_path, **wrong, taken="INBOX", valid_days="0")
    assert len(found) == len(wrong) + 2


def test_without_dmarc_no_server_need_be_named(tmp_path: Path) -> None:
    """The operator's explicit choice."""
    assert settings(tmp_path, require="token", authserv_id=None).authserv_id is None


def test_the_longest_name_leaves_room_for_the_signed_part(tmp_path: Path) -> None:
    """The bound is that of the tokens."""
    assert LONGEST_NAME == BASE_LENGTH
    assert settings(tmp_path, address=f"{'o' * LONGEST_NAME}@example.org").address.startswith("ooo")


def test_the_block_of_the_example_is_right(tmp_path: Path) -> None:
    """Without the `# ` before its lines it is taken, and it names every key but `password_env`, each as it stands."""
    example = (Path(__file__).parent.parent / "config.example.yaml").read_text(encoding="utf-8")
    _before, _head, after = example.partition("# replies:\n")
    lines = [line.removeprefix("# ") for line in after.partition("\n\n")[0].splitlines() if line != "#"]
    named = dict(
        line.strip().removeprefix("# ").split(": ", 1) for line in lines if re.match(r"  (# )?[a-z_]+: \S+$", line)
    )
    assert set(named) | {"password_env"} == set(RepliesSettings.model_fields)
    block = settings(tmp_path, **named)
    shown = {key: str(value) for key, value in block.model_dump(exclude_none=True).items()}
    assert shown == named


def test_the_key_is_written_and_so_shares_its_file_with_nothing(tmp_path: Path) -> None:
    """A rotation would write over a password that stands there; a password may serve two."""
    (problem,) = problems(tmp_path, key_file="otvet.key")
    assert problem.code == "path-twice"
    key = NamedFile(("replies", "key_file"), Path("a"))
    passwords = [NamedFile((block, "password_file"), Path("a")) for block in ("mail", "replies")]
    assert list(named_twice(passwords)) == []
    assert len(list(named_twice([key, *passwords]))) == 2
    assert is_secret(key)


@pytest.mark.parametrize("rights", [0o640, 0o604, 0o622])
def test_a_key_that_others_may_read_is_told(tmp_path: Path, rights: int) -> None:
    """Its group too: whoever reads it can answer for anybody."""
    key = tmp_path / "replies.key"
    key.write_text("", encoding="utf-8")
    key.chmod(0o600)
    assert list(open_to_others(load_config(config(tmp_path)))) == []
    key.chmod(rights)
    (told,) = open_to_others(load_config(config(tmp_path)))
    assert (told.code, str(key) in told.message) == ("secret-readable", True)
