"""The plan in a line: how the deadlines that a person follows stand, in numbers and as a bar.

Counting only. What a state is was judged before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.progress import DeadlineState, Progress
from notify.alerts.recipients import Recipient, deadlines_followed
from notify.letters.letter import Share

_WHOLE = 100
_TONES = {  # in the order in which they are shown
    DeadlineState.DONE: "good",
    DeadlineState.SUBMITTED: "calm",
    DeadlineState.OVERDUE: "alarm",
    DeadlineState.AWAITED: "notice",
    DeadlineState.DUE_SOON: "notice",
    DeadlineState.IN_PROGRESS: "quiet",
    DeadlineState.PLANNED: "quiet",
}


def standing_of(recipients: Sequence[Recipient], progress: Progress) -> tuple[str, tuple[Share, ...]]:
    """How many deadlines there are, and how many of them stand how; what there is none of is left out."""
    keys = frozenset[str]().union(*(deadlines_followed(one, progress) for one in recipients))
    states = Counter(one.state for _measure, one in progress.deadlines() if one.live and one.deadline.key in keys)
    states[DeadlineState.PLANNED] += states.pop(DeadlineState.IN_PROGRESS, 0)
    everything = any(one.follows_all for one in recipients)
    said = _("Deadlines in the plan: {n}") if everything else _("Deadlines in your part of the plan: {n}")
    shares = [Share(_label(state), states[state], 0, tone) for state, tone in _TONES.items() if states[state]]
    return said.format(n=states.total()), _drawn(shares)


def _drawn(shares: Sequence[Share]) -> tuple[Share, ...]:
    """The shares with their widths, which fill the line: even the smallest is to be seen."""
    total = sum(share.count for share in shares)
    widths = [max(1, _WHOLE * share.count // total) for share in shares]
    if widths:
        widths[widths.index(max(widths))] += _WHOLE - sum(widths)
    return tuple(replace(share, width=width) for share, width in zip(shares, widths, strict=True))


def _label(state: DeadlineState) -> str:
    labels = {
        DeadlineState.DONE: pgettext("in a letter", "done"),
        DeadlineState.SUBMITTED: pgettext("in a letter", "reported, not yet accepted"),
        DeadlineState.OVERDUE: pgettext("in a letter", "not done in time"),
        DeadlineState.AWAITED: pgettext("in a letter", "report expected"),
        DeadlineState.DUE_SOON: pgettext("in a letter", "due soon"),
        DeadlineState.PLANNED: pgettext("in a letter", "still ahead"),
    }
    return labels[state]
