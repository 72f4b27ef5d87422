"""The words for what should be known of a figure: one message for each code of `Doubt`.

Words only, in the active language; which codes apply is decided in `mappings.progress.quality`.
"""

from __future__ import annotations

from decimal import Decimal

from mappings.language import N_, ngettext, pgettext
from mappings.language import gettext as _
from mappings.progress.states import Doubt
from mappings.wording import clean, cut

_TEXT = 80  # characters shown of a line

MESSAGES = {
    "closed-without-figure": N_("closed without a figure"),
    "closed-late": N_("closed late"),
    "figure-unread": N_("the figure could not be read: «{text}»"),
    "figure-other-year": N_("the figure names a year that the issue is not for: «{text}»"),
    "figure-on-cancelled": N_("a figure was reported for a cancelled deadline: «{text}»"),
    "figure-orphaned": N_("a figure was reported for something that is no longer in the plan: «{text}»"),
    "figure-after-close": N_("the figure was changed after the issue was closed: «{text}»"),
    "cumulative-fell": N_("the total fell from {one} to {other}"),
    "level-fell": N_("the level fell from {one} to {other}"),
    "same-figure-repeated": N_("the same figure was reported {one} times: «{text}». Is it the total so far?"),
    "magnitude-off": N_("the figure is out of proportion: {one}, usually about {other}"),
    "share-over-100": N_("a share of more than 100 percent does not count: «{text}»"),
    "negative": N_("a negative number does not count here: «{text}»"),
    "unit-differs": N_("the unit is not the target's, so the figure does not count: «{text}»"),
    "growth-base-missing": N_("an amount without the one before it tells no growth: «{text}»"),
    "rollup-differs": N_("the measure's own figure is {one}, its parts add up to {other}"),
    "own-differs": N_("the measure's own figure is {one}, its periods add up to {other}"),
    "parent-open": N_("all parts are done, the measure's own issue is still open"),
    "target-number-missing": N_("the target names no number"),
    "target-missing": N_("the measure has no target"),
    "stale": N_("no new figure for more than 15 months"),
    "no-number": N_("a figure was reported where the target asks for none: «{text}»"),
}
"""What each code says; the places in braces are filled from the doubt."""


def message_of(doubt: Doubt) -> str:
    """What is to be known, in one line."""
    if doubt.days is not None:
        return ngettext("closed {n} day late", "closed {n} days late", doubt.days).format(n=doubt.days)
    one, other = (*map(_number, doubt.numbers), "", "")[:2]
    return _(MESSAGES[doubt.code]).format(text=cut(clean(doubt.text), _TEXT), one=one, other=other)


def _number(value: Decimal) -> str:
    shown = format(value.normalize() if value else Decimal(0), "f").replace("-", "−")
    return shown.replace(".", pgettext("decimal mark", "."))
