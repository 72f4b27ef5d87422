"""The config: which plan, which tracker, where the ledger and the mail go, and who is told what.

Decides what the config may say, and has the tracker's own part checked by the adapter that it names. It opens
nothing but the config's file, and it takes no secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from mappings.errors import ConfigError, Problem
from mappings.language import LANGUAGES
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import SIZE_LIMIT, KeyPath, Source, in_order, parse, printable, read_file
from mappings.operator_files.validation import Block, InvalidValue, Model, Text, dotted, nearest, suggestion, validate
from mappings.wording import folded
from sync.tracker import TrackerFactory

TRACKERS = "vekha.trackers"  # the entry-point group

_PLAN_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_ADDRESS = re.compile(
    r"(?!\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
)
_SQLITE = "sqlite:///"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_SECRET = re.compile(r"(?:.*[_-])?(?:password|passwd|token|secret|api[_-]?key)", re.IGNORECASE)
_LANGUAGE = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?language[\"']?[ \t]*:[ \t]*[\"']?(\w+)[\"']?[ \t]*(?:#.*)?\r?$", re.M)


def _plan_key(key: str) -> str:
    if not _PLAN_KEY.fullmatch(key):
        message = _("at most 60 small Latin letters, digits and hyphens are expected, the first no hyphen")
        raise InvalidValue(message, _("the key stands in every issue's marker; such as megion-2021-2030"))
    return key


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or ".." in value:
        raise InvalidValue(_("an e-mail address is expected"), _("such as name@example.org, in Latin letters"))
    return value


def _sender(value: str) -> str:
    address = parseaddr(value)[1]
    alone = value == address or value.endswith(f"<{address}>")  # else something is left out, or comes after
    if not alone or not _ADDRESS.fullmatch(address) or ".." in address:
        hint = _("such as Vekha <vekha@example.org>; a name with a comma must stand in double quotes")
        raise InvalidValue(_("an e-mail address is expected, with or without a name"), hint)
    return value


def _ledger(url: str) -> str:
    path = url.removeprefix(_SQLITE)
    if path == url or not path.strip("/") or path.startswith(":") or path.endswith("/") or "?" in path:
        scheme = _SCHEME.match(url)  # never the whole of it: the URL of a server may hold a password
        found = _("expected {expected}, found {found}") if scheme else _("expected {expected}")
        message = found.format(expected="sqlite:///PATH", found=scheme.group() if scheme else "")
        raise InvalidValue(message, _("such as sqlite:///var/vekha.db"))
    return url


class PlanSettings(Block):
    """The document: its key in every marker, its file, and the mapping beside it."""

    key: Annotated[Text, AfterValidator(_plan_key)]
    file: Text
    mapping: Text | None = None


class OutboxMail(Block):
    """Mail that is left as .eml files in a folder."""

    kind: Literal["outbox"] = "outbox"
    path: Text
    sender: Annotated[Text, AfterValidator(_sender)]
    reply_to: Annotated[Text, AfterValidator(_sender)] | None = None


class SummarySettings(Block):
    """Where `vekha run` leaves the summary page."""

    path: Text = "var/summary.html"


class RecipientSettings(Block):
    """One who is told. Without a scope: everything."""

    name: Text
    email: Annotated[Text, AfterValidator(_address)]
    sections: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()
    measures: tuple[Text, ...] = ()
    executors: tuple[Text, ...] = ()


class AlertSettings(Block):
    """Who is told what: `upcoming_days` before a deadline, and the same thing once in a `period`."""

    recipients: tuple[RecipientSettings, ...] = ()
    upcoming_days: int = Field(default=30, ge=0, le=366)
    period: Literal["day", "week", "month"] = "week"


class _File(Block):
    """The file as a whole; the blocks that have a kind are checked apart, by the model of their kind."""

    language: Literal["ru", "en"] = "ru"
    plan: PlanSettings
    tracker: dict[str, Any]
    ledger: Annotated[Text, AfterValidator(_ledger)]
    mail: dict[str, Any]
    summary: SummarySettings = SummarySettings()
    alerts: AlertSettings = AlertSettings()


@dataclass(frozen=True)
class TrackerConfig:
    """Which tracker, its settings as its adapter's own model has them, and the adapter's class."""

    kind: str
    settings: BaseModel
    factory: TrackerFactory


@dataclass(frozen=True)
class Config:
    """A config that was found right. Relative paths in it are below `folder`."""

    file: Path
    language: Literal["ru", "en"]
    plan: PlanSettings
    tracker: TrackerConfig
    ledger: str
    mail: OutboxMail
    summary: SummarySettings
    alerts: AlertSettings

    @property
    def folder(self) -> Path:
        """The folder of the config's file."""
        return self.file.parent

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.resolve(self.ledger.removeprefix(_SQLITE))

    def resolve(self, path: str | Path) -> Path:
        """A path of the config; a relative one is below the config's folder."""
        return self.folder / path


MAILS: dict[str, type[OutboxMail]] = {"outbox": OutboxMail}


def tracker_kinds() -> Mapping[str, EntryPoint]:
    """The trackers that are installed, by the name under which a config asks for them."""
    return {point.name: point for point in entry_points(group=TRACKERS)}


def peek_language(path: Path) -> str | None:
    """The language that a config asks for, however broken the rest of it is. Never raises."""
    try:
        with path.open("rb") as file:
            found = _LANGUAGE.search(file.read(SIZE_LIMIT))
    except (OSError, ValueError):
        return None
    language = found[1].decode(errors="replace") if found else None
    return language if language in LANGUAGES else None


def load_config(path: Path) -> Config:
    """Read a config.

    Raises `ConfigError` with all that is wrong, or `FileUnreadable` (`config-missing`, `config-unreadable`).
    """
    hint = _("make one from the example: cp config.example.yaml config.yaml")
    content = read_file(path, missing="config-missing", unreadable="config-unreadable", hint=hint)
    source = parse(content, str(path))
    if source.data is None:
        raise ConfigError(list(source.problems))
    reading = _Reading(source)
    file, tracker, mail = reading.file(), reading.tracker(), reading.mail()
    reading.check_recipients()
    if reading.problems or file is None or tracker is None or mail is None:
        raise ConfigError(in_order(reading.problems))
    return Config(path.absolute(), file.language, file.plan, tracker, file.ledger, mail, file.summary, file.alerts)


class _Reading:
    """Checks the parts of one file, and gathers what is wrong with any of them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems: list[Problem] = list(source.problems)
        self._data: dict[str, Any] = self._without_secrets(source.data, ())

    def file(self) -> _File | None:
        """The file as a whole, the blocks with a kind left raw."""
        return self._checked(_File, self._data, ())

    def tracker(self) -> TrackerConfig | None:
        """The tracker's settings, checked by the adapter that its kind names."""
        kinds = tracker_kinds()
        kind, block = self._block("tracker", kinds)
        if kind is None:
            return None
        try:
            factory = kinds[kind].load()
            model = factory.Settings
        except Exception as error:  # noqa: BLE001 - somebody else's plug-in may fail in any way
            message = _("the tracker «{kind}» cannot be loaded: {reason}")
            message = message.format(kind=kind, reason=printable(f"{type(error).__name__}: {error}"))
            self._add("tracker-broken", ("tracker", "kind"), message, _("install its package anew"))
            return None
        settings = self._checked(model, {key: block[key] for key in block if key != "kind"}, ("tracker",))
        return TrackerConfig(kind, settings, factory) if settings is not None else None

    def mail(self) -> OutboxMail | None:
        """The way of the mail."""
        kind, block = self._block("mail", MAILS)
        return self._checked(MAILS[kind], block, ("mail",)) if kind is not None else None

    def check_recipients(self) -> None:
        """Refuse a recipient who is listed twice: they would be told everything twice."""
        alerts = self._data.get("alerts")
        recipients = alerts.get("recipients") if isinstance(alerts, dict) else None
        first: dict[tuple[str, str], KeyPath] = {}
        for number, one in enumerate(recipients if isinstance(recipients, list) else []):
            name, email = (one.get("name"), one.get("email")) if isinstance(one, dict) else (None, None)
            if not isinstance(name, str) or not isinstance(email, str):
                continue
            path: KeyPath = ("alerts", "recipients", number)
            before = first.setdefault((folded(name), email.strip().casefold()), path)
            if before != path:
                message = _("{name} is listed twice with one address, first on line {line}")
                message = message.format(name=printable(name), line=self._source.lines[before])
                self._add("recipient-twice", path, message, _("put the scopes of both into one of them"))

    def _block(self, name: str, kinds: Iterable[str]) -> tuple[str | None, dict[str, Any]]:
        """The kind and the contents of a block; no kind where it has none that is known."""
        block, known = self._data.get(name), sorted(kinds)
        if not isinstance(block, dict):
            return None, {}
        kind, path = block.get("kind"), (name, "kind")
        if kind is None:
            message = _("the key «{key}» is missing").format(key=dotted(path))
            self._add("key-missing", path, message, suggestion("", known))
        elif not isinstance(kind, str) or kind not in known:
            shown = printable(kind) if isinstance(kind, str) else "…"
            message = _("{key}: unknown kind «{kind}»; known: {known}")
            message = message.format(key=dotted(path), kind=shown, known=", ".join(known))
            self._add("kind-unknown", path, message, suggestion(shown, nearest(shown, known)))
        else:
            return kind, block
        return None, {}

    def _checked(self, model: type[Model], data: dict[str, Any], at: KeyPath) -> Model | None:
        checked = validate(model, data, self._source.lines, self._source.file, at=at)
        if isinstance(checked, list):
            self.problems += checked
            return None
        return checked

    def _without_secrets(self, data: Any, path: KeyPath) -> Any:
        """The data without the keys that hold secrets: each is a problem, and its value goes no further."""
        if isinstance(data, list):
            return [self._without_secrets(item, (*path, number)) for number, item in enumerate(data)]
        if not isinstance(data, dict):
            return data
        for key in filter(_SECRET.fullmatch, data):
            message = _("{key}: a secret must not stand in the config").format(key=dotted((*path, key)))
            hint = _("name where it is instead: {key}_env (a variable) or {key}_file (a file)")
            self._add("secret-in-config", (*path, key), message, hint.format(key=printable(key)))
        kept = (key for key in data if not _SECRET.fullmatch(key))
        return {key: self._without_secrets(data[key], (*path, key)) for key in kept}

    def _add(self, code: str, path: KeyPath, message: str, hint: str) -> None:
        self.problems.append(self._source.problem(code, path, message, hint))
