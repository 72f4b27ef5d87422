"""How a letter is answered by mail: the mark above which answers stand, and an example of the reader's own.

Words only; where answers are read, `notify.replies` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mappings.desired.asked import asked_texts
from mappings.language import gettext as _
from mappings.wording import clean, day
from notify.alerts.alert import Alert
from notify.alerts.reasons import Role
from notify.letters.imprint import Imprint
from notify.letters.parts import Told


@dataclass(frozen=True)
class Answering:
    """What a letter says of answers: the mark, how to answer, and an example; nothing where nobody reads them."""

    mark: str = ""
    how: str = ""
    example: tuple[str, ...] = ()


def answering_of(parts: Sequence[Told], imprint: Imprint) -> Answering:
    """What is said of answers to a letter of these parts."""
    if not imprint.takes_answers:
        return Answering()
    return Answering(
        mark=_("— — Please answer above this line — —"),
        how=_(
            "How to answer: reply to this mail. Above the line at its beginning write the number of a measure, and "
            "below it lines such as these, with your own words in place of the dots. They come into the issue in your "
            "name; a mail will confirm what was understood."
        ),
        example=tuple(_example(parts, imprint)),
    )


def _example(parts: Sequence[Told], imprint: Imprint) -> Iterator[str]:
    """An item of the letter as its reader would answer it: the first that they do the work of, or the first of all."""
    told = [alert for part in parts for alert in part.alerts]
    first = next((alert for alert in told if alert.case.has(Role.EXECUTOR)), told[0])
    measure = first.case.measure.measure
    alone = sum(alert.case.measure.measure.key == measure.key for alert in told) == 1
    yield clean(measure.key if alone else first.key)
    yield from _lines(first, imprint)


def _lines(alert: Alert, imprint: Imprint) -> Iterator[str]:
    """Three lines at most, each with a command that fits; whoever oversees the work gives no figures of it."""
    works, measure = alert.case.has(Role.EXECUTOR), alert.case.measure.measure
    asked = asked_texts(measure) if works else []
    if asked:
        number = asked[0][0]
        yield _("Fact {n}: …").format(n=number) if len(measure.indicators) > 1 else _("Fact: …")
    yield _("Reason: …")
    if works and alert.case.is_ahead:
        yield _("Due: …")
    elif works and alert.case.is_closed:
        return
    elif alert.case.is_late:
        until = imprint.terms.days.nth_after(imprint.today, imprint.terms.acknowledged_days)
        yield _("Accepted until {day}").format(day=day(until))
    else:
        yield _("Accepted")
