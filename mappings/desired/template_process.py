"""The process in which an operator's own template is rendered: lines of JSON in, a line out for each text.

In come what it is to render and in which languages, then the plan, then what is known of one issue after another.
"""

from __future__ import annotations

import json
import sys
import time
from typing import IO

from pydantic import TypeAdapter

from mappings import language
from mappings.apart.limits import TooSlow, bound, give, take_back
from mappings.apart.templates import Broken, reason_of
from mappings.desired.rendering import Rendering
from mappings.desired.values import Values
from mappings.plan import Plan

MEMORY = 100_000_000  # bytes of data, of which the program itself needs some 20 MB
OF_PLAN = 10  # times its JSON: what the plan takes in memory, and while it is read
SECONDS = 1.0  # of computing for one text, which takes a thousandth of it
AT_FIRST, EACH = 2.0, 0.02  # seconds of computing for all texts: these to begin with, and so many more with each


class Allowance:
    """The computing time that is left for all texts: slow ones may be few."""

    def __init__(self) -> None:
        self._end = time.process_time() + AT_FIRST

    def next_text(self) -> None:
        """Give the next text its time, or what is left of that of all; raises `TooSlow` where that is nothing."""
        self._end += EACH
        left = self._end - time.process_time()
        if left <= 0:
            raise TooSlow
        give(min(SECONDS, left))


def main() -> None:
    """Render what comes in until there is no more."""
    order, plan = json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer.readline()
    bound(MEMORY + OF_PLAN * len(plan))
    language.use(order["spoken"])
    serve(order["text"], order["language"], TypeAdapter(Plan).validate_json(plan), sys.stdin.buffer, sys.stdout.buffer)


def serve(text: str, words: str, plan: Plan, asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each issue with `{"text"}`, or with `{"line", "reason"}` where the template fails on it."""
    values = TypeAdapter(Values)
    allowance = Allowance()
    rendering: Rendering | None = None
    while line := asked.readline():
        given = values.validate_python({**json.loads(line), "plan": plan})
        answer: dict[str, object]
        try:
            allowance.next_text()
            rendering = rendering or Rendering(text, words)
            answer = {"text": rendering(given)}
        except Broken as broken:
            answer = {"line": broken.line, "reason": broken.reason}
        except TooSlow as late:
            answer = {"line": 0, "reason": reason_of(late)}
        take_back()
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
