"""The mapping: what the operator adds to a plan document, and what he corrects in it.

Decides what the mapping file may say, and what a tracker's status means by it. It reads no plan and no template.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, field_validator, model_validator

from mappings.errors import MappingError, Problem
from mappings.language import gettext as _
from mappings.mapping.figures import INDICATOR_KEYS, IndicatorOverride, Number
from mappings.operator_files.days import day_of_every_year
from mappings.operator_files.strict_yaml import KeyPath, Source, in_order, parse, printable, read_file
from mappings.operator_files.validation import Address, Block, InvalidValue, Text, nearest, suggestion, validate
from mappings.plan import Recurrence
from mappings.progress import Status
from mappings.reading.findings import FINDINGS
from mappings.reading.timing.calendar_days import year_end
from mappings.wording import folded

_MILESTONE_LIMIT = 60  # characters of a milestone's title; what every tracker takes

_USUAL_NAMES = {
    Status.PLANNED: (
        *("Новая", "Новый", "Открыта", "Назначена", "Запланирована", "К выполнению"),
        *("New", "Open", "Opened", "Reopened", "Planned", "To do"),
    ),
    Status.IN_PROGRESS: (
        *("В работе", "Решена", "Нужен отклик", "Обратная связь", "На проверке"),
        *("In Progress", "in_progress", "Resolved", "Feedback"),
    ),
    Status.DONE: ("Закрыта", "Выполнена", "Выполнено", "Готово", "Завершена", "Closed", "Done", "Completed"),
    Status.CANCELLED: ("Отклонена", "Отменена", "Отменено", "Rejected", "Cancelled", "Canceled"),
}
DEFAULT_STATUSES: dict[str, Status] = {name: status for status, names in _USUAL_NAMES.items() for name in names}
"""What the usual statuses mean: Redmine's in both languages, GitLab's, the embedded tracker's."""

Settable = Literal[Recurrence.ANNUAL, Recurrence.YEARS, Recurrence.ONCE, Recurrence.ONGOING]
Owner = Literal["staff", "plan"]
DriftField = Literal["title", "description", "milestone", "start", "due", "parent", "labels"]
DRIFT_FIELDS: tuple[DriftField, ...] = ("title", "description", "milestone", "start", "due", "parent", "labels")


def _day(value: Any) -> Any:
    """A day of a deadline: `YYYY-MM-DD`, or a year, which stands for its last day."""
    if isinstance(value, date):
        return value
    text = value if isinstance(value, str) else ""
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return year_end(int(text))
    if re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(_("the calendar has no such day")) from None
    raise ValueError(_("expected a year such as 2027 or a day such as 2027-06-30"))


def _ordinal(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]?", value):
        return int(value)
    raise ValueError(_("expected the number of an indicator such as 2"))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        hint = suggestion(name, nearest(name, available_timezones(), count=3))
        raise InvalidValue(_("there is no such time zone"), hint) from None
    return name


def _milestone_title(title: str) -> str:
    try:
        places = [place for place in Formatter().parse(title) if place[1] is not None]
    except ValueError:
        raise ValueError(_("a brace that is not closed; write {{ for a brace of the text")) from None
    if not places or any(place[1:] != ("year", "", None) for place in places):
        raise ValueError(_("{year} is expected in the title, and no other placeholder"))
    if len(title.format(year=2030)) > _MILESTONE_LIMIT:
        message = _("the title is longer than {limit} characters").format(limit=_MILESTONE_LIMIT)
        raise ValueError(message)
    return title


def _degree(value: Decimal) -> Decimal:
    if not 0 < value <= 1:
        raise ValueError(_("expected a degree above 0 and at most 1, such as 0.9"))
    return value


class Executor(Block):
    """Who answers in the tracker for an executor of the plan: `assignee` is the tracker's login."""

    assignee: Text | None = None


class Person(Block):
    """Who stands behind a login of the tracker, for the mails."""

    name: Text
    email: Address


class Override(IndicatorOverride):
    """What the operator corrects in one measure; whatever is None stays as read.

    What it says of an indicator is about the measure's first one; `indicators` says the same of others, by number.
    """

    recurrence: Settable | None = None
    deadlines: tuple[Annotated[date, BeforeValidator(_day)], ...] | None = Field(default=None, min_length=1)
    title: Annotated[Text, Field(max_length=255)] | None = None
    executors: tuple[Text, ...] | None = Field(default=None, min_length=1)
    target: Text | None = None
    indicators: dict[Annotated[int, BeforeValidator(_ordinal)], IndicatorOverride] | None = Field(
        default=None, min_length=1
    )

    @property
    def figures(self) -> dict[int, IndicatorOverride]:
        """What is said of each indicator, by its number; nothing for those that stay as read."""
        said = {number: one for number, one in (self.indicators or {}).items() if one.model_fields_set}
        return {1: self, **said} if self._says_of_first else said

    @property
    def _says_of_first(self) -> bool:
        return any(getattr(self, name) is not None for name in INDICATOR_KEYS)

    @model_validator(mode="after")
    def _once(self) -> Self:
        if self._says_of_first and 1 in (self.indicators or {}):
            raise ValueError(_("the first indicator is spoken of twice: in the measure itself and in «indicators»"))
        return self

    @model_validator(mode="after")
    def _agree(self) -> Self:
        dates = set(self.deadlines or ())
        if dates and self.recurrence is Recurrence.ONGOING:
            raise ValueError(_("a measure that is «ongoing» has no deadlines; leave out one of the two"))
        if len(dates) > 1 and self.recurrence is Recurrence.ONCE:
            raise ValueError(_("a measure that is due «once» has one deadline, not several"))
        return self


class DecidedExtension(Block):
    """A deadline of the plan that was extended by an order: its key, the new date, whose order it is and its number."""

    deadline: Text
    until: Annotated[date, BeforeValidator(_day)]
    by: Text
    order: Text


class Mapping(Block):
    """The operator's mapping. Names of executors and statuses are compared with case and space folded."""

    language: Literal["ru", "en"] = "ru"
    timezone: Annotated[Text, AfterValidator(_zone)] = "Europe/Moscow"
    from_year: int | None = Field(default=None, ge=1900, le=2100)
    past: Literal["open", "closed", "skip"] = "open"
    report_by: Annotated[tuple[int, int], BeforeValidator(day_of_every_year)] | None = None
    milestone_title: Annotated[Text, AfterValidator(_milestone_title)] = "{year}"
    template: Text | None = None
    removed: Literal["report", "close"] = "report"
    drift: dict[DriftField, Owner] = Field(default_factory=dict, validate_default=True)
    executors: dict[str, Executor] = Field(default_factory=dict)
    people: dict[str, Person] = Field(default_factory=dict)
    statuses: dict[str, Status] = Field(default_factory=dict)
    measures: dict[str, Override] = Field(default_factory=dict)
    extensions: tuple[DecidedExtension, ...] = ()
    renamed: dict[str, str | None] = Field(default_factory=dict)
    accepted: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    rating: dict[Text, Annotated[Number, AfterValidator(_degree)]] = Field(default_factory=dict)

    _source: Source = PrivateAttr(default_factory=lambda: Source(""))

    @field_validator("drift")
    @classmethod
    def _every_field(cls, drift: dict[DriftField, Owner]) -> dict[DriftField, Owner]:
        return {name: drift.get(name, "staff") for name in DRIFT_FIELDS}

    @field_validator("executors", "statuses")
    @classmethod
    def _told_apart(cls, names: dict[str, Any]) -> dict[str, Any]:
        counts = Counter(map(folded, names))
        twice = next((name for name in names if counts[folded(name)] > 1), None)
        if twice is not None:
            raise ValueError(_("«{name}» stands twice, spelled differently").format(name=printable(twice)))
        return names

    @field_validator("accepted")
    @classmethod
    def _known_codes(cls, accepted: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        unknown = next((code for codes in accepted.values() for code in codes if code not in FINDINGS), None)
        if unknown is not None:
            hint = suggestion(unknown, nearest(unknown, FINDINGS, count=3))
            raise InvalidValue(_("there is no finding «{code}»").format(code=printable(unknown)), hint)
        return accepted

    @field_validator("renamed")
    @classmethod
    def _one_by_one(cls, renamed: dict[str, str | None]) -> dict[str, str | None]:
        counts = Counter(new for new in renamed.values() if new is not None)
        twice = next((new for new in counts if counts[new] > 1), None)
        if twice is not None:
            raise ValueError(_("two measures cannot both become «{key}»").format(key=printable(twice)))
        return renamed

    @property
    def template_path(self) -> Path | None:
        """The operator's own template; a relative one is beside the mapping's file."""
        return Path(self._source.file).parent / self.template if self.template else None

    def status(self, name: str, *, closed: bool, labels: Iterable[str] = ()) -> Status:
        """What a tracker's status means, and the labels that stand beside it.

        A label that names a status decides, the one furthest from «planned» of several; one for open work says
        nothing of a closed issue. Then the mapping decides; then the usual meaning of the name, unless the issue is
        closed and the name usually stands for an open one; then whether it is closed.
        """
        own = {folded(known): status for known, status in self.statuses.items()}
        told = {(_USUAL | own).get(folded(label)) for label in labels}
        ended = (Status.CANCELLED, Status.DONE)
        begun = (Status.SUBMITTED, Status.IN_PROGRESS, Status.PLANNED)
        telling = ended if closed else (*ended, *begun)
        by_label = next((status for status in telling if status in told), None)
        if by_label is not None:
            return by_label
        if folded(name) in own:
            return own[folded(name)]
        usual = _USUAL.get(folded(name), Status.PLANNED)
        return Status.DONE if closed and usual not in ended else usual

    def problem(self, code: str, path: KeyPath, message: str, hint: str) -> Problem:
        """A problem at the line where the mapping says something."""
        return self._source.problem(code, path, message, hint)


def load_mapping(path: Path | None) -> Mapping:
    """Read a mapping; None gives the defaults.

    Raises `MappingError` with everything that is wrong, or `FileUnreadable` (`mapping-missing`,
    `mapping-unreadable`).
    """
    if path is None:
        return Mapping()
    hint = _("fix plan.mapping in the config, or leave it out to go without a mapping")
    content = read_file(path, missing="mapping-missing", unreadable="mapping-unreadable", hint=hint)
    source = parse(content, str(path))
    if source.data is None:
        raise MappingError(list(source.problems))
    mapping = validate(Mapping, source.data, source.lines, source.file)
    found = mapping if isinstance(mapping, list) else []
    if isinstance(mapping, list) or source.problems:
        raise MappingError(in_order([*source.problems, *found]))
    mapping._source = source
    return mapping


_USUAL = {folded(name): status for name, status in DEFAULT_STATUSES.items()}
