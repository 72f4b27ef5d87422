"""The root of the errors, and those of documents, mappings and configs.

    VekhaError
      ConfigError
      DocumentError
      MappingError
      FileUnreadable, FileUnwritable, ProcessFailed
      TrackerError -> Transient, AuthFailed -> TokenRefused, Misconfigured, NotFound, Conflict,
        Rejected -> Unfinished                                              (sync.errors)
      UnsafeChange, LedgerLocked, LedgerBroken, NotPulled, ArchiveRefused   (sync.errors)
      DeliveryError -> MailRefused, MailDeferred, AnswerLost,
        WayClosed -> WayForbidden, WayMisconfigured                         (notify.errors)
      MailboxError -> MailboxAway, MailboxRefused, MailboxMisconfigured     (notify.errors)

Each class says what the caller can do about it; the command line turns classes into exit codes.
"""

from __future__ import annotations

from dataclasses import dataclass

from mappings.causes import Cause
from mappings.language import gettext as _

MOST_PROBLEMS = 50  # of one file that are told at once; whoever has more mends these first


class VekhaError(Exception):
    """Something a person must be told: a stable code, what is wrong, where, and what to do."""

    def __init__(self, code: str, message: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place


@dataclass(frozen=True)
class Problem:
    """One thing wrong in an operator's file."""

    code: str
    place: str
    message: str
    hint: str = ""


class ProblemsError(VekhaError):
    """What is wrong with one file, collected and raised once: all of it, or the first `MOST_PROBLEMS`."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(first.code, first.message, hint=first.hint, place=first.place)
        self.problems = problems if len(problems) <= MOST_PROBLEMS else [*problems[:MOST_PROBLEMS], _more()]


def _more() -> Problem:
    message = _("there are more faults than the {limit} above").format(limit=MOST_PROBLEMS)
    return Problem("problems-more", "", message, _("fix these first, and run again"))


class ConfigError(ProblemsError):
    """The config is wrong; the operator mends the file."""


class MappingError(ProblemsError):
    """The mapping is wrong, or names what the plan does not have."""


class DocumentError(VekhaError):
    """The plan document cannot be read as a plan."""


class FileUnreadable(VekhaError):
    """A file that was named is missing, or cannot be read: `denied` where the right is missing, else by `cause`."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        place: str = "",
        denied: bool = False,
        cause: Cause = Cause.OTHER,
    ) -> None:
        super().__init__(code, message, hint=hint, place=place)
        self.cause = Cause.DENIED if denied else cause

    @property
    def denied(self) -> bool:
        """Whether it is only the right that is missing."""
        return self.cause is Cause.DENIED


class FileUnwritable(VekhaError):
    """A place that must be written cannot be. `cause` says why."""

    def __init__(
        self, code: str, message: str, *, hint: str = "", place: str = "", cause: Cause = Cause.DENIED
    ) -> None:
        super().__init__(code, message, hint=hint, place=place)
        self.cause = cause


class ProcessFailed(VekhaError):
    """A process of its own, in which what is not trusted is read, could not be started."""
