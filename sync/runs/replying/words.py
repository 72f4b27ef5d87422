"""What an answer says of each item, and the comment that passes it on in the item's issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.answering import Amount, Answered, worded
from mappings.reporting.quantities import Quantity
from notify.alerts.recipients import address_key
from sync.runs.policy import recipients_of

if TYPE_CHECKING:
    from notify.replies.answer import Answer
    from sync.runs.inputs import Inputs
    from sync.runs.replying.items import Target
    from sync.runs.replying.posted import Posted


def items_said(answer: Answer) -> list[str]:
    """The items of which there is something to pass on, each once."""
    said = (
        *(one.item for one in answer.facts),
        *(item for item, _text in answer.reasons),
        *(item for item, _until in answer.acknowledged),
        *(item for item, _day in answer.wishes),
    )
    return list(dict.fromkeys(said))


def comment_of(posted: Posted, item: str, target: Target | None, inputs: Inputs) -> str:
    """The comment that says what was answered of an item; `target` is None where the plan has it no more."""
    answer = posted.answer
    accepted = [until for key, until in answer.acknowledged if key == item]
    wishes = [day for key, day in answer.wishes if key == item]
    said = Answered(
        sender=name_of(posted.digest.recipient, inputs),
        day=posted.reply.written_at.astimezone(inputs.zone).date(),
        amounts=tuple(
            Amount(
                one.indicator,
                one.text,
                Quantity(one.value, percent=one.percent, unit=one.unit, adds=one.adds, of=one.of, year=one.year),
                one.year,
            )
            for one in answer.facts
            if one.item == item
        ),
        reasons=tuple(text for key, text in answer.reasons if key == item),
        accepted=bool(accepted),
        until=accepted[-1] if accepted else None,
        wish=wishes[-1] if wishes else None,
        numbered=target is not None and len(target.measure.indicators) > 1,
        year=target.deadline.period if target is not None and target.issue == target.measure.key else None,
    )
    return worded(said, inputs.mapping.language)


def name_of(address: str, inputs: Inputs) -> str:
    """The name of whoever has an address by the config; empty where nobody has."""
    known = {address_key(one.email): one.name for one in reversed(recipients_of(inputs))}
    return known.get(address_key(address), "")
