"""Where the digests of a plan are answered, as its config says it: with the key that signs their addresses."""

from __future__ import annotations

from notify.replies.keys import read_keys
from notify.replies.tokens import Desk
from sync.config.settings import Config


def desk_of(config: Config) -> Desk | None:
    """The desk of a plan; None where nobody answers by mail, or where every mail is redirected for a trial.

    Raises `FileUnreadable` where the key cannot be had.
    """
    replies, key = config.replies, config.replies_key_path
    if replies is None or key is None or not takes_answers(config):
        return None
    return Desk(config.plan.key, replies.address, read_keys(key), replies.valid_days)


def takes_answers(config: Config) -> bool:
    """Whether the digests of a plan can be answered by mail."""
    return config.replies is not None and config.mail.redirect is None
