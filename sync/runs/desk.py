"""Where the digests of a plan are answered, as its config says it: with the key that signs their addresses."""

from __future__ import annotations

from notify.replies.admission import Conditions
from notify.replies.keys import read_keys
from notify.replies.tokens import Desk
from sync.config.replying import RepliesSettings
from sync.config.settings import Config


def desk_of(config: Config, replies: RepliesSettings) -> Desk:
    """The desk of a plan. Raises `FileUnreadable` where the key cannot be had."""
    return Desk(config.plan.key, replies.address, read_keys(config.resolve(replies.key_file)), replies.valid_days)


def open_desk(config: Config) -> Desk | None:
    """The desk at which a plan's digests are answered, where they are; raises as `desk_of` does."""
    return desk_of(config, config.replies) if config.replies is not None and takes_answers(config) else None


def conditions_of(replies: RepliesSettings) -> Conditions:
    """What is asked of an answer beside its token."""
    return Conditions(replies.require, replies.authserv_id or "", replies.per_day)


def takes_answers(config: Config) -> bool:
    """Whether the digests of a plan can be answered by mail: not where every mail is redirected for a trial."""
    return config.replies is not None and config.mail.redirect is None
