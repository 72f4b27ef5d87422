"""An operator's own template, rendered in a process of its own: what it takes there, nothing here misses.

The process is started when the first text is asked for, and ends with the last. What comes back is data: a text, or
why there is none.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import IO, cast

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from mappings.apart.limits import READY
from mappings.apart.starting import failed, start
from mappings.apart.templates import Broken
from mappings.desired.rendering import BODY_LIMIT
from mappings.desired.values import Values
from mappings.language import active
from mappings.language import gettext as _
from mappings.plan import Plan

WAIT = 30  # seconds for one answer; the process's own limits end it long before, however busy the machine is

_RENDERER = "mappings.desired.template_process"
_ANSWER_LIMIT = 12 * BODY_LIMIT + 1_000  # bytes of a line of JSON; a sign takes twelve at most
_PLAN, _VALUES = TypeAdapter(Plan), TypeAdapter(Values)


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Text(_Said):
    text: str = Field(max_length=BODY_LIMIT)


class _Fault(_Said):
    line: int
    reason: str


_ANSWER: TypeAdapter[_Text | _Fault] = TypeAdapter(_Text | _Fault)


@contextlib.contextmanager
def rendered_apart(text: str, language: str) -> Iterator[Callable[[Values], str]]:
    """What renders a template in a process of its own; raises `Broken` where it fails, or `ProcessFailed`."""
    renderer = _Renderer(text, language)
    try:
        yield renderer.render
    finally:
        renderer.end()


class _Renderer:
    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        self._plan: Plan | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def render(self, values: Values) -> str:
        """The text of one issue."""
        if self._process is None or self._plan is not values.plan:
            self.end()
            self._process, self._plan = self._begun(values.plan), values.plan
        line = _exchange(self._process, _VALUES.dump_json(values, exclude={"plan"}) + b"\n")
        try:
            answer = _ANSWER.validate_json(line)
        except ValidationError:
            self.end()
            raise Broken(0, _("it takes more time or memory than a text may")) from None
        if isinstance(answer, _Fault):
            raise Broken(answer.line, answer.reason)
        return answer.text

    def _begun(self, plan: Plan) -> subprocess.Popen[bytes]:
        order = {"text": self._text, "language": self._language, "spoken": active()}
        process = start(_RENDERER)
        if _exchange(process, json.dumps(order).encode() + b"\n" + _PLAN.dump_json(plan) + b"\n") != READY:
            _end(process)
            raise failed(_("it ended with {code}").format(code=process.returncode))
        return process

    def end(self) -> None:
        """No more texts are asked for."""
        if self._process is not None:
            _end(self._process)
        self._process = None


def _exchange(process: subprocess.Popen[bytes], said: bytes) -> bytes:
    """The line that a process answers with; what is none where it died, or had to be ended."""
    asked, answers = cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))
    watchdog = threading.Timer(WAIT, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        asked.write(said)
        asked.flush()
        return answers.readline(_ANSWER_LIMIT)
    except OSError:
        return b""
    finally:
        watchdog.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with contextlib.suppress(OSError):  # what was never taken
        process.communicate()
