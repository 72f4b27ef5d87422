"""One run's inputs, made once: the plan with its overrides, what it should become, and the tracker.

Reads files and makes the adapter; it compares and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mappings.desired.body import EARLIER, body_of, bundled_body, template_source
from mappings.desired.issues import Desired, DesiredIssue, expand
from mappings.desired.values import Values
from mappings.desired.words import Body, Words, Written, fingerprint
from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.mapping.model import Mapping as PlanMapping
from mappings.mapping.model import load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Plan, Severity
from mappings.progress import Progress, Report, judge
from mappings.progress.history import as_of
from mappings.reading import read_plan
from mappings.reading.findings import hint_of, message_of, place_of
from notify.alerts.workdays import EVERY_DAY, WorkingDays
from notify.calendars.working_days import load_working_days
from sync.config.paths import NamedFile, refuse_taken
from sync.difference.diff import Rules
from sync.errors import NotPulled
from sync.runs.public_address import PublicAddress
from sync.tracker import Actual, Tracker, TrackerContext, Traffic

if TYPE_CHECKING:
    from sync.config.settings import Config
    from sync.ledger.store import Ledger

Clock = Callable[[], datetime]
_READ = ((), ("plan", "file"), ("plan", "mapping"))
_SAME_CLOCK = timedelta(seconds=5)  # an answer's `Date` tells whole seconds, and the answer has been on its way
NOTHING_WRITTEN: Mapping[str, Written] = {}


@dataclass(frozen=True)
class Inputs:
    """The plan of a config, ready to be compared. `today` is a day in the plan's own zone.

    `today_given` says that a person named it, so that no clock has to be right. `working_days` are the calendar's.
    """

    config: Config
    mapping: PlanMapping
    plan: Plan
    today: date
    clock: Clock
    today_given: bool = False
    working_days: WorkingDays = EVERY_DAY

    @property
    def zone(self) -> ZoneInfo:
        """The plan's time zone."""
        return ZoneInfo(self.mapping.timezone)

    def desired(self, written: Mapping[str, Written] = NOTHING_WRITTEN) -> Desired:
        """What should stand in the tracker; raises `MappingError` where the template fails, or `ProcessFailed`.

        `written` are the texts last written, by key: one that would come out the same is not worded again.
        """
        language, template, field = self.mapping.language, self.mapping.template_path, self.fact_field
        words = Words(
            fact_field=field,
            earlier=partial(_worded_earlier, language) if template is None else None,
            fingerprint=fingerprint(template_source(template), language, field),
            written=written,
        )
        with body_of(template, language) as body:
            return expand(self.plan, self.mapping, plan_key=self.config.plan.key, body=body, words=words)

    def refuse_taken(self, path: Path, *, by: str) -> None:
        """Raise `ConfigError` where what `by` names would write over a file that the plan is made from, or kept in."""
        template = self.mapping.template_path
        own = [NamedFile(("template",), template)] if template is not None else []
        refuse_taken(path, [*self.config.files, *own], by=by)

    @property
    def fact_field(self) -> str:
        """The name of the tracker's own field for a figure, where its settings say so by that name."""
        name = getattr(self.config.tracker.settings, "fact_field", None)
        return name if isinstance(name, str) and not name.isdecimal() else ""

    @property
    def place(self) -> str:
        """In which project of which tracker the issues stand, as the ledger knows it."""
        settings = self.config.tracker.settings
        where = [str(value) for name in ("url", "path", "project") if (value := getattr(settings, name, None))]
        return " ".join((self.config.tracker.kind, *where))

    def tracker(
        self,
        *,
        read_only: bool,
        cache: MutableMapping[str, str] | None = None,
        first_issues: tuple[DesiredIssue, ...] = (),
    ) -> Tracker:
        """The adapter that the config names. A read-only one leaves no trace, not even an empty file."""
        kept, folder = {} if cache is None else cache, str(self.config.folder)
        context = TrackerContext(self.config.plan.key, folder, self.clock, read_only, kept, first_issues)
        return self.config.tracker.factory(self.config.tracker.settings, context)

    def rules(self, tracker: Tracker, actual: Actual, *, recreate: bool = False, reword: bool = False) -> Rules:
        """What mapping and tracker say about a difference."""
        return Rules(
            drift={str(field): owner for field, owner in self.mapping.drift.items()},
            past=self.mapping.past,
            removed=self.mapping.removed,
            recreate=recreate,
            reword=reword,
            in_flight=timedelta(seconds=tracker.capabilities.in_flight_seconds),
            held=timedelta(seconds=tracker.capabilities.held_seconds),
            clock_ahead=_clock_ahead(tracker.traffic),
            labels=actual.labels_taken(tracker.capabilities),
            one_label=tracker.capabilities.one_label,
            derived_dates=tracker.capabilities.derived_dates,
        )

    def pulled_at(self, ledger: Ledger) -> datetime:
        """When the tracker was last read, in the plan's zone; raises `NotPulled` where it never was."""
        pulled = ledger.pulled_at()
        if pulled is None:
            raise NotPulled(
                "not-pulled",
                _("nothing has been pulled from the tracker yet"),
                place=str(self.config.ledger_path),
                hint=_("run `vekha sync` first"),
            )
        return pulled.astimezone(self.zone)

    def end_of(self, day: date) -> datetime:
        """The last moment of a day in the plan's zone."""
        return datetime.combine(day, time.max, self.zone)

    def reported(self, ledger: Ledger, *, by: date | None = None) -> dict[str, Report]:
        """What had been reported by a day, today where none is named: of what was pulled, nothing of later."""
        moment = self.end_of(by or self.today)
        address = PublicAddress.of(self.config.tracker.settings)
        return {key: address.shown(as_of(report, moment)) for key, report in ledger.history().items()}

    def progress(self, ledger: Ledger) -> Progress:
        """The state of the plan today from what was pulled."""
        return self.judged(self.reported(ledger), ledger.begun_at())

    def judged(self, reported: Mapping[str, Report], begun: datetime | None) -> Progress:
        """The state of the plan today by some reports, where it has been followed since a moment."""
        return judge(
            self.plan,
            reported,
            today=self.today,
            soon=self.config.alerts.upcoming_days,
            from_year=self.mapping.from_year,
            report_by=self.mapping.report_by,
            backlog_before=begun.astimezone(self.zone).date() if begun else None,
            zone=self.zone,
        )


@cache
def _earlier_body(language: str) -> Body:
    return bundled_body(language, EARLIER)


def _worded_earlier(language: str, values: Values) -> str:
    """The body of a version that left no fingerprints; its template is read where there is an issue of that time."""
    return _earlier_body(language)(values)


def plan_zone(config: Config) -> ZoneInfo:
    """The zone in which a day or a moment without an offset is meant. Raises `MappingError` or `FileUnreadable`."""
    return ZoneInfo(_mapping(config).timezone)


def load_inputs(config: Config, *, clock: Clock, today: date | None = None) -> Inputs:
    """Read document, mapping and calendar. Raises `DocumentError`, `MappingError`, `ConfigError`, `FileUnreadable`."""
    mapping = _mapping(config)
    if mapping.template_path is not None:
        written = (one for one in config.files if one.setting not in _READ)
        for one in written:
            refuse_taken(one.path, [NamedFile(("template",), mapping.template_path)], by=one.name)
    plan = apply_overrides(read_plan(config.resolve(config.plan.file)), mapping)
    calendar = load_working_days(config.calendar_path or config.alerts.calendar, by=f"{config.file}, alerts.calendar")
    day = today or clock().astimezone(ZoneInfo(mapping.timezone)).date()
    return Inputs(config, mapping, plan, day, clock, today_given=today is not None, working_days=calendar)


def _mapping(config: Config) -> PlanMapping:
    return load_mapping(config.resolve(config.plan.mapping) if config.plan.mapping else None)


def _clock_ahead(traffic: Traffic) -> timedelta:
    """By how much the tracker's clock is ahead of the machine's; none where they show the same."""
    ahead = traffic.clock_ahead or timedelta(0)
    return ahead if abs(ahead) > _SAME_CLOCK else timedelta(0)


def refuse_faulty(inputs: Inputs, *, known: bool) -> None:
    """Raise `DocumentError` where the document has faults that forbid a sync.

    A plan without measures is left to the safety limits where an earlier run knew some.
    """
    for finding in inputs.plan.findings:
        if finding.severity is Severity.ERROR and not (known and finding.code == "no-measures"):
            raise DocumentError(
                finding.code,
                message_of(finding),
                place=_("{file}, {place}").format(file=inputs.config.plan.file, place=place_of(finding.place)),
                hint=hint_of(finding),
            )
