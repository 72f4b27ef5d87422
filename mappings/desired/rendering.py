"""Compiles and renders a template of an issue's text: what it can use, how long its text may be, where it is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import pairwise

import jinja2

from mappings.apart.templates import FAULTS, Broken, Sandbox, line_of, reason_of
from mappings.desired.values import Values
from mappings.language import catalogue, day_text
from mappings.language import gettext as _
from mappings.plan import Deadline

BODY_LIMIT = 30_000  # characters; a measure's own text is a few hundred
_SPAN = 3  # years in a row that are shown as a span


class Rendering:
    """A template's text, compiled. Raises `Broken`, then and whenever it fails on an issue."""

    def __init__(self, text: str, language: str) -> None:
        try:
            self._compiled = _environment(language).from_string(text)
        except jinja2.TemplateSyntaxError as error:
            raise Broken(error.lineno, str(error.message)) from None
        except FAULTS as error:
            raise Broken(0, reason_of(error)) from None

    def __call__(self, values: Values) -> str:
        """The text of one issue."""
        given = {one.name: getattr(values, one.name) for one in fields(values)}
        pieces, size = [], 0
        try:
            for piece in self._compiled.generate(given):
                size += len(piece)
                if size > BODY_LIMIT:
                    raise Broken(0, _("it makes more than {limit} characters").format(limit=BODY_LIMIT))
                pieces.append(piece)
            text = "".join(pieces).strip()
            text.encode()  # a half of a pair is no character
        except FAULTS as error:
            raise Broken(line_of(error, self._compiled), reason_of(error)) from None
        return text


def _environment(language: str) -> Sandbox:
    environment = Sandbox(
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
