"""What a config may say: which plan, which tracker, where the ledger and the mail go, and who is told what.

A config as values, and the rules that each of them keeps. It reads no file: `sync.config.loading` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from mappings.addresses import is_address
from mappings.language import gettext as _
from mappings.operator_files.validation import Address, Block, InvalidValue, Text
from sync.config.alerting import AlertSettings
from sync.config.paths import NamedFile
from sync.config.replying import RepliesSettings
from sync.config.servers import Host
from sync.config.upkeep import OperatorSettings
from sync.tracker import TrackerFactory
from sync.transport.addresses import is_web_address

_PLAN_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SQLITE = "sqlite:///"
_WIKI_PAGE = re.compile(r"[^\W_][\w ()«»№–—-]{0,99}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


def _plan_key(key: str) -> str:
    if not _PLAN_KEY.fullmatch(key):
        message = _("at most 60 small Latin letters, digits and hyphens are expected, the first no hyphen")
        raise InvalidValue(message, _("the key stands in every issue's marker; such as megion-2021-2030"))
    return key


def _sender(value: str) -> str:
    address = parseaddr(value)[1]
    alone = value == address or value.endswith(f"<{address}>")  # else something is left out, or comes after
    if not alone or not is_address(address):
        hint = _("such as Vekha <vekha@example.org>; a name with a comma must stand in double quotes")
        raise InvalidValue(_("an e-mail address is expected, with or without a name"), hint)
    return value


def _public_url(value: str) -> str:
    if not is_web_address(value):
        raise InvalidValue(_("a web address is expected"), _("such as https://plans.example.org/summary.html"))
    return value


def _wiki_page(title: str) -> str:
    if not _WIKI_PAGE.fullmatch(title):
        message = _("at most 100 letters, digits, spaces, hyphens, brackets and quotes «» are expected")
        raise InvalidValue(message, _("trackers make the page's address of its title"))
    return title


def _ledger(url: str) -> str:
    path = url.removeprefix(_SQLITE)
    if path == url or not path.strip("/") or path.startswith(":") or path.endswith("/") or "?" in path:
        scheme = _SCHEME.match(url)  # never the whole of it: the URL of a server may hold a password
        found = _("expected {expected}, found {found}") if scheme else _("expected {expected}")
        message = found.format(expected="sqlite:///PATH", found=scheme.group() if scheme else "")
        raise InvalidValue(message, _("such as sqlite:///var/vekha.db"))
    return url


class PlanSettings(Block):
    """The document: its key in every marker, its short name in subjects, its file, and the mapping beside it."""

    key: Annotated[Text, AfterValidator(_plan_key)]
    name: Annotated[Text, Field(max_length=60)] | None = None
    file: Text
    mapping: Text | None = None


class MailSettings(Block):
    """What every way of the mail has. `redirect`: for a trial, every mail goes there and nowhere else."""

    sender: Annotated[Text, AfterValidator(_sender)]
    reply_to: Annotated[Text, AfterValidator(_sender)] | None = None
    redirect: Address | None = None


class OutboxMail(MailSettings):
    """Mail that is left as .eml files in a folder."""

    kind: Literal["outbox"] = "outbox"
    path: Text


class SmtpMail(MailSettings):
    """Mail that is handed over to a server. Without a `port` it is the one that goes with `security`."""

    kind: Literal["smtp"] = "smtp"
    host: Host
    port: int | None = Field(default=None, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Text | None = None
    password_env: Text | None = None
    password_file: Text | None = None
    ca_file: Text | None = None
    per_minute: int | None = Field(default=None, ge=1, le=10_000)

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        named = (self.password_env is not None) + (self.password_file is not None)
        if named != (1 if self.username else 0):
            message = _("with username one of password_env and password_file is expected, and none without it")
            raise InvalidValue(message, _("such as password_file: mail.key"))
        if self.security == "none" and self.ca_file is not None:
            raise InvalidValue(_("ca_file goes with security: starttls or tls"), _("leave one of them out"))
        return self

    @property
    def served_port(self) -> int:
        """The port, the usual one where none is set."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class SummarySettings(Block):
    """Where `vekha run` leaves the summary page, and the address at which people open it, for the mails.

    `publish` says where it stands besides; `wiki_page` is the title of the page in the tracker's wiki.
    `report_template` is the operator's own Word template of the yearly report.
    """

    path: Text = "var/summary.html"
    public_url: Annotated[Text, AfterValidator(_public_url)] | None = None
    publish: Literal["none", "wiki"] = "none"
    wiki_page: Annotated[Text, AfterValidator(_wiki_page)] | None = None
    report_template: Text | None = None


class ReportedSettings(Block):
    """What is done about what people report. `answer`: whoever writes a figure that cannot be read is asked, once."""

    answer: bool = True


class ConfigFile(Block):
    """The file as a whole; the blocks that have a kind are checked apart, by the model of their kind."""

    language: Literal["ru", "en"] = "ru"
    plan: PlanSettings
    tracker: dict[str, Any]
    ledger: Annotated[Text, AfterValidator(_ledger)]
    mail: dict[str, Any]
    summary: SummarySettings = SummarySettings()
    reported: ReportedSettings = ReportedSettings()
    alerts: AlertSettings = AlertSettings()
    operator: OperatorSettings = OperatorSettings()
    replies: RepliesSettings | None = None


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
    mail: OutboxMail | SmtpMail
    summary: SummarySettings
    alerts: AlertSettings
    reported: ReportedSettings
    operator: OperatorSettings
    replies: RepliesSettings | None = None  # where it is left out, nobody answers by mail
    files: tuple[NamedFile, ...] = ()  # all that it names, itself included

    @property
    def folder(self) -> Path:
        """The folder of the config's file."""
        return self.file.parent

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.resolve(self.ledger.removeprefix(_SQLITE))

    @property
    def stamp_path(self) -> Path | None:
        """The file for monitoring; None where the config names none."""
        return self.resolve(self.operator.stamp) if self.operator.stamp is not None else None

    @property
    def calendar_path(self) -> Path | None:
        """The operator's own calendar of working days; None where the config names no file."""
        named = self.alerts.own_calendar
        return None if named is None else self.resolve(named)

    @property
    def templates_path(self) -> Path | None:
        """The folder of the operator's own templates of mails; None where the config names none."""
        return None if self.alerts.templates is None else self.resolve(self.alerts.templates)

    @property
    def report_template_path(self) -> Path | None:
        """The operator's own template of the yearly report; None where the config names none."""
        return None if self.summary.report_template is None else self.resolve(self.summary.report_template)

    def resolve(self, path: str | Path) -> Path:
        """A path of the config; a relative one is below the config's folder."""
        return self.folder / path


MAILS: dict[str, type[OutboxMail] | type[SmtpMail]] = {"outbox": OutboxMail, "smtp": SmtpMail}
