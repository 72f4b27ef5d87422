"""Renders the body of an issue's plan block from a template in the mapping's language.

An operator may bring a template of his own: it runs sandboxed, and what comes out of it is limited in size.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mappings.desired.words import Body
from mappings.errors import MappingError, Problem
from mappings.language import catalogue, day_text
from mappings.language import gettext as _
from mappings.plan import Deadline

BODY_LIMIT = 30_000  # characters; a measure's own text is a few hundred
BUNDLED = Path(__file__).parent / "templates" / "issue.txt"
EARLIER = BUNDLED.with_name("issue_0.txt")  # of the versions that left no fingerprints of what they wrote
_KNOWN = 8  # templates kept compiled; a process that stays up renders the same few every time
_SPAN = 3  # years in a row that are shown as a span

# What a template's own mistake can raise while it runs; anything else is ours.
_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


def load_body(template: Path | None, language: str) -> Body:
    """The function that renders a body; raises `MappingError` where the template is missing or broken.

    So does the function itself: a template may fail on one measure only.
    """
    path = template or BUNDLED
    try:
        compiled = _compiled(path.read_text(encoding="utf-8"), language)
    except jinja2.TemplateSyntaxError as error:
        raise _broken(path, error.lineno, str(error.message)) from None
    except FileNotFoundError:
        raise _broken(path, 0, _("there is no such file")) from None
    except UnicodeDecodeError:
        raise _broken(path, 0, _("it is not a text in UTF-8")) from None
    except OSError as error:
        raise _broken(path, 0, error.strerror or str(error)) from None
    except _FAULTS as error:
        raise _broken(path, 0, _reason(error)) from None

    def render(values: dict[str, Any]) -> str:
        pieces, size = [], 0
        try:
            for piece in compiled.generate(values):
                size += len(piece)
                if size > BODY_LIMIT:
                    raise _broken(path, 0, _too_much())
                pieces.append(piece)
        except _FAULTS as error:
            raise _broken(path, _line_of(error), _reason(error)) from None
        return "".join(pieces).strip()

    return render


def template_source(template: Path | None) -> str:
    """The text of a template; nothing where it cannot be read, which `load_body` tells."""
    try:
        return (template or BUNDLED).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which no short expression makes a long text or a huge number."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not (_is_small(left) and _is_small(right)):
            raise SecurityError(_("«{operator}» is not allowed on these values").format(operator=operator))
        return super().call_binop(context, operator, left, right)


def _is_small(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and -BODY_LIMIT <= value <= BODY_LIMIT


@lru_cache(maxsize=_KNOWN)
def _compiled(text: str, language: str) -> jinja2.Template:
    return _environment(language).from_string(text)


def _environment(language: str) -> _Sandbox:
    environment = _Sandbox(
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = catalogue(language)
    environment.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["day"] = lambda day: day_text(day, language)
    environment.filters["figure"] = lambda value: _figure(value, language)
    environment.filters["oneline"] = lambda text: " ".join(str(text).split())
    environment.filters["days"] = lambda deadlines: _days(deadlines, language)
    return environment


def _days(deadlines: Sequence[Deadline], language: str) -> str:
    """The days of several deadlines as planned, then what was extended to when."""
    planned = _planned([one.planned for one in deadlines], language)
    arrows = [
        f"{day_text(one.planned, language)} → {day_text(one.due, language)}" for one in deadlines if one.extensions
    ]
    return f"{planned} ({', '.join(arrows)})" if arrows else planned


def _planned(days: Sequence[date], language: str) -> str:
    """Several days; their years where all end with the year, and a span where none is left out."""
    if any((one.month, one.day) != (12, 31) for one in days):
        return ", ".join(day_text(one, language) for one in days)
    years = [one.year for one in days]
    if len(years) >= _SPAN and all(after - before == 1 for before, after in pairwise(years)):
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _figure(value: Decimal, language: str) -> str:
    """A number as a clerk would write it in a report."""
    whole = format(value.normalize() if value else Decimal(0), "f")
    return whole.replace(".", ",") if language == "ru" else whole


def _line_of(error: BaseException) -> int:
    """The template's line in a traceback; Jinja compiles templates to code that carries their line numbers."""
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _too_much() -> str:
    return _("it makes more than {limit} characters").format(limit=BODY_LIMIT)


def _reason(error: BaseException) -> str:
    return _too_much() if isinstance(error, MemoryError | RecursionError) else str(error)


def _broken(path: Path, line: int, reason: str) -> MappingError:
    place = _("{file}, line {line}").format(file=path, line=line) if line else str(path)
    return MappingError(
        [
            Problem(
                "template-broken",
                place,
                _("the template of the issue text does not work: {reason}").format(reason=reason),
                _("mend the template, or take template: out of the mapping to use the bundled one"),
            )
        ]
    )
