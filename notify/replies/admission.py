"""Whether a mail may speak for the reader of a digest, or why not: the refusals, in the order of their counting.

What was sent, what came before and how often, whoever calls it looks up; nothing here reads what a mail says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeVar

from notify.replies.correspondents import correspondent
from notify.replies.proof import is_proven
from notify.replies.tokens import Desk, Judgement, tokens_of

if TYPE_CHECKING:
    from notify.replies.received import Received

MOST_BYTES = 10_000_000  # of a mail; its files are not read, but they come with it


class Refusal(StrEnum):
    """Why a mail is not taken; of several reasons the first counts."""

    AUTOMATIC = "automatic"  # no person wrote it
    TOO_BIG = "too-big"
    TOKEN_MISSING = "token-missing"  # noqa: S105 - no secret
    TOKEN_WRONG = "token-wrong"  # noqa: S105 - nor this; it was not signed for this plan and this reader
    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - nor this
    SENDER_NOT_RECIPIENT = "sender-not-recipient"  # the digest went to somebody else
    SENDER_UNPROVEN = "sender-unproven"  # nobody vouches that the sender's domain sent it
    ALREADY = "already"  # the same mail was taken before
    TOO_MANY = "too-many"


@dataclass(frozen=True)
class Conditions:
    """What is asked of a mail beside its token.

    `require` is `dmarc` where the server of `authserv_id` has to vouch for the sender, and `token` where nobody does;
    `per_day` is how many answers to one digest are taken a day.
    """

    require: Literal["dmarc", "token"] = "dmarc"
    authserv_id: str = ""
    per_day: int = 20


@dataclass(frozen=True)
class Sent:
    """A digest that went out: the `notify.replies.tokens.Token.name` of it, and the address to which it went."""

    name: str
    recipient: str


Known = TypeVar("Known", bound=Sent)


def is_too_big(size: int) -> bool:
    """Whether a mail of so many bytes is refused as `TOO_BIG`, before it is fetched."""
    return size > MOST_BYTES


def admit(
    received: Received,
    desk: Desk,
    conditions: Conditions,
    *,
    sent: Callable[[str], Known | None],
    is_known: Callable[[str], bool],
    told_today: Callable[[str], int],
    today: date,
) -> Known | Refusal:
    """The digest that a mail may answer, or why it may not.

    `sent` looks up a digest of the plan by its name, `is_known` a Message-ID among the mails taken before, and
    `told_today` how many answers to a digest, by its name, were taken today.
    """
    digest = Refusal.AUTOMATIC if received.automatic else _answered(received, desk, sent, today)
    if isinstance(digest, Refusal):
        return digest
    if not _is_from(digest.recipient, received):
        return Refusal.SENDER_NOT_RECIPIENT
    if conditions.require == "dmarc" and not _is_proven(received, conditions):
        return Refusal.SENDER_UNPROVEN
    if is_known(received.message_id):
        return Refusal.ALREADY
    return Refusal.TOO_MANY if told_today(digest.name) >= conditions.per_day else digest


def _is_from(recipient: str, received: Received) -> bool:
    """Whether the recipient of the digest wrote the mail, and nobody beside them."""
    return [correspondent(one) for one in received.senders] == [correspondent(recipient)]


def _is_proven(received: Received, conditions: Conditions) -> bool:
    return is_proven(received.authentication, conditions.authserv_id, received.senders[0])


def _answered(received: Received, desk: Desk, sent: Callable[[str], Known | None], today: date) -> Known | Refusal:
    """The digest of the first token that is valid, or what is wrong with all of them."""
    refusal = Refusal.TOKEN_MISSING
    for token in tokens_of(received):
        digest = sent(token.name)
        judged = Judgement.WRONG if digest is None else desk.judge(token, digest.recipient, today)
        if digest is not None and judged is Judgement.VALID:
            return digest
        if judged is Judgement.EXPIRED:
            refusal = Refusal.TOKEN_EXPIRED
        elif refusal is not Refusal.TOKEN_EXPIRED:
            refusal = Refusal.TOKEN_WRONG
    return refusal
