"""The errors of trackers and of the ledger, classed by what the caller can do about them.

An error of a tracker is made from the purpose of the call that met it; what is done about it is the caller's affair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mappings.errors import VekhaError

if TYPE_CHECKING:
    from sync.tracker import Ref


@dataclass(frozen=True)
class Purpose:
    """What a call is for, as its errors name it: the tracker, the port's method and the issue's key."""

    tracker: str
    operation: str
    key: str = ""

    def on(self, key: str) -> Purpose:
        """The same, for an issue whose key is known by now."""
        return replace(self, key=key)


class TrackerError(VekhaError):
    """A tracker refused or could not be reached. `operation` is the port's method, `key` the issue's key."""

    def __init__(self, code: str, message: str, purpose: Purpose, *, hint: str = "") -> None:
        super().__init__(code, message, hint=hint, place=purpose.tracker)
        self.tracker = purpose.tracker
        self.operation = purpose.operation
        self.key = purpose.key


class Transient(TrackerError):
    """It may go through later. The outcome of a write is unknown unless `not_done`: it is not repeated in this run."""

    not_done = False  # True where the request certainly never arrived


class AuthFailed(TrackerError):
    """The tracker does not know or does not trust us: stop at once."""


class TokenRefused(AuthFailed):
    """The tracker does not accept the token: it is wrong, has ended, or its user is locked."""


class NotFound(TrackerError):
    """The project or the issue is not there, or may not be seen."""


class Misconfigured(TrackerError):
    """The config names what is not there: an address, a project, a field, a status, a file that is no tracker.

    A person mends it: stop at once.
    """


class Conflict(TrackerError):
    """Somebody else wrote first: what was read is stale."""


class Rejected(TrackerError):
    """The tracker refused a value. `field` names it where the tracker did."""

    def __init__(self, code: str, message: str, purpose: Purpose, *, hint: str = "", field: str = "") -> None:
        super().__init__(code, message, purpose, hint=hint)
        self.field = field


class Unfinished(Rejected):
    """An issue was made and could not be closed as it was to be. `made` is what stands, `status` what it has."""

    def __init__(self, refusal: Rejected, made: Ref, status: str) -> None:
        purpose = Purpose(refusal.tracker, refusal.operation, refusal.key)
        super().__init__(refusal.code, refusal.message, purpose, hint=refusal.hint, field=refusal.field)
        self.made = made
        self.status = status


class UnsafeChange(VekhaError):
    """A change set that is larger than a safe one: a person decides."""


class LedgerLocked(VekhaError):
    """Another run holds the ledger: try again later."""


class LedgerBroken(VekhaError):
    """The ledger's file cannot be read as a ledger."""


class NotPulled(VekhaError):
    """Nothing has been pulled from the tracker yet, so there is nothing to tell."""


class ArchiveRefused(VekhaError):
    """A backup that is not put back: what it is, what it holds, or what stands in its place forbids it."""
