"""The number format that shows a number as people write it, so that «не менее 9» in a cell is the number 9."""

from __future__ import annotations

from mappings.wording import number, percent
from sync.summary.tables.values import Quantity

WHOLE = "#,##0"

_PLACES = 15  # digits of a number that a spreadsheet keeps


def decimal_format(quantity: Quantity) -> str | None:
    """The format; None where a spreadsheet would keep another number, or show other words."""
    _sign, digits, exponent = quantity.value.normalize().as_tuple()
    decimals = max(0, -exponent) if isinstance(exponent, int) else _PLACES
    if len(digits) > _PLACES or decimals > _PLACES or quantity.value.adjusted() > _PLACES:
        return None
    size = abs(quantity.value)
    bare = number(size)
    written = percent(size) if quantity.percent else bare
    before, found, after = quantity.text.partition(written)
    if not found:
        return None
    mark = f"{_literal(written.removeprefix(bare).replace('%', ''))}%" if quantity.percent else ""
    places = WHOLE + ("." + "0" * decimals if decimals else "") + mark
    shown = _literal(before) + places + _literal(after)
    return f"{shown};{shown}" if quantity.value < 0 else shown  # the text has the minus, or a word that says it


def _literal(text: str) -> str:
    return f'"{text}"' if text else ""
