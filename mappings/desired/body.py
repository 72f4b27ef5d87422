"""The body of an issue's plan block, from a template in the mapping's language.

The bundled one is part of the program and is rendered here; an operator's own is rendered in a process of its own,
where time and memory are limited.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from mappings.desired.own_template import rendered_apart
from mappings.desired.rendering import Broken, Rendering
from mappings.desired.values import Values
from mappings.desired.words import Body
from mappings.errors import MappingError, Problem
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import printable

BUNDLED = Path(__file__).parent / "templates" / "issue.txt"
EARLIER = BUNDLED.with_name("issue_0.txt")  # of the versions that left no fingerprints of what they wrote
TEMPLATE_LIMIT = 100_000  # bytes; the bundled one has 6,000
_KNOWN = 8  # templates kept compiled; a process that stays up renders the same few every time


def bundled_body(language: str, template: Path = BUNDLED) -> Body:
    """The function that renders a body from a template of the program's own."""
    return _compiled(template.read_text(encoding="utf-8"), language)


@contextmanager
def body_of(template: Path | None, language: str) -> Iterator[Body]:
    """The function that renders a body, from the operator's own template where there is one.

    Raises `MappingError` where that cannot be read; so does the function where the template is broken, and
    `ProcessFailed` where no process can be had for it.
    """
    if template is None:
        yield bundled_body(language)
        return
    with rendered_apart(_text_of(template), language) as render:

        def body(values: Values) -> str:
            try:
                return render(values)
            except Broken as broken:
                raise _broken(template, broken.line, printable(broken.reason)) from None

        yield body


def template_source(template: Path | None) -> str:
    """The text of a template; raises `MappingError` where it cannot be read."""
    return _text_of(template or BUNDLED)


@lru_cache(maxsize=_KNOWN)
def _compiled(text: str, language: str) -> Rendering:
    return Rendering(text, language)


def _text_of(path: Path) -> str:
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _broken(path, 0, _("it is no file"))
            content = file.read(TEMPLATE_LIMIT + 1)
        if len(content) > TEMPLATE_LIMIT:
            raise _broken(path, 0, _("the file is larger than {limit} bytes").format(limit=TEMPLATE_LIMIT))
        return content.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        raise _broken(path, 0, _("there is no such file")) from None
    except UnicodeDecodeError:
        raise _broken(path, 0, _("it is not a text in UTF-8")) from None
    except (OSError, ValueError) as error:
        raise _broken(path, 0, getattr(error, "strerror", None) or str(error)) from None


def _without_waiting(name: str, flags: int) -> int:
    """Open a file without waiting for one who writes into it, as a pipe would."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


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
