"""`check`: everything that would fail later, told beforehand with the mend. It looks, and changes nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.plan import Severity
from mappings.reading.findings import hint_of, message_of, place_of
from mappings.whole_files import is_device
from mappings.wording import moment
from sync.difference.clock import check_clock
from sync.difference.identity import check_neighbours
from sync.difference.past import all_first_made
from sync.errors import UnsafeChange
from sync.files import unwritable
from sync.ledger.store import Ledger
from sync.runs.alerting_check import look_at_alerts
from sync.runs.calendar_check import look_at_calendar
from sync.runs.clock import NO_TRAFFIC, clocks_of
from sync.runs.mail import check_mail
from sync.runs.policy import recipients_of
from sync.runs.publishing_check import look_at_wiki
from sync.runs.replies_check import look_at_replies
from sync.runs.rights import open_to_others
from sync.runs.summaries import refuse_foreign_page
from sync.runs.token_end import look_at_token
from sync.runs.upkeep_check import look_at_upkeep
from sync.runs.yearly_report_check import look_at_report
from sync.storage.database_failures import foreseen
from sync.tracker import Diagnosis, Tracker, Traffic, letting_go
from sync.transport.addresses import is_this_machine, shown

if TYPE_CHECKING:
    from mappings.desired.issues import Desired, DesiredIssue
    from sync.runs.inputs import Inputs


def diagnose(inputs: Inputs) -> Iterator[Diagnosis]:
    """Look at one thing after another; the config itself has been read already."""
    yield _well("config", _("The config {file} is in order.").format(file=inputs.config.file))
    yield from _document(inputs)
    desired = yield from _desired(inputs)
    yield from look_at_alerts(inputs)
    yield from look_at_calendar(inputs)
    yield from _years_gone_by(inputs)
    traffic = yield from _tracker(inputs, desired)
    yield from _ledger(inputs, desired)
    yield from _page(inputs)
    yield from look_at_report(inputs)
    yield from check_mail(inputs)
    yield from look_at_replies(inputs)
    yield from look_at_upkeep(inputs.config)
    yield from open_to_others(inputs.config)
    yield from _clock(inputs, traffic)


def _well(code: str, message: str) -> Diagnosis:
    return Diagnosis(code, Severity.INFO, message)


def _document(inputs: Inputs) -> Iterator[Diagnosis]:
    findings = inputs.plan.findings
    for finding in findings:
        if finding.severity is Severity.ERROR:
            place = f"{inputs.config.plan.file}, {place_of(finding.place)}"
            yield Diagnosis(finding.code, Severity.ERROR, f"{place}: {message_of(finding)}", hint_of(finding))
    count = len(inputs.plan.measures)
    measures = ngettext("{count} measure", "{count} measures", count).format(count=count)
    doubts = ngettext("{count} finding", "{count} findings", len(findings)).format(count=len(findings))
    text = _("The document holds {measures}, with {findings}; `vekha read {file}` shows them.")
    yield _well("document", text.format(measures=measures, findings=doubts, file=inputs.config.plan.file))


def _desired(inputs: Inputs) -> Generator[Diagnosis, None, Desired | None]:
    """What should stand in the tracker; None where the mapping or its template fails."""
    try:
        desired = inputs.desired()
    except VekhaError as error:
        yield Diagnosis.of(error)
        return None
    count = len(desired.issues)
    issues = ngettext("{count} issue", "{count} issues", count).format(count=count)
    yield _well("mapping", _("With the mapping this makes {issues}.").format(issues=issues))
    own = inputs.mapping.template_path
    if own is not None:
        text = _("Their texts are made from {file}, in a process of its own with limits of time and memory.")
        yield _well("template", text.format(file=own))
    return desired


def _years_gone_by(inputs: Inputs) -> Iterator[Diagnosis]:
    """Before the first sync: deadlines of earlier years, of which the first mail would tell that nothing is known."""
    mapping, told = inputs.mapping, bool(recipients_of(inputs))
    if mapping.past != "open" or not told or _was_pulled(inputs):
        return
    first = mapping.from_year
    dues = [
        deadline.due
        for measure in inputs.plan.measures
        for deadline in measure.deadlines
        if deadline.year < inputs.today.year and (first is None or deadline.year >= first)
    ]
    if dues:
        text = ngettext(
            "{count} deadline passed before the first sync, in {years}: the first mail would know nothing of it.",
            "{count} deadlines passed before the first sync, in {years}: the first mail would know nothing of them.",
            len(dues),
        )
        first_year, last_year = min(dues).year, max(dues).year
        years = str(first_year) if first_year == last_year else f"{first_year}–{last_year}"
        hint = _(
            "set from_year: {year} in the mapping to leave them out, or past: closed if they are done; or leave it so "
            "and put the reports of those years in"
        )
        yield Diagnosis(
            "past-deadlines",
            Severity.WARNING,
            text.format(count=len(dues), years=years),
            hint.format(year=inputs.today.year),
        )


def _was_pulled(inputs: Inputs) -> bool:
    try:
        with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
            return ledger.pulled_at() is not None
    except VekhaError:
        return False  # told where the ledger is looked at


def _tracker(inputs: Inputs, desired: Desired | None) -> Generator[Diagnosis, None, Traffic]:
    yield from _read_on_the_way(inputs)
    traffic = NO_TRAFFIC
    try:
        tracker = inputs.tracker(read_only=True, first_issues=_first_issues(inputs, desired))
        traffic = tracker.traffic
        yield from _looked_at(tracker, inputs)
    except VekhaError as error:
        yield Diagnosis.of(error)
    return traffic


def _looked_at(tracker: Tracker, inputs: Inputs) -> list[Diagnosis]:
    """What the tracker says of itself and, where that is well, of its token and its wiki."""
    with letting_go(tracker):
        found = list(tracker.check())
        if not any(one.severity is Severity.ERROR for one in found):
            found += look_at_token(tracker, inputs.today)
            found += look_at_wiki(tracker, inputs)
        return found


def _read_on_the_way(inputs: Inputs) -> Iterator[Diagnosis]:
    """Whether the key leaves this machine as anybody on the way can read it."""
    url = getattr(inputs.config.tracker.settings, "url", "")
    if urlsplit(url).scheme == "http" and not is_this_machine(url):
        text = _("{url} is plain http: whoever is on the way to the tracker can read the key and take it.")
        hint = _("write https:// in url: and have the server speak it")
        yield Diagnosis("address-plain", Severity.WARNING, text.format(url=shown(url)), hint)


def _first_issues(inputs: Inputs, desired: Desired | None) -> tuple[DesiredIssue, ...]:
    """The issues that a first sync makes; none where it is not known what should stand, which is told already."""
    issues = desired.issues if desired is not None else ()
    past = inputs.mapping.past
    gone = {one.key for one in issues if past != "open" and one.due is not None and one.due < inputs.today}
    if past == "skip":
        return tuple(one for one in issues if one.key not in gone)
    return tuple(replace(one, closed=one.key in gone) for one in issues)


def _ledger(inputs: Inputs, desired: Desired | None) -> Iterator[Diagnosis]:
    path = inputs.config.ledger_path
    try:
        with Ledger.copied(path, inputs.config.plan.key) as ledger:
            if ledger.set_aside is not None:
                text = _("{path}: the ledger is corrupt.").format(path=path)
                hint = _("the next sync sets it aside and builds a new one from the tracker")
                yield Diagnosis("ledger-corrupt", Severity.WARNING, text, hint)
                return
    except VekhaError as error:
        yield Diagnosis.of(error)
        return
    met = foreseen(path)
    if met is not None:
        yield Diagnosis.of(unwritable(path, "ledger-unwritable", met.reason, met.cause))
        return
    if desired is not None:
        yield from _other_key(inputs, desired)
    yield from _private(inputs)
    text = _("The ledger {path} is in order.") if path.exists() else _("The ledger {path} is made by the first sync.")
    yield _well("ledger", text.format(path=path))


def _other_key(inputs: Inputs, desired: Desired) -> Iterator[Diagnosis]:
    """Whether the plan is known under another key, so that a sync would make all of it a second time."""
    with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
        neighbours, memory = ledger.neighbours(), ledger.recall()
    try:
        if neighbours:
            made = all_first_made(desired.issues, past=inputs.mapping.past, today=inputs.today)
            check_neighbours(made, memory, inputs.place, neighbours)
    except UnsafeChange as refusal:
        yield Diagnosis.of(refusal)


def _private(inputs: Inputs) -> Iterator[Diagnosis]:
    """Issues of the plan that are private, as the last pull found them: their reports alone tell no address."""
    with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
        links, reports = ledger.recall().links, ledger.reports()
    known = ((links.get(("issue", key)), report) for key, report in reports.items())
    count = sum(link is not None and link.url is not None and report.url is None for link, report in known)
    if count:
        text = ngettext(
            "{count} issue of the plan is private: of it the summary and the mails tell how it stands, but no figure.",
            "{count} issues of the plan are private: of them the summary and the mails tell how they stand, but no "
            "figure.",
            count,
        )
        hint = _("ask the staff to make them public if their figures are to count")
        yield Diagnosis("issues-private", Severity.WARNING, text.format(count=count), hint)


def _page(inputs: Inputs) -> Iterator[Diagnosis]:
    """The summary's page: told only where it could not be written."""
    path = inputs.config.resolve(inputs.config.summary.path)
    met = None if is_device(path) else foreseen(path, locked=False)
    if met is not None:
        yield Diagnosis.of(unwritable(path, "summary-unwritable", met.reason, met.cause))
        return
    try:
        refuse_foreign_page(path)
    except VekhaError as error:
        yield Diagnosis.of(error)


def _clock(inputs: Inputs, traffic: Traffic) -> Iterator[Diagnosis]:
    try:
        with Ledger.copied(inputs.config.ledger_path, inputs.config.plan.key) as ledger:
            pulled, clocks = ledger.pulled_at(), clocks_of(inputs, ledger, traffic)
    except VekhaError:
        return  # told already
    now = clocks.now
    try:
        check_clock(clocks)
    except UnsafeChange as refusal:
        yield Diagnosis.of(refusal)
        return
    if pulled is not None and pulled > now and not clocks.confirmed:
        text = _("The clock says {now}, but the last pull was at {pulled}.").format(
            now=moment(now), pulled=moment(pulled.astimezone(inputs.zone))
        )
        yield Diagnosis("clock-went-back", Severity.WARNING, text, _("check the machine's clock"))
        return
    yield _well("clock", _("In the plan's zone {zone} it is {now:%Y-%m-%d %H:%M}.").format(zone=inputs.zone, now=now))
