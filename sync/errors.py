"""The errors of trackers and of the ledger, classed by what the caller can do about them."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.errors import VekhaError


@dataclass(frozen=True)
class Purpose:
    """What a request is for, as its errors name it: the port's method and the issue's key."""

    operation: str
    key: str = ""


class TrackerError(VekhaError):
    """A tracker refused or could not be reached. `operation` is the port's method, `key` the issue's key."""

    def __init__(self, code: str, message: str, *, tracker: str, operation: str, key: str = "", hint: str = "") -> None:
        super().__init__(code, message, hint=hint, place=tracker)
        self.tracker = tracker
        self.operation = operation
        self.key = key


class Transient(TrackerError):
    """It may go through later. The outcome of a write is unknown unless `not_done`: it is not repeated in this run."""

    not_done = False  # True where the request certainly never arrived


class AuthFailed(TrackerError):
    """The tracker does not know or does not trust us: stop at once."""


class NotFound(TrackerError):
    """The project or the issue is not there, or may not be seen."""


class Conflict(TrackerError):
    """Somebody else wrote first: what was read is stale."""


class Rejected(TrackerError):
    """The tracker refused a value. `field` names it where the tracker did."""

    def __init__(
        self, code: str, message: str, *, tracker: str, operation: str, key: str = "", hint: str = "", field: str = ""
    ) -> None:
        super().__init__(code, message, tracker=tracker, operation=operation, key=key, hint=hint)
        self.field = field


class UnsafeChange(VekhaError):
    """A change set that is larger than a safe one: a person decides."""


class LedgerLocked(VekhaError):
    """Another run holds the ledger: try again later."""


class LedgerBroken(VekhaError):
    """The ledger's file cannot be read as a ledger."""


class NotPulled(VekhaError):
    """Nothing has been pulled from the tracker yet, so there is nothing to tell."""
