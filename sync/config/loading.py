"""A config is read and checked: all that is wrong with it is gathered, and told at once.

Has the tracker's own part checked by the adapter that it names. It opens nothing but the config's file, and it takes
no secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from mappings.errors import ConfigError, Problem
from mappings.language import LANGUAGES
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import SIZE_LIMIT, KeyPath, Source, in_order, parse, printable, read_file
from mappings.operator_files.validation import Model, dotted, nearest, suggestion, validate
from mappings.regular_files import read_regular
from mappings.wording import folded
from sync.config.paths import NamedFile, beside, named_in, named_twice
from sync.config.settings import MAILS, Config, ConfigFile, OutboxMail, SmtpMail, TrackerConfig

TRACKERS = "vekha.trackers"  # the entry-point group
LETTERS = ("digest.txt", "digest.html")  # the templates that may lie in the folder of the mails' own

_PAGES = (("summary", "path"), ("operator", "stamp"))  # what each run writes anew
_SECRET = re.compile(r"(?:.*[_-])?(?:password|passwd|token|secret|api[_-]?key)", re.IGNORECASE)
_LANGUAGE = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?language[\"']?[ \t]*:[ \t]*[\"']?(\w+)[\"']?[ \t]*(?:#.*)?\r?$", re.M)


def load_config(path: Path) -> Config:
    """Read a config.

    Raises `ConfigError` with all that is wrong, or `FileUnreadable` (`config-missing`, `config-unreadable`).
    """
    hint = _("make one with `vekha init`, or name it with -c")
    return parse_config(read_file(path, missing="config-missing", unreadable="config-unreadable", hint=hint), path)


def parse_config(content: bytes, path: Path) -> Config:
    """The config that stands, or is to stand, in a file. Raises `ConfigError` with all that is wrong."""
    source = parse(content, str(path))
    if source.data is None:
        raise ConfigError(list(source.problems))
    reading = _Reading(source)
    file, tracker, mail = reading.file(), reading.tracker(), reading.mail()
    reading.check_recipients()
    if reading.problems or file is None or tracker is None or mail is None:
        raise ConfigError(in_order(reading.problems))
    told = (file.summary, file.alerts, file.reported, file.operator, file.replies)
    config = Config(path.absolute(), file.language, file.plan, tracker, file.ledger, mail, *told)
    files = tuple(_files(config, file))
    reading.check_files(files)
    if reading.problems:
        raise ConfigError(in_order(reading.problems))
    return replace(config, files=files)


def _files(config: Config, file: ConfigFile) -> Iterator[NamedFile]:
    """The files that a config names, itself first, with those that are kept beside them."""
    yield NamedFile((), config.file)
    ledger = NamedFile(("ledger",), config.ledger_path)
    yield ledger
    yield from beside(ledger, config.plan.key)
    whole = file.model_dump(exclude={"ledger", "tracker", "mail"})
    blocks = {**whole, "tracker": config.tracker.settings.model_dump(), "mail": config.mail.model_dump()}
    for one in named_in(blocks, config.folder):
        yield replace(one, page=one.setting in _PAGES)
    if config.calendar_path is not None:
        yield NamedFile(("alerts", "calendar"), config.calendar_path)
    if config.templates_path is not None:
        yield from (NamedFile(("alerts", "templates"), config.templates_path / name) for name in LETTERS)
    for name in getattr(config.tracker.settings, "kept_beside", ()):
        yield NamedFile(("tracker", "path"), config.resolve(name), page=name.endswith(".html"))


def peek_language(path: Path) -> str | None:
    """The language that a config asks for, however broken the rest of it is. Never raises."""
    try:
        found = _LANGUAGE.search(read_regular(path, SIZE_LIMIT))
    except (OSError, ValueError):
        return None
    language = found[1].decode(errors="replace") if found else None
    return language if language in LANGUAGES else None


@cache
def tracker_kinds() -> Mapping[str, EntryPoint]:
    """The trackers that are installed, by the name under which a config asks for them; looked up once a process."""
    return {point.name: point for point in entry_points(group=TRACKERS)}


class _Reading:
    """Checks the parts of one file, and gathers what is wrong with any of them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems: list[Problem] = list(source.problems)
        self._data: dict[str, Any] = self._without_secrets(source.data, ())

    def file(self) -> ConfigFile | None:
        """The file as a whole, the blocks with a kind left raw."""
        return self._checked(ConfigFile, self._data, ())

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
            self._add("tracker-broken", ("tracker", "kind"), message, _("reinstall its package"))
            return None
        settings = self._checked(model, {key: block[key] for key in block if key != "kind"}, ("tracker",))
        return TrackerConfig(kind, settings, factory) if settings is not None else None

    def mail(self) -> OutboxMail | SmtpMail | None:
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

    def check_files(self, files: Iterable[NamedFile]) -> None:
        """Refuse two settings that name one file: one of them would be written over, or taken for what it is not."""
        for one, other in named_twice(files):
            message = _("{key} and {other} name one file: {file}")
            message = message.format(key=other.name, other=one.name, file=other.path)
            hint = _("give each a file of its own; beside a database stand those that end in -journal and .lock")
            self._add("path-twice", other.setting, message, hint)

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
