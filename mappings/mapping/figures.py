"""What the operator says of one indicator: its target by year, where it starts from, how figures are reported.

Decides what these keys of the mapping take and what they make of an indicator as read. Whether a measure has such an
indicator is checked in `mappings.mapping.overrides`; the arithmetic on figures is for `mappings.progress`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from mappings.language import gettext as _
from mappings.operator_files.validation import Block, Text
from mappings.plan import Indicator, IndicatorKind

_NUMBER = re.compile(r"[-−]?[0-9]{1,12}(?:[.,][0-9]{1,6})?")  # as long as a target of the plan can be
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_UNCOUNTED = frozenset({IndicatorKind.DONE, IndicatorKind.QUALITATIVE})


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value.replace("−", "-").replace(",", "."))
    raise ValueError(_("expected a number such as 12 or 12.5, without a unit"))


def _not_negative(value: Any) -> Decimal:
    number = _number(value)
    if number < 0:
        raise ValueError(_("expected a number that is not below 0"))
    return number


def _year(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _YEAR.fullmatch(value):
        return int(value)
    raise ValueError(_("expected a year such as 2027"))


Number = Annotated[Decimal, BeforeValidator(_number)]
Year = Annotated[int, BeforeValidator(_year)]


class IndicatorOverride(Block):
    """What the operator says of one indicator; whatever is None stays as read."""

    unit: Text | None = None
    targets: dict[Year, Number] | None = Field(default=None, min_length=1)
    baseline: Number | None = None
    baseline_year: Year | None = None
    reporting: Literal["period", "cumulative"] | None = None
    count_closed: Annotated[Decimal, BeforeValidator(_not_negative)] | None = None

    def applied(self, indicator: Indicator) -> Indicator:
        """The indicator with what is said of it."""
        said = {name: getattr(self, name) for name in _SAID if getattr(self, name) is not None}
        changed = replace(indicator, **said)
        return _with_targets(changed, self.targets) if self.targets else changed


_SAID = ("unit", "baseline", "baseline_year", "reporting", "count_closed")
INDICATOR_KEYS = tuple(IndicatorOverride.model_fields)
"""The keys that a measure takes for its first indicator."""


def _with_targets(indicator: Indicator, targets: dict[int, Decimal]) -> Indicator:
    """The indicator with a target for each year; the last of them is its value."""
    by_year = tuple(sorted(targets.items()))
    kind = IndicatorKind.TOTAL if indicator.kind in _UNCOUNTED else indicator.kind
    return replace(indicator, kind=kind, comparator=indicator.comparator or "=", targets=by_year, value=by_year[-1][1])
