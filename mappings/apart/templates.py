"""What every template of an operator's has in common: how its file is read, the sandbox it runs in, how it breaks.

A sandbox, and no wall: a short expression can take all memory and time there are, so a template that is not the
program's own is rendered in a process of its own.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mappings.apart.limits import TooSlow
from mappings.causes import Cause, cause_of
from mappings.language import gettext as _
from mappings.regular_files import read_regular
from mappings.system_words import said_by_system

TEMPLATE_LIMIT = 100_000  # bytes; the largest of the program's own has 6,000
LARGEST = 30_000  # the largest number that a template may work with
_REASON = 300  # characters of a reason; a template can put any text into one

FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TooSlow,
    TypeError,
    ValueError,
)
"""What a template's own mistake can raise while it runs; anything else is ours."""


class Broken(Exception):
    """A template does not work: in which line, 0 where that is not known, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason[:_REASON]


class Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which no sum makes a long text or a huge number."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Work out one of the operators that can make something large."""
        if operator == "**" or not (_is_small(left) and _is_small(right)):
            raise SecurityError(_("«{operator}» is not allowed on these values").format(operator=operator))
        return super().call_binop(context, operator, left, right)


def template_text(path: Path) -> str:
    """The text of a template's file; raises `Broken` where there is none."""
    try:
        content = read_regular(path, TEMPLATE_LIMIT + 1)
        if len(content) > TEMPLATE_LIMIT:
            raise Broken(0, _("the file is larger than {limit} bytes").format(limit=TEMPLATE_LIMIT))
        return content.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        raise Broken(0, _("there is no such file")) from None
    except UnicodeDecodeError:
        raise Broken(0, _("it is not a text in UTF-8")) from None
    except OSError as error:
        irregular = cause_of(error) is Cause.IRREGULAR
        raise Broken(0, _("it is no file") if irregular else said_by_system(error)) from None
    except ValueError as error:
        raise Broken(0, str(error)) from None


def line_of(error: BaseException, template: jinja2.Template) -> int:
    """The template's line where it failed; of what is no `Exception` Jinja leaves that of its own code."""
    line = template_line(error)
    return template.get_corresponding_lineno(line) if line and isinstance(error, TooSlow) else line


def template_line(error: BaseException) -> int:
    """The line that stands for a template in a traceback; 0 where none does."""
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def reason_of(error: BaseException) -> str:
    """Why a template failed, in words."""
    if isinstance(error, MemoryError):
        return _("it takes more memory than a text may")
    if isinstance(error, TooSlow):
        return _("it takes more time than a text may")
    if isinstance(error, RecursionError):
        return _("it calls itself without end, or is nested too deeply")
    if isinstance(error, UnicodeEncodeError):
        return _("it makes a sign that is no character")
    return str(error)


def _is_small(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and -LARGEST <= value <= LARGEST
