"""From the ledger to whoever answered: the confirmation of each answer that is settled, to the address of the config.

It has a queue of its own, so that no digest takes the place of one. Its words are in `notify.letters.confirmation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered, deliver_pending, give_up_old
from notify.letters.confirmation import Confirmation, Confirmed, Stated, confirmation_letter
from notify.letters.trial import redirected
from notify.round import Letterhead, queue_digests, send_unremembered
from sync.ledger.replies import Replies
from sync.runs.mail import way_of_mail
from sync.runs.replying.words import comment_of, items_said, name_of

if TYPE_CHECKING:
    from notify.letters.digest import Digest
    from sync.ledger.store import Ledger
    from sync.runs.inputs import Inputs
    from sync.runs.replying.items import Target
    from sync.runs.replying.posted import Posted


def confirmations_of(plan_key: str) -> str:
    """The name of the queue of a plan's confirmations; no plan can bear it."""
    return f"{plan_key}/replies"


def confirm(inputs: Inputs, ledger: Ledger, answers: Iterable[Posted]) -> tuple[Delivered, ...]:
    """Queue the confirmation of each answer of which nothing waits, and send what is queued.

    An answer counts as settled once its confirmation is queued: one that is broken off before that is made again, as
    the same mail. Raises what opening the way of the mail raises.
    """
    outbox = Outbox(ledger.engine, confirmations_of(inputs.config.plan.key), replacing=False)
    replies, head, now = Replies(ledger), _head(inputs), inputs.clock()
    redirect = inputs.config.mail.redirect
    told = [*give_up_old(outbox, now=now)]
    for one in answers:
        if not one.is_settled:
            continue
        letter = _letter(one, inputs)
        if redirect is None:
            told += queue_digests([letter], outbox, head, now=now)
        else:
            with way_of_mail(inputs.config) as delivery:
                told += send_unremembered([redirected(letter, redirect)], delivery, head, now=now)
        replies.settle(one.reply, now=now)
    if outbox.pending():
        with way_of_mail(inputs.config) as delivery:
            told += deliver_pending(outbox, delivery, now=now, at_once=False)
    return tuple(told)


def _head(inputs: Inputs) -> Letterhead:
    mail = inputs.config.mail
    return Letterhead(inputs.config.plan.key, mail.sender, mail.reply_to or "")


def _letter(posted: Posted, inputs: Inputs) -> Digest:
    config, digest = inputs.config, posted.digest
    return confirmation_letter(
        Confirmation(
            name=name_of(digest.recipient, inputs),
            address=digest.recipient,
            plan_title=inputs.plan.title,
            answered=digest.subject,
            at=posted.reply.written_at.astimezone(inputs.zone),
            occasion=posted.reply.message_id,
            example=digest.items[0].key if digest.items else "",
            items=tuple(_confirmed(posted, inputs)),
            not_in_digest=posted.answer.not_in_digest,
            unclear=posted.answer.unclear,
            attachments=posted.reply.attachments,
            plan_name=config.plan.name or "",
            contact=config.mail.reply_to or "",
            summary_url=config.summary.public_url,
        )
    )


def _confirmed(posted: Posted, inputs: Inputs) -> Iterator[Confirmed]:
    """What was said of each item, those included of which nothing could be read."""
    answer, told = posted.answer, {one.key: one for one in posted.digest.items}
    for item in dict.fromkeys((*items_said(answer), *(one.item for one in answer.unread))):
        target = posted.targets.get(item)
        accepted = [until for key, until in answer.acknowledged if key == item]
        wishes = [day for key, day in answer.wishes if key == item]
        several = target is not None and len(target.measure.indicators) > 1
        yield Confirmed(
            item=item,
            number=target.measure.key if target is not None else item.partition("/")[0],
            title=target.measure.title if target is not None else "",
            due=told[item].due,
            url=posted.written.get(item),
            by_year=target is None or target.measure.is_told_by_year(target.deadline),
            figures=tuple(
                Stated(one.text, one.indicator if several else None, one.year)
                for one in answer.facts
                if one.item == item
            ),
            reasons=tuple(text for key, text in answer.reasons if key == item),
            accepted=bool(accepted),
            until=accepted[-1] if accepted else None,
            wish=wishes[-1] if wishes else None,
            unread=tuple(
                Stated(one.text, one.indicator if several else None) for one in answer.unread if one.item == item
            ),
            unwritten=_unwritten(posted, item, target, inputs),
        )


def _unwritten(posted: Posted, item: str, target: Target | None, inputs: Inputs) -> tuple[str, ...]:
    """The lines that could not be written anywhere, for want of an issue."""
    return tuple(comment_of(posted, item, target, inputs).split("\n")) if item in posted.lost else ()
