"""Why a mail server did not take a message, in words: each cause with its code, its reason and what to do about it.

Told by the type of an error, its number or the server's reply code, never by the words of a message. What becomes of
the message is said by the class of the error (`notify.errors`).
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

from mappings.language import gettext as _
from mappings.wording import clean, cut
from notify.errors import AnswerLost, MailDeferred, MailRefused, WayClosed, WayForbidden, WayMisconfigured
from notify.line_faults import Broken, Closed, Garbled, Handshake, Silent, handshake_fault, untrusted_since

SHUTTING_DOWN = 421  # the reply with which a server closes the line
_SHOWN = 160  # characters of a server's words
_TLS_PORT = 465
_LOGIN_NEEDED = 530
_POLICY = "5.7."  # the beginning of the status with which a server says who may not send (RFC 3463)


@dataclass(frozen=True)
class Reply:
    """A server's reply: its code and its words."""

    code: int
    text: str = ""

    @property
    def well(self) -> bool:
        """Whether what was asked is done."""
        return 200 <= self.code < 300  # noqa: PLR2004 - the classes of replies, RFC 5321

    @property
    def later(self) -> bool:
        """Whether it may be done another time."""
        return 400 <= self.code < 500  # noqa: PLR2004

    @property
    def never(self) -> bool:
        """Whether it will not be done."""
        return 500 <= self.code < 600  # noqa: PLR2004

    def __str__(self) -> str:
        """The code and a line of the words, harmless to a terminal."""
        return f"{self.code} {cut(clean(self.text), _SHOWN)}".strip()


def unreachable(error: OSError, place: str) -> WayClosed:
    """No connection came about."""
    hint = _("check mail.host and mail.port; the mails stay queued and go when the server is there again")
    if isinstance(error, socket.gaierror):
        text = _("the name of the mail server is not known here")
        return WayClosed("mail-host-unknown", text, hint=hint, place=place)
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return no_session(Closed(), place, port=0, tls=True)
    if isinstance(error, TimeoutError):
        return WayClosed("mail-silent", _("the mail server does not answer"), hint=hint, place=place)
    reason = clean(error.strerror or type(error).__name__)
    text = _("the mail server cannot be reached: {reason}").format(reason=reason)
    return WayClosed("mail-unreachable", text, hint=hint, place=place)


def no_session(broken: Broken, place: str, *, port: int, tls: bool) -> WayClosed:
    """The line broke before a message could be handed over."""
    later = _("the mails stay queued and are tried again")
    if isinstance(broken, Garbled):
        hint = _("check mail.port: another service, or one that waits for TLS, may listen there")
        return WayClosed("mail-garbled", _("what answers there is no mail server"), hint=hint, place=place)
    if isinstance(broken, Silent):
        hint = _("on this port a server waits for TLS: set security: tls") if port == _TLS_PORT and not tls else later
        return WayClosed("mail-silent", _("the mail server does not answer"), hint=hint, place=place)
    return WayClosed("mail-broken-off", _("the mail server broke the connection off"), hint=later, place=place)


def turned_away(reply: Reply, place: str) -> WayClosed:
    """The server does not want to talk with us, in its greeting or after it."""
    text = _("the mail server turns us away: {reply}").format(reply=reply)
    hint = _("if it stays so, ask its administrator whether this machine may send there")
    return WayClosed("mail-turned-away", text, hint=hint, place=place)


def no_starttls(place: str) -> WayMisconfigured:
    """The server does not offer what the config demands; nothing is sent in plain text instead."""
    hint = _("use the port for sending, 587 as a rule; security: tls with port 465; or ask the server's administrator")
    text = _("the mail server offers no STARTTLS, and nothing is sent unencrypted")
    return WayMisconfigured("mail-starttls-missing", text, hint=hint, place=place)


def tls_failed(error: ssl.SSLError, place: str) -> WayClosed:
    """The line could not be encrypted, or is not to whom it should be."""
    match handshake_fault(error):
        case Handshake.BROKEN_OFF:
            return no_session(Closed(), place, port=0, tls=True)
        case Handshake.NO_TLS:
            hint = _("check mail.port and mail.security: 465 goes with tls, 587 with starttls")
            return WayMisconfigured("mail-tls-missing", _("TLS is not supported there"), hint=hint, place=place)
        case Handshake.OTHER_HOST:
            hint = _("set mail.host to the name in the certificate, or have the certificate made for this one")
            text = _("the mail server's certificate is for another name")
            return WayMisconfigured("mail-certificate-host", text, hint=hint, place=place)
        case Handshake.OTHER_TIME:
            hint = _("have the certificate renewed; check the machine's clock")
            text = _("the mail server's certificate has expired or is not yet valid")
            return WayMisconfigured("mail-certificate-expired", text, hint=hint, place=place)
        case Handshake.UNTRUSTED:
            text = _("the mail server's certificate is not trusted: {reason}").format(reason=untrusted_since(error))
            hint = _("name the certificate of its authority in mail.ca_file")
            return WayMisconfigured("mail-certificate", text, hint=hint, place=place)
        case Handshake.DISAGREED:
            reason = clean(error.reason or type(error).__name__)
            text = _("no encrypted connection was established: {reason}").format(reason=reason)
            hint = _("the server may be too old: TLS 1.2 is needed")
            return WayMisconfigured("mail-tls-failed", text, hint=hint, place=place)


def bad_authority(path: str) -> WayMisconfigured:
    """The file of the authority holds no certificate."""
    hint = _("it must hold the authority's certificate in PEM form")
    return WayMisconfigured("mail-authority", _("there is no certificate in this file"), hint=hint, place=path)


def login_unsupported(offered: str, place: str) -> WayMisconfigured:
    """The server takes no password in a way that is known here."""
    text = _("the mail server takes no login by PLAIN, LOGIN or CRAM-MD5; it offers: {offered}")
    hint = _("leave mail.username out where no login is needed, or ask for a password for programs")
    shown = clean(offered) or _("nothing")
    return WayMisconfigured("mail-login-unsupported", text.format(offered=shown), hint=hint, place=place)


def login_failed(reply: Reply, place: str) -> WayClosed:
    """The server did not let us in."""
    if not reply.never:
        text = _("the mail server cannot check the password now: {reply}").format(reply=reply)
        hint = _("the mails stay queued and are tried again")
        return WayClosed("mail-login-later", text, hint=hint, place=place)
    text = _("the mail server does not accept the login: {reply}").format(reply=reply)
    hint = _("check mail.username and the password; many services want a password of its own for each program")
    return WayForbidden("mail-login-refused", text, hint=hint, place=place)


def sender_failed(reply: Reply, sender: str, place: str, *, plain: bool) -> MailDeferred | WayClosed:
    """The server did not take the sender. `plain`: the line is not encrypted, and the server could encrypt it."""
    if not reply.never:
        return deferred(reply, place)
    if reply.code == _LOGIN_NEEDED:
        return _login_needed(reply, place, plain=plain)
    text = _("the mail server does not take mail from {sender}: {reply}").format(sender=sender, reply=reply)
    hint = _("set mail.sender to the address that belongs to mail.username")
    return WayForbidden("mail-sender-refused", text, hint=hint, place=place)


def deferred(reply: Reply, place: str) -> MailDeferred:
    """The server does not take this message now."""
    text = _("the mail server does not take the mail now: {reply}").format(reply=reply)
    return MailDeferred("mail-deferred", text, hint=_("it stays queued and is tried again"), place=place)


def broken_off(broken: Broken, place: str) -> MailDeferred:
    """The line broke before the message was handed over."""
    error = no_session(broken, place, port=0, tls=True)
    return MailDeferred(error.code, error.message, hint=_("it stays queued and is tried again"), place=place)


def given_up(place: str) -> WayClosed:
    """Line after line broke without a message going through."""
    text = _("the connection broke again and again; no more is sent in this round")
    hint = _("the mails stay queued and are tried again")
    return WayClosed("mail-broken-off", text, hint=hint, place=place)


def recipient_failed(
    reply: Reply, recipient: str, place: str, *, plain: bool, stranger: bool
) -> MailRefused | MailDeferred | WayClosed:
    """The server did not take the recipient; `plain` as above. `stranger`: it offers a login, and we are not logged in.

    It refuses strangers any recipient that is not its own, which says nothing of the address.
    """
    if not reply.never:
        return deferred(reply, place)
    if reply.code == _LOGIN_NEEDED or (stranger and reply.text.startswith(_POLICY)):
        return _login_needed(reply, place, plain=plain)
    text = _("the mail server does not take mail for this address: {reply}").format(reply=reply)
    hint = _("fix the address in alerts.recipients")
    return MailRefused("mail-recipient-refused", text, hint=hint, place=recipient)


def content_failed(reply: Reply, recipient: str, place: str) -> MailRefused | MailDeferred:
    """The server did not take the message itself."""
    if not reply.never:
        return deferred(reply, place)
    text = _("the mail server does not take this mail: {reply}").format(reply=reply)
    hint = _("ask the server's administrator why; what it told of is told again in the next period")
    return MailRefused("mail-content-refused", text, hint=hint, place=recipient)


def _login_needed(reply: Reply, place: str, *, plain: bool) -> WayClosed:
    if plain:
        text = _("the mail server wants an encrypted connection first: {reply}").format(reply=reply)
        hint = _("set security: starttls")
        return WayMisconfigured("mail-starttls-needed", text, hint=hint, place=place)
    text = _("the mail server asks for a login: {reply}").format(reply=reply)
    hint = _("set mail.username and the file of its password")
    return WayForbidden("mail-login-needed", text, hint=hint, place=place)


def too_big(size: int, limit: int, recipient: str) -> MailRefused:
    """The message is larger than the server says it takes."""
    text = _("the mail has {size} bytes, and the mail server takes {limit}").format(size=size, limit=limit)
    hint = _("give the recipient fewer sections, or ask the server's administrator")
    return MailRefused("mail-too-big", text, hint=hint, place=recipient)


def address_unsupported(address: str) -> MailRefused:
    """The address has letters that only a server with SMTPUTF8 can take."""
    text = _("the mail server takes no addresses with other than Latin letters before the @")
    hint = _("ask for another address of this person, or for a server with SMTPUTF8")
    return MailRefused("mail-address-unsupported", text, hint=hint, place=address)


def answer_lost(broken: Broken, place: str) -> AnswerLost:
    """Whether the message was taken cannot be known."""
    why = {Closed: _("the connection broke"), Silent: _("no answer came"), Garbled: _("what came was no answer")}
    text = _("{why} after a mail had been handed over whole; it may have arrived").format(why=why[type(broken)])
    hint = _("it is sent again as the same message, at most three times")
    return AnswerLost("mail-unconfirmed", text, hint=hint, place=place)
