"""An answer on its way into the tracker, and what has become of it: a value that the steps hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from notify.delivery.sent_digests import SentDigest
from notify.replies.answer import Answer
from sync.memory import Reply
from sync.runs.replying.items import Target


@dataclass(frozen=True)
class Posted:
    """What became of an answer: its items by what became of them, keyed as the digest told them.

    `written` are those whose words stand in their issue, with its address, `lost` those that have no issue any more.
    What is neither waits for the next run.
    """

    reply: Reply
    digest: SentDigest
    answer: Answer
    targets: dict[str, Target]
    written: dict[str, str | None] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it waits."""
        return not self.waiting
