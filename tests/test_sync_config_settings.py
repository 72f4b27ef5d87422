"""Rules of the config's single values: language, plan key, ledger, addresses, recipients and their scopes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.addresses import is_address
from mappings.errors import ConfigError, Problem
from sync.config.loading import load_config, peek_language
from sync.config.settings import OutboxMail, SmtpMail
from sync.config.upkeep import OperatorSettings

GOOD = """\
plan:
  key: my-plan
  file: plan.txt
tracker:
  kind: embedded
  path: var/tracker.db
ledger: sqlite:///var/vekha.db
mail:
  kind: outbox
  path: var/outbox
  sender: Веха <vekha@example.org>
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a config into a folder of its own."""

    def write_text(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


def _problems(path: Path) -> list[Problem]:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return caught.value.problems


def _only(path: Path) -> Problem:
    (problem,) = _problems(path)
    return problem


def test_an_absolute_ledger(write: Write) -> None:
    """Four slashes lead to an absolute path, as SQLAlchemy has it."""
    loaded = load_config(write(GOOD.replace("sqlite:///var", "sqlite:////srv")))
    assert loaded.ledger_path == Path("/srv/vekha.db")


@pytest.mark.parametrize("key", ["My-plan", "-plan", "план", "a_b", "a" * 61, "a:b"])
def test_plan_keys_that_are_refused(write: Write, key: str) -> None:
    """A plan's key can stand in a marker of any tracker."""
    problem = _only(write(GOOD.replace("my-plan", key)))
    assert (problem.code, problem.place[-6:]) == ("value-invalid", "line 2")


@pytest.mark.parametrize(
    "url",
    [
        *("var/vekha.db", "sqlite://", "sqlite:///", "sqlite:////", "'sqlite:///:memory:'", "sqlite:///var/"),
        *("sqlite:///a.db?mode=ro", "sqlite://host/a.db", "postgresql://me:qwerty@host/vekha", "qwerty"),
    ],
)
def test_ledgers_that_are_refused(write: Write, url: str) -> None:
    """Only a SQLite file is taken, and a URL that might hold a password is not repeated."""
    problem = _only(write(GOOD.replace("sqlite:///var/vekha.db", url)))
    assert (problem.code, problem.place[-6:]) == ("value-invalid", "line 7")
    assert "expected sqlite:///PATH" in problem.message
    assert "qwerty" not in problem.message + problem.hint


def test_a_refused_ledger_is_told_by_its_kind(write: Write) -> None:
    """What stands before the colon is safe to show, and tells the reader what was understood."""
    problem = _only(write(GOOD.replace("sqlite:///var/vekha.db", "postgresql://me:qwerty@host/vekha")))
    assert problem.message == "ledger: expected sqlite:///PATH, found postgresql"


@pytest.mark.parametrize(
    "sender",
    [
        *("vekha@example.org", "Веха <vekha@example.org>", "<vekha@localhost>", "o'neil+x@a-b.example.org"),
        *("'\"Веха, план\" <vekha@example.org>'", "Вера <вера@example.org>", "vekha@почта.рф"),
    ],
)
def test_senders(write: Write, sender: str) -> None:
    """A bare address and one with a name are taken."""
    text = GOOD.replace("Веха <vekha@example.org>", sender) + f"  reply_to: {sender}\n"
    assert load_config(write(text)).mail.reply_to == sender.strip("'")


@pytest.mark.parametrize(
    "sender",
    [
        *(
            "nobody",
            "'@example.org'",
            "a@",
            "a b@example.org",
            "a@b c",
            "a@exa..mple.org",
            ".a@b",
            "a.@b",
            "a@-b",
        ),
        *(
            "a@b, c@d",
            "a@b <c@d> x",
            "Иванов, Пётр <a@b>",
            "vekha@-почта.рф",
            "vekha@почта..рф",
            "a@b (note)",
        ),
        *('"a\\nBcc: x@y <a@b>"', '"a@b\\r\\nBcc: x@y"', "<a@b", "''"),
    ],
)
def test_senders_that_are_refused(write: Write, sender: str) -> None:
    """What is no single address, or could break a header, is refused."""
    problem = _only(write(GOOD.replace("Веха <vekha@example.org>", sender)))
    assert (problem.code, problem.place[-7:]) == ("value-invalid", "line 11")


@pytest.mark.parametrize("email", ["Anna <anna@example.org>", "anna", "a..b@example.org", '"a@b\\nx"'])
def test_addresses_of_recipients_that_are_refused(write: Write, email: str) -> None:
    """A recipient's address is an address alone: the name has a key of its own."""
    problem = _only(write(f"{GOOD}alerts:\n  recipients:\n    - name: Anna\n      email: {email}\n"))
    assert (problem.code, problem.place[-7:]) == ("value-invalid", "line 15")


def test_recipients_with_their_scopes(write: Write) -> None:
    """Scopes are lists of text: a group 1.10 is not 1.1."""
    text = (
        f"{GOOD}alerts:\n  upcoming_days: 0\n  period: day\n  recipients:\n"
        "    - {name: Anna, email: a@b, sections: [I], groups: [1.10], measures: [I.1], executors: [Музей]}\n"
    )
    alerts = load_config(write(text)).alerts
    (anna,) = alerts.recipients
    scopes = (anna.sections, anna.groups, anna.measures, anna.executors)
    assert scopes == (("I",), ("1.10",), ("I.1",), ("Музей",))
    assert (alerts.upcoming_days, alerts.period) == (0, "day")


def test_a_recipient_twice_is_told_where_it_is_repeated(write: Write) -> None:
    """One name with one address stands once, even on one line; one address with two names may stand twice."""
    three = "{name: A, email: a@b}, {name: B, email: a@b}, {name: ' a ', email: A@b}"
    text = f"{GOOD}alerts:\n  recipients: [{three}]\n"
    problem = _only(write(text))
    assert (problem.code, problem.place[-7:]) == ("recipient-twice", "line 13")
    assert "first on line 13" in problem.message


@pytest.mark.parametrize("recipients", ["Anna", "[Anna]", "[{name: [x], email: a@b}]", "{name: Anna}"])
def test_recipients_of_another_shape(write: Write, recipients: str) -> None:
    """Whatever stands for recipients, the answer is a list of problems."""
    problems = _problems(write(f"{GOOD}alerts:\n  recipients: {recipients}\n"))
    assert {problem.code for problem in problems} == {"value-invalid"}


@pytest.mark.parametrize("text", ["alerts:\n", "alerts:\n  recipients:\n", "alerts:\n  period:\nsummary:\n"])
def test_blocks_left_empty(write: Write, text: str) -> None:
    """A block whose lines were made comments counts as left out."""
    assert load_config(write(GOOD + text)).alerts.recipients == ()


SMTP = GOOD.replace("kind: outbox\n  path: var/outbox", "kind: smtp\n  host: smtp.example.org")


@pytest.mark.parametrize(
    ("lines", "port"),
    [("", 587), ("  security: tls\n", 465), ("  security: none\n", 25), ("  security: tls\n  port: 2465\n", 2465)],
)
def test_a_mail_server_has_the_port_of_its_security(write: Write, lines: str, port: int) -> None:
    """STARTTLS where nothing is said; another port may be named."""
    mail = load_config(write(SMTP + lines)).mail
    assert isinstance(mail, SmtpMail)
    assert (mail.served_port, mail.security) == (port, lines.split()[1] if lines else "starttls")


@pytest.mark.parametrize(
    "lines",
    [
        *("  port: 0\n", "  security: ssl\n", "  per_minute: 0\n", "  redirect: nobody\n"),
        *("  username: bot\n", "  password_file: a\n", "  security: none\n  ca_file: ca.pem\n"),
        "  username: bot\n  password_file: a\n  password_env: B\n",
    ],
)
def test_what_a_mail_server_cannot_have(write: Write, lines: str) -> None:
    """A password without a name and a name without one, an authority without encryption, unknown values."""
    assert _only(write(SMTP + lines)).code == "value-invalid"


@pytest.mark.parametrize("host", ["smtp://a.org", "a.org:587", "a.org/x", "'[::1]'", "a_b.org", "'a b'", "-a.org"])
def test_a_host_is_a_name_alone(write: Write, host: str) -> None:
    """The port and the encryption have keys of their own."""
    assert _only(write(SMTP.replace("smtp.example.org", host))).code == "value-invalid"


def test_a_password_in_the_config_is_refused(write: Write) -> None:
    """It belongs into a file or a variable."""
    assert "secret-in-config" in {problem.code for problem in _problems(write(SMTP + "  password: x\n"))}


@given(st.text(alphabet=st.sampled_from("ab@.<>,\"' \t\r\nЯ"), max_size=20))
def test_no_sender_breaks_a_header(sender: str) -> None:
    """Whatever is taken as a sender holds one address, on one line."""
    try:
        mail = OutboxMail(path="a", sender=sender)
    except ValueError:
        return
    assert mail.sender.isprintable()
    assert is_address(mail.sender.removesuffix(">").rpartition("<")[2])


@pytest.mark.parametrize(
    ("content", "language"),
    [
        (b"language: ru\n", "ru"),
        (b"\xef\xbb\xbflanguage: en # English\r\nplan: 'x", "en"),
        (b"plan: [\n\"language\" : 'en'\n", "en"),
        ("план: Ы\nlanguage: en\n".encode("cp1251"), "en"),
        (b"language: de\n", None),
        (b"  language: ru\n", None),
        (b"language: ru en\n", None),
        (b"", None),
    ],
)
def test_the_language_of_a_broken_config(tmp_path: Path, content: bytes, language: str | None) -> None:
    """The language is found in a config that is otherwise broken, so that its problems can be told in it."""
    path = tmp_path / "config.yaml"
    path.write_bytes(content)
    assert peek_language(path) == language


@pytest.mark.parametrize("name", ["none.yaml", "", "a\0b"])
def test_the_language_of_no_config(tmp_path: Path, name: str) -> None:
    """Where there is no file there is no language, and no error."""
    assert peek_language(tmp_path / name) is None


@pytest.mark.parametrize("name", ["none", "ru", "by"])
def test_a_calendar_of_two_letters_is_a_name(write: Write, name: str) -> None:
    """What is the name of a calendar that comes with Vekha is looked for nowhere else."""
    loaded = load_config(write(f"{GOOD}alerts: {{calendar: {name}}}\n"))
    assert (loaded.alerts.calendar, loaded.calendar_path) == (name, None)


@pytest.mark.parametrize("name", ["own.yaml", "./ru", "calendars/ru", "RU"])
def test_a_calendar_of_ones_own_is_a_file_that_nothing_writes_over(write: Write, name: str) -> None:
    """It is below the config's folder, and among the files that the config names."""
    loaded = load_config(write(f"{GOOD}alerts: {{calendar: {name}}}\n"))
    assert loaded.calendar_path == loaded.folder / name
    assert [one.path for one in loaded.files if one.name == "alerts.calendar"] == [loaded.folder / name]
    (problem,) = _problems(write(f"{GOOD}alerts: {{calendar: {name}}}\nsummary: {{path: {name}}}\n"))
    assert problem.code == "path-twice"


def test_no_calendar_is_the_default(write: Write) -> None:
    """A config of before goes on as it was: every day is a working day."""
    assert load_config(write(GOOD)).alerts.calendar == "none"


def test_an_operator_is_told_in_any_of_three_ways(write: Write) -> None:
    """Without the block in none; the stamp is a file that a run writes anew, below the config's folder."""
    assert load_config(write(GOOD)).operator == OperatorSettings()
    text = f"{GOOD}operator:\n  stamp: var/vekha.prom\n  ping: {{start: https://hc.example.org/x, failure: null}}\n"
    loaded = load_config(write(text))
    assert loaded.operator.pings == {"start": "https://hc.example.org/x"}
    assert loaded.stamp_path == loaded.folder / "var/vekha.prom"
    assert [(one.path, one.page) for one in loaded.files if one.name == "operator.stamp"] == [(loaded.stamp_path, True)]
    assert "hc.example.org/x" not in repr(loaded)


SECRET = "0b6b2d8e"


@pytest.mark.parametrize(
    "address",
    [
        f"hc-ping.com/{SECRET}",
        f"ftp://hc-ping.com/{SECRET}",
        f"https:///{SECRET}",
        f"https://hc-ping.com:0/{SECRET}",
        f"https://hc-ping.com:99999/{SECRET}",
        f"https://a b/{SECRET}",
        f"https://[::1/{SECRET}",
        f"https://-узел-/{SECRET}",
        f"https://hc-ping.com/{SECRET}\nx",
        [SECRET],
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_and_not_repeated(write: Write, address: str | list[str]) -> None:
    """What stands there may be a secret."""
    problems = _problems(write(f"{GOOD}operator: {{ping: {{success: {json.dumps(address)}}}}}\n"))
    assert [one.code for one in problems] == ["value-invalid"]
    assert all(SECRET not in f"{one.message} {one.hint}" and "operator.ping.success" in one.message for one in problems)


@pytest.mark.parametrize(
    "address", ["http://localhost:8000/x", "https://[::1]/x?y=z", "https://узел.рф/x", "http://a_b/x"]
)
def test_addresses_that_can_be_asked(write: Write, address: str) -> None:
    """Any host and port that a request can go to."""
    assert load_config(write(f"{GOOD}operator: {{ping: {{start: '{address}'}}}}\n")).operator.pings == {
        "start": address
    }


def test_a_stamp_takes_no_other_files_place(write: Write) -> None:
    """Nor does the operator's address go unread."""
    (problem,) = _problems(write(f"{GOOD}operator: {{stamp: var/vekha.db}}\n"))
    assert problem.code == "path-twice"
    (problem,) = _problems(write(f"{GOOD}operator: {{email: Anna}}\n"))
    assert problem.code == "value-invalid"


@pytest.mark.parametrize("title", ["Сводка по плану", "Итоги 2026–2027 (библиотеки)", "Сводка «Библиотеки» № 1", "s"])
def test_a_title_of_a_wiki_page(write: Write, title: str) -> None:
    """Letters, digits, spaces and a few signs; nothing is published where nothing is said."""
    path = write(f"{GOOD}summary: {{publish: wiki, wiki_page: {title}}}\n")
    assert (load_config(path).summary.publish, load_config(path).summary.wiki_page) == ("wiki", title)
    assert (load_config(write(GOOD)).summary.publish, load_config(write(GOOD)).summary.wiki_page) == ("none", None)


@pytest.mark.parametrize("title", ["a/b", "a.b", "'a:b'", "a;b", "a|b", "'#1'", "'[[a]]'", "'../a'", "-a", "a" * 101])
def test_a_title_that_a_tracker_would_change_is_refused(write: Write, title: str) -> None:
    """Of such a title trackers make another address, or a page in a folder."""
    problem = _only(write(f"{GOOD}summary: {{publish: wiki, wiki_page: {title}}}\n"))
    assert (problem.code, "letters, digits" in problem.message) == ("value-invalid", True)
