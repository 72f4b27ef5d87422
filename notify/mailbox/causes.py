"""Why a mailbox could not be read, in words: each cause with its code, its reason and what to do about it.

Told by the type of an error, its number, or the reason that a server gives by RFC 5530; never by words. What a server
says to a login is not shown: some repeat what they were told.
"""

from __future__ import annotations

import socket
import ssl

from mappings.language import gettext as _
from mappings.wording import clean
from notify.errors import MailboxAway, MailboxError, MailboxMisconfigured, MailboxRefused
from notify.line_faults import Broken, Closed, Handshake, Silent, handshake_fault, untrusted_since
from notify.mailbox.line import Declined, Ended

_PASSING = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT"})
_RIGHTS = frozenset({"NOPERM", "AUTHORIZATIONFAILED", "CONTACTADMIN"})


def unreachable(error: OSError, place: str) -> MailboxAway:
    """No connection came about."""
    hint = _("check replies.host and replies.port; the answers stay in the mailbox until they are read")
    if isinstance(error, socket.gaierror):
        text = _("the name of the mailbox's server is not known here")
        return MailboxAway("mailbox-host-unknown", text, hint=hint, place=place)
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return broken_off(Closed(), place)
    if isinstance(error, TimeoutError):
        return broken_off(Silent(), place)
    reason = clean(error.strerror or type(error).__name__)
    text = _("the mailbox's server cannot be reached: {reason}").format(reason=reason)
    return MailboxAway("mailbox-unreachable", text, hint=hint, place=place)


def broken_off(broken: Broken, place: str) -> MailboxAway:
    """The line broke, and what was asked may have been done or not."""
    later = _("the answers stay in the mailbox and are read later")
    if isinstance(broken, Ended):
        text = _("the mailbox's server ends the session: {words}").format(words=broken.said or "–")
        return MailboxAway("mailbox-turned-away", text, hint=later, place=place)
    if isinstance(broken, Silent):
        hint = _("check replies.port and replies.security: 993 goes with tls, 143 with starttls")
        return MailboxAway("mailbox-silent", _("the mailbox's server does not answer"), hint=hint, place=place)
    if isinstance(broken, Closed):
        text = _("the mailbox's server broke the connection off")
        return MailboxAway("mailbox-broken-off", text, hint=later, place=place)
    return garbled(place)


def garbled(place: str) -> MailboxAway:
    """What came is no answer to what was asked."""
    hint = _("check replies.port: another service may listen there; the answers stay in the mailbox")
    text = _("what came from the mailbox's server is no answer of IMAP")
    return MailboxAway("mailbox-garbled", text, hint=hint, place=place)


def tls_failed(error: ssl.SSLError, place: str) -> MailboxError:
    """The line could not be encrypted, or is not to whom it should be."""
    match handshake_fault(error):
        case Handshake.BROKEN_OFF:
            return broken_off(Closed(), place)
        case Handshake.NO_TLS:
            hint = _("check replies.port and replies.security: 993 goes with tls, 143 with starttls")
            return MailboxMisconfigured("mailbox-tls-missing", _("TLS is not supported there"), hint=hint, place=place)
        case Handshake.OTHER_HOST:
            hint = _("set replies.host to the name in the certificate, or have the certificate made for this one")
            text = _("the certificate of the mailbox's server is for another name")
            return MailboxMisconfigured("mailbox-certificate-host", text, hint=hint, place=place)
        case Handshake.OTHER_TIME:
            hint = _("have the certificate renewed; check the machine's clock")
            text = _("the certificate of the mailbox's server has expired or is not yet valid")
            return MailboxMisconfigured("mailbox-certificate-expired", text, hint=hint, place=place)
        case Handshake.UNTRUSTED:
            text = _("the certificate of the mailbox's server is not trusted: {reason}")
            said = text.format(reason=untrusted_since(error))
            hint = _("name the certificate of its authority in replies.ca_file")
            return MailboxMisconfigured("mailbox-certificate", said, hint=hint, place=place)
        case Handshake.DISAGREED:
            reason = clean(error.reason or type(error).__name__)
            text = _("no encrypted connection was established: {reason}").format(reason=reason)
            hint = _("the server may be too old: TLS 1.2 is needed")
            return MailboxMisconfigured("mailbox-tls-failed", text, hint=hint, place=place)


def bad_authority(path: str) -> MailboxMisconfigured:
    """The file of the authority holds no certificate."""
    hint = _("it must hold the authority's certificate in PEM form")
    text = _("there is no certificate in this file")
    return MailboxMisconfigured("mailbox-authority", text, hint=hint, place=path)


def no_starttls(place: str) -> MailboxMisconfigured:
    """The server does not offer what the config demands; no password is sent in plain text instead."""
    hint = _("set security: tls with port 993, or ask the server's administrator")
    text = _("the mailbox's server offers no STARTTLS, and no password is sent unencrypted")
    return MailboxMisconfigured("mailbox-starttls-missing", text, hint=hint, place=place)


def unencrypted(place: str) -> MailboxMisconfigured:
    """The line is not encrypted, and leads to another machine."""
    hint = _("set replies.security to tls or starttls")
    text = _("this server is on another machine, and no password is sent there unencrypted")
    return MailboxMisconfigured("mailbox-unencrypted", text, hint=hint, place=place)


def login_unsupported(place: str) -> MailboxMisconfigured:
    """The server takes no password in a way that is known here."""
    hint = _("ask its administrator for a login with a password for programs")
    text = _("the mailbox's server takes no login by PLAIN, nor this name and password by LOGIN")
    return MailboxMisconfigured("mailbox-login-unsupported", text, hint=hint, place=place)


def login_declined(declined: Declined, place: str) -> MailboxError:
    """The server did not let us in."""
    if declined.code in _PASSING:
        text = _("the mailbox's server cannot check the password now")
        hint = _("the answers stay in the mailbox and are read later")
        return MailboxAway("mailbox-login-later", text, hint=hint, place=place)
    text = _("the mailbox's server does not accept the login")
    hint = _("check replies.username and the password; many services want a password of its own for each program")
    return MailboxRefused("mailbox-login-refused", text, hint=hint, place=place)


def no_folder(folder: str, place: str) -> MailboxMisconfigured:
    """The folder that is to be read is not there."""
    text = _("there is no folder «{folder}» in the mailbox").format(folder=clean(folder))
    hint = _("fix replies.folder; the folder that mail comes into is INBOX")
    return MailboxMisconfigured("mailbox-folder-missing", text, hint=hint, place=place)


def declined(answer: Declined, place: str) -> MailboxError:
    """The server does not do what was asked of it."""
    if answer.code in _RIGHTS:
        text = _("the mailbox's server does not give us the right: {words}").format(words=answer.said)
        hint = _("ask its administrator for the right to read the folder, and to move mails into the other two")
        return MailboxRefused("mailbox-forbidden", text, hint=hint, place=place)
    text = _("the mailbox's server declines: {words}").format(words=answer.said or "–")
    hint = _("the answers stay in the mailbox and are read later; if it stays so, ask the server's administrator")
    return MailboxAway("mailbox-declined", text, hint=hint, place=place)
