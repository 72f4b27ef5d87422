"""The way of a plan's mail as its config says it: the folder, or the mail server with its password.

Makes the way and says what there is to say of it; what goes along it is for `sync.runs.alerts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.addresses import ascii_domain
from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.plan import Severity
from notify.delivery.folder import OutboxFolder
from notify.delivery.sending import Delivery
from notify.delivery.smtp import MailServer, Offer, SmtpDelivery
from notify.errors import WayForbidden
from notify.letters.addresses import Mailbox
from sync.config.secret import read_secret, readable
from sync.config.servers import is_here
from sync.config.settings import Config, OutboxMail, SmtpMail
from sync.runs.policy import recipients_of
from sync.storage.database_failures import foreseen
from sync.tracker import Diagnosis

if TYPE_CHECKING:
    from sync.runs.inputs import Inputs

_MEGABYTE = 1_000_000


@contextmanager
def way_of_mail(config: Config) -> Iterator[Delivery]:
    """The way of a config's mail, closed in the end.

    Raises `FileUnreadable` or `WayForbidden` where the password or the authority's file cannot be had.
    """
    mail = config.mail
    if isinstance(mail, OutboxMail):
        yield OutboxFolder(config.resolve(mail.path))
        return
    with SmtpDelivery(_server(mail, config.folder)) as delivery:
        yield delivery


def check_mail(inputs: Inputs) -> Iterator[Diagnosis]:
    """Whether mail can be handed over: the folder may be written, or the server lets us in and has what is needed."""
    mail = inputs.config.mail
    if isinstance(mail, OutboxMail):
        yield _folder(inputs.config.resolve(mail.path))
    else:
        yield from _server_checked(mail, inputs)
    if mail.redirect is not None:
        text = _("Every mail goes to {address}, and nobody else is told anything.").format(address=mail.redirect)
        yield Diagnosis("mail-redirected", Severity.WARNING, text, _("take mail.redirect out when the trial is over"))


def _server(mail: SmtpMail, folder: Path) -> MailServer:
    password = ""
    if mail.username is not None:
        secret = read_secret(str(folder), variable=mail.password_env, file=mail.password_file)
        password = secret.text
        if not password:
            hint = _("put the password there, and nothing else")
            text = _("there is no password for the mail server")
            raise WayForbidden("mail-password-missing", text, hint=hint, place=secret.place)
    return MailServer(
        host=ascii_domain(mail.host) or mail.host,
        port=mail.served_port,
        sender=Mailbox.parse(mail.sender).address,
        security=mail.security,
        username=mail.username or "",
        password=password,
        ca_file=None if mail.ca_file is None else readable(str(folder), mail.ca_file),
        per_minute=mail.per_minute,
    )


def _folder(path: Path) -> Diagnosis:
    met = foreseen(path / "mail.eml", locked=False)
    if met is not None:
        return Diagnosis.of(OutboxFolder(path).refusal(met.cause, met.reason))
    return Diagnosis("mail", Severity.INFO, _("Mails go to the folder {path}.").format(path=path))


def _server_checked(mail: SmtpMail, inputs: Inputs) -> Iterator[Diagnosis]:
    try:
        with SmtpDelivery(_server(mail, inputs.config.folder)) as delivery:
            offer = delivery.look()
    except VekhaError as error:
        yield Diagnosis.of(error)
        return
    place = f"{mail.host}:{mail.served_port}"
    text = _("The mail server {place} lets us in. It offers: {offered}; it does not: {lacking}.")
    offered, lacking = _worded(offer, mail)
    shown = text.format(place=place, offered=", ".join(offered) or "–", lacking=", ".join(lacking) or "–")
    yield Diagnosis("mail", Severity.INFO, shown)
    if mail.security == "none" and not is_here(mail.host):
        text = _("Mails go to {place} unencrypted, and so does the password if there is one.").format(place=place)
        hint = _("set mail.security to starttls or tls")
        yield Diagnosis("mail-unencrypted", Severity.WARNING, text, hint)
    for one in recipients_of(inputs):
        if not one.email.isascii() and not one.email.rpartition("@")[0].isascii() and not offer.any_letters:
            text = _("{recipient}: the mail server takes no addresses with other than Latin letters before the @.")
            hint = _("ask for another address of this person, or for a server with SMTPUTF8")
            said = text.format(recipient=one.name)
            yield Diagnosis("mail-address-unsupported", Severity.WARNING, said, hint)


def _worded(offer: Offer, mail: SmtpMail) -> tuple[list[str], list[str]]:
    """What a server offers of the things that matter here, and what it does not, in the words of the protocol."""
    logins = " ".join(("AUTH", *offer.logins))
    size = f"SIZE {offer.size / _MEGABYTE:g} MB" if offer.size else "SIZE"
    offers = [(offer.starttls, "STARTTLS"), (bool(offer.logins), logins), (offer.size is not None, size)]
    offers += [(offer.any_letters, "SMTPUTF8")]
    if mail.security == "tls":
        del offers[0]  # the line is encrypted from the first byte
    return [name for there, name in offers if there], [name for there, name in offers if not there]
