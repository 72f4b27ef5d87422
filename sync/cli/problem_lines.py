"""A problem as one line for people, and as one JSON object for the programs that collect logs."""

from __future__ import annotations

from datetime import UTC, datetime

from mappings.errors import VekhaError
from mappings.json_text import json_text
from mappings.wording import clean

LOG_FORMATS = ("text", "json")


class ProblemLine(str):
    """A problem in one line: where, what, its code, and what to do. Its parts are kept beside the text."""

    code: str
    place: str
    message: str
    hint: str

    def __new__(cls, code: str, place: str, message: str, hint: str = "") -> ProblemLine:
        """Put the parts together."""
        message = message.rstrip(".")
        head = f"{place}: {message}" if place else message
        tail = f" {hint[:1].upper()}{hint[1:]}" + ("" if hint.endswith(("?", "!", ".", "…")) else ".") if hint else ""
        made = super().__new__(cls, clean(f"vekha: {head} [{code}].{tail}"))
        made.code, made.place, made.message, made.hint = code, clean(place), clean(message), clean(hint)
        return made

    def ending_with(self, exit_code: int) -> ProblemLine:
        """The line with the exit code that goes with it."""
        made = str.__new__(ProblemLine, f"{self} (exit {exit_code})")
        vars(made).update(vars(self), exit=exit_code)
        return made


def describe(error: VekhaError) -> list[ProblemLine]:
    """An error as its lines: one, or one for each problem of a file."""
    problems = getattr(error, "problems", None) or [error]
    return [ProblemLine(one.code, one.place, one.message, one.hint) for one in problems]


def logged(text: str, *, level: str, now: datetime) -> str:
    """A line of the log in JSON: `time` (UTC), `level`, `message`, and of a problem `code`, `place` and `hint`."""
    told: dict[str, object] = {"time": now.astimezone(UTC).isoformat(timespec="seconds"), "level": level}
    if isinstance(text, ProblemLine):
        told |= vars(text)
    else:
        told["message"] = text
    return json_text(told, indent=None)
