"""Puts the mails that are done with into their folders, where the mailbox can move any; none is ever deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.ledger.replies import Replies

if TYPE_CHECKING:
    from notify.mailbox.port import Mailbox
    from sync.config.replying import RepliesSettings


def file_mails(settings: RepliesSettings, replies: Replies, mailbox: Mailbox, place: str) -> None:
    """Move what is taken and what is refused. Raises what the mailbox raises; then the next run goes on."""
    if not replies.is_in(place, mailbox.open()):
        return
    for taken, folder in ((True, settings.taken), (False, settings.refused)):
        uids = replies.unfiled(taken=taken)
        if uids and folder is not None:
            mailbox.file(uids, folder)
        replies.filed(uids)  # those, too, that can be put nowhere: they stay where they are
