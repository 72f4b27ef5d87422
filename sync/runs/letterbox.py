"""The mailbox of a plan's answers as its config says it, with its password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mappings.addresses import ascii_domain
from mappings.language import gettext as _
from notify.errors import MailboxRefused
from sync.config.secret import read_secret, readable

if TYPE_CHECKING:
    from notify.mailbox.port import Mailbox
    from sync.config.replying import RepliesSettings
    from sync.config.settings import Config


@contextmanager
def mailbox_of(config: Config) -> Iterator[Mailbox]:
    """The mailbox of a config with answers by mail, still to be opened; closed in the end.

    Raises `FileUnreadable` or `MailboxRefused` where the password or the authority's file cannot be had.
    """
    from notify.mailbox.imap import ImapMailbox, ImapServer  # noqa: PLC0415 - no other command pays for it

    settings, folder = _settings(config), str(config.folder)
    secret = read_secret(folder, variable=settings.password_env, file=settings.password_file)
    if not secret.text:
        text, hint = _("there is no password for the mailbox"), _("put the password there, and nothing else")
        raise MailboxRefused("mailbox-password-missing", text, hint=hint, place=secret.place)
    mailbox = ImapMailbox(
        ImapServer(
            host=ascii_domain(settings.host) or settings.host,
            port=settings.served_port,
            username=settings.username,
            password=secret.text,
            security=settings.security,
            ca_file=None if settings.ca_file is None else readable(folder, settings.ca_file),
            folder=settings.folder,
        )
    )
    try:
        yield mailbox
    finally:
        mailbox.close()


def place_of_mailbox(config: Config) -> str:
    """Whose folder on which server it is: UIDs that were learned in another one mean nothing here."""
    settings = _settings(config)
    return f"{settings.username} {settings.host}:{settings.served_port} {settings.folder}"


def _settings(config: Config) -> RepliesSettings:
    if config.replies is None:
        raise ValueError("nobody answers by mail here")
    return config.replies
