"""A page that Vekha and the staff write together: whose is which part of it, and whether Vekha's is as it was left.

Vekha's part ends in a line that carries a mark: of the plan, of the part as it was written, and of what it tells. All
below is the staff's and passes through as it is. Nothing but the page itself has to be remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from mappings.language import gettext as _
from mappings.marker import normal
from mappings.signature import LETTERS, letters

_MARK = re.compile(rf"\(vekha: (?P<plan>{LETTERS}) (?P<part>{LETTERS}) (?P<told>{LETTERS})\)")
_MOST = 20  # marks that are looked at; a page has one
_RULE = "---"  # a line across the page, in Textile and in Markdown


@dataclass(frozen=True)
class SharedPage:
    """A page that bears a mark. `above` is all up to it, `below` the staff's; the rest is what the mark stands for."""

    above: str
    below: str
    plan: str
    part: str
    told: str

    def is_of(self, plan_key: str) -> bool:
        """Whether the mark is this plan's."""
        return self.plan == letters(plan_key)

    @property
    def untouched(self) -> bool:
        """Whether Vekha's part may be written over: it is as it was left, or all of it above the line is gone."""
        return self.part == letters(normal(self.above)) or normal(self.above) in ("", _line())

    def tells(self, told: str) -> bool:
        """Whether the page tells this already, whatever day it was of."""
        return self.told == letters(told) and bool(normal(self.above).partition("\n")[2])


def parted(text: str) -> SharedPage | None:
    """A page's parts; None where it bears no mark. Of several marks the one counts that its part agrees with."""
    pages = [
        SharedPage(text[: match.start()], text[match.end() :], match["plan"], match["part"], match["told"])
        for match in islice(_MARK.finditer(text), _MOST)
    ]
    return next((one for one in pages if one.untouched), pages[0] if pages else None)


def joined(part: str, told: str, plan_key: str, below: str = "\n") -> str:
    """A page of Vekha's part and the staff's `below` it. `told` is what of the part counts as a change."""
    above = f"{part}\n\n{_RULE}\n\n{_line()} "
    mark = f"(vekha: {letters(plan_key)} {letters(normal(above))} {letters(told)})"
    return f"{above}{mark}{below}"


def _line() -> str:
    return _("Below this line are the staff's words; Vekha does not change them.")
