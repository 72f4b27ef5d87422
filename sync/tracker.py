"""The tracker port: what a tracker must offer, and the values that go through it.

An adapter turns payloads into these values and back. It holds no diff, no retry policy and no deletion.
Shared code asks `Capabilities`, never a tracker's name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import BaseModel

from mappings.desired.issues import DesiredIssue, DesiredMilestone, Label, LabelKind
from mappings.errors import VekhaError
from mappings.plan import Severity
from mappings.reporting import Markup
from sync.config.secret import Secret


@dataclass(frozen=True)
class Capabilities:
    """What trackers differ in."""

    fact_field: bool = False  # has a field of its own for a reported figure
    labels: frozenset[LabelKind] = frozenset()  # of what kinds the plan's labels may be put on issues
    one_label: bool = False  # an issue bears one label at most
    parallel: int = 1  # how many issues may be created at once
    held_seconds: float = 0.0  # how long a request may wait to be sent, for the tracker's limits above all
    in_flight_seconds: float = 60.0  # how long a request whose answer was lost may still take effect
    derived_dates: bool = False  # an issue above others may have their dates, whatever is written there
    markup: Markup = "plain"  # how comments and descriptions are shown; "textile" where it may be Markdown as well


@dataclass(frozen=True)
class Ref:
    """A tracker's own name for a milestone or an issue: its id, its page, and the version last seen."""

    id: str
    url: str | None = None
    version: str | None = None


@dataclass(frozen=True)
class Comment:
    """One comment. A private one is read for figures by nobody."""

    author: str
    at: datetime
    text: str
    private: bool = False


@dataclass(frozen=True)
class FieldFact:
    """A figure reported in a tracker's own field, with who set it and when."""

    text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class ActualMilestone:
    """A milestone as it stands. `key` is the deadline year it is marked with, None for the staff's own."""

    ref: Ref
    key: str | None
    title: str
    start: date | None = None
    due: date | None = None
    closed: bool = False


@dataclass(frozen=True)
class ActualIssue:
    """An issue of this plan as it stands. `milestone_id` and `parent_id` are the tracker's ids.

    `marked` is False where the tracker's own place for the marker does not hold it; it is written there again.
    `closed_at` is when a closed one was closed. `description_versions` are the staff's own words in the description
    after each change of them, the oldest first; empty where the tracker does not tell. `private` says that the staff
    keep it from those who see the rest of the project: then only how it stands leaves the tracker.
    """

    ref: Ref
    key: str
    title: str
    description: str
    status: str
    closed: bool
    milestone_id: str | None = None
    parent_id: str | None = None
    start: date | None = None
    due: date | None = None
    assignee: str | None = None
    updated_at: datetime | None = None
    comments: tuple[Comment, ...] = ()
    fact: FieldFact | None = None
    labels: tuple[str, ...] = ()
    description_author: str = ""
    description_at: datetime | None = None
    description_versions: tuple[Comment, ...] = ()
    closed_at: datetime | None = None
    marked: bool = True
    private: bool = False


@dataclass(frozen=True)
class Actual:
    """Everything of one plan in the tracker, open and closed. It is whole, or `fetch` has raised.

    `labels` are the kinds of labels that this project takes; None says that it takes all that the tracker may.
    """

    milestones: tuple[ActualMilestone, ...] = ()
    issues: tuple[ActualIssue, ...] = ()
    labels: frozenset[LabelKind] | None = None

    def labels_taken(self, capabilities: Capabilities) -> frozenset[LabelKind]:
        """The kinds of the plan's labels that are put on issues here."""
        return capabilities.labels if self.labels is None else self.labels


@dataclass
class Traffic:
    """How many requests a run sent to the tracker, and how many of them were writes.

    `clock_ahead` is by how much the tracker's clock was ahead of the machine's at the newest answer that told its time.
    """

    requests: int = 0
    writes: int = 0
    clock_ahead: timedelta | None = None


@dataclass(frozen=True)
class Diagnosis:
    """One line of `check`: a stable code, what was looked at, whether it is well, and the mend where it is not.

    `error` is what the work would end with, where it is one that was met in looking.
    """

    code: str
    severity: Severity
    message: str
    hint: str = ""
    error: VekhaError | None = field(default=None, compare=False)

    @classmethod
    def of(cls, error: VekhaError) -> Diagnosis:
        """An error that was met in looking."""
        place = f"{error.place}: " if error.place else ""
        return cls(error.code, Severity.ERROR, f"{place}{error.message}", error.hint, error)


@dataclass(frozen=True)
class LabelPatch:
    """Labels that an issue is to gain, and names of labels that it is to lose."""

    add: tuple[Label, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class IssuePatch:
    """The plan's fields of an issue that are to change. Absent fields are left as they are.

    They are title, description, milestone_id, parent_id, start and due; `labels`, the `LabelPatch` beside which all
    other labels stay; and of an issue that was not `marked`, `marker`: the key that the place for it is to hold.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Tracker(Protocol):
    """The port. Every method may raise a `TrackerError`; a write whose outcome is unknown raises `Transient`."""

    capabilities: Capabilities
    traffic: Traffic

    def check(self) -> list[Diagnosis]:
        """Credentials, rights, fields, statuses: what is missing and how to mend it."""
        ...

    def fetch(self) -> Actual:
        """Everything of this plan, open and closed, all pages; raises where it cannot be whole."""
        ...

    def find(self, marker: str) -> ActualIssue | None:
        """The issue that bears a marker, as it stands at this moment; for recovery."""
        ...

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        """Make a milestone."""
        ...

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        """Make an issue, marker included. Its request is never repeated blindly."""
        ...

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        """Change the plan's fields of an issue; a stale `ref.version` raises `Conflict`."""
        ...

    def update_milestone(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        """Bring these of a milestone's fields to what the plan says: title, start, due. The others stay."""
        ...

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:
        """Close an issue as cancelled, since the plan has dropped its measure; or as done, as it should be made."""
        ...

    def reopen_issue(self, ref: Ref) -> Ref:
        """Open an issue again that Vekha itself has closed; for `undo`. An open one stays as it is."""
        ...


@runtime_checkable
class TakesComments(Protocol):
    """What a tracker offers besides whose issues Vekha may comment on: for imported figures, and for its questions."""

    def comment(self, ref: Ref, text: str) -> Ref:
        """Put a comment under an issue, which does nothing there. Its request is never repeated blindly.

        The text ends in a mark of `mappings.signature`, by which it is found again among the issue's comments.
        """
        ...


@runtime_checkable
class HasPages(Protocol):
    """What a tracker offers besides whose issues are shown on pages that have to be written."""

    def refresh_pages(self, *, today: date) -> None:
        """Bring the pages that the issues' addresses lead to up to date."""
        ...


@dataclass(frozen=True)
class WikiPage:
    """A page of the project's wiki as it stands: its whole text, and the version that a write over it has to name.

    `author` is who changed it last and `at` when, where the tracker tells.
    """

    title: str
    text: str
    version: str
    url: str | None = None
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class WikiText:
    """How a wiki's pages are written.

    `still` makes others' words harmless, one line at a time, in a cell of a table too. `reference` is what links to an
    issue there, by its address; empty for what is no issue of this tracker.
    """

    markup: Literal["textile", "markdown"]
    still: Callable[[str], str]
    reference: Callable[[str], str]


@runtime_checkable
class HasWiki(Protocol):
    """What a tracker offers besides whose project has a wiki."""

    def wiki_text(self) -> WikiText:
        """How its pages are written; raises `AuthFailed` where the bot could not write one."""
        ...

    def read_page(self, title: str) -> WikiPage | None:
        """The page of a title, as it stands at this moment; None where there is none."""
        ...

    def write_page(self, title: str, text: str, *, version: str | None) -> WikiPage:
        """Put a text in the place of the version that was read; without one the page is made.

        Raises `Conflict` where something else stands there by now. Its request is never repeated blindly.
        """
        ...


@runtime_checkable
class TellsTokenEnd(Protocol):
    """What a tracker offers besides that knows until when its token is good."""

    def token_ends(self) -> date | None:
        """The day from which on the token is no longer good; None where it stays good, or nothing is known."""
        ...


@runtime_checkable
class HoldsConnections(Protocol):
    """What a tracker offers besides to which connections stay open from request to request."""

    def close(self) -> None:
        """Let go of them, once the work is done; what is asked after that opens another."""
        ...


@dataclass(frozen=True)
class OfferedProject:
    """A project in which the issues of a plan may stand, and what else of it a config names.

    `name` is what the config calls it, `title` what people do. `issue_trackers` and `fields` are names, too: where a
    tracker has no such things, or does not show them, there are none.
    """

    name: str
    title: str
    issue_trackers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@runtime_checkable
class OffersProjects(Protocol):
    """What the class of an adapter offers besides whose server names its projects before there is a config."""

    def offered_projects(self, url: str, token: Secret, ca_file: str | None) -> list[OfferedProject]:
        """The projects in which the owner of a token is a member and issues are kept; asked of the class itself.

        `ca_file` is the path of an authority's certificate. Raises `AuthFailed` where the token is not accepted,
        another `TrackerError` where no such tracker is reached.
        """
        ...


def let_go(tracker: Tracker) -> None:
    """Close what an adapter holds open, if anything."""
    if isinstance(tracker, HoldsConnections):
        tracker.close()


@contextmanager
def letting_go(tracker: Tracker) -> Iterator[Tracker]:
    """An adapter that lets go of its connections afterwards."""
    try:
        yield tracker
    finally:
        let_go(tracker)


@dataclass(frozen=True)
class TrackerContext:
    """What an adapter is told when it is made.

    `cache` is kept from run to run: an adapter may note there what would cost requests to find out again. It is no
    truth: a lost cache costs requests and nothing else.

    `first_issues` are those that a first sync would make; `check` may say what that would set off.
    """

    plan_key: str
    folder: str  # relative paths of the settings are below it
    now: Callable[[], datetime]
    read_only: bool = False
    cache: MutableMapping[str, str] = field(default_factory=dict)
    first_issues: tuple[DesiredIssue, ...] = ()


class TrackerFactory(Protocol):
    """What the entry-point group `vekha.trackers` holds: the model of the settings, and the way to make an adapter."""

    Settings: type[BaseModel]

    def __call__(self, settings: Any, context: TrackerContext) -> Tracker:
        """An adapter for these settings."""
        ...
