"""Why there is no answer: what may pass by itself is a `Trouble`, what a person must mend is an error at once."""

from __future__ import annotations

from dataclasses import dataclass

from sync.errors import TrackerError


@dataclass(frozen=True)
class Trouble:
    """Why there is no answer for now; `not_done` where the tracker has certainly done nothing.

    `wait` are the seconds after which the tracker asks to come again.
    """

    code: str
    message: str
    hint: str = ""
    not_done: bool = False
    wait: float | None = None


Cause = Trouble | TrackerError
"""What became of a request instead of an answer. An error of the second kind says that nothing has been done."""


def passing(cause: Cause) -> Trouble:
    """The trouble to wait for; an error, which no waiting mends, is raised."""
    if isinstance(cause, TrackerError):
        raise cause from None
    return cause
