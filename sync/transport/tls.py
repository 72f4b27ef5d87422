"""What kept a secure connection from being made, by the reasons that OpenSSL gives for it, each with its own mend.

Decides by numbers and symbols, never by words: those differ between versions. The other side is the tracker, or a
proxy that is spoken to over https.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from datetime import datetime

from mappings.language import gettext as _
from mappings.wording import moment
from sync.errors import AuthFailed, Misconfigured, Purpose, TrackerError

# OpenSSL's X509_V_ERR_…, which stay as they are (x509_vfy.h)
_NOT_YET, _EXPIRED, _SELF_SIGNED = 9, 10, 18
_UNKNOWN_AUTHORITY = (2, 19, 20, 21, 27)
_OTHER_HOST = (62, 64)
_WEAK = (66, 67, 68)

_NO_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "UNKNOWN_PROTOCOL", "HTTP_REQUEST"}
)
_TOO_OLD = frozenset(
    {
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNSUPPORTED_PROTOCOL",
        "NO_PROTOCOLS_AVAILABLE",
        "WRONG_SSL_VERSION",
        "VERSION_TOO_LOW",
        "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        "DH_KEY_TOO_SMALL",
        "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
    }
)
_NO_AGREEMENT = frozenset(
    {"SSLV3_ALERT_HANDSHAKE_FAILURE", "TLSV1_ALERT_INSUFFICIENT_SECURITY", "NO_SHARED_CIPHER", "WRONG_CIPHER_RETURNED"}
)
_OTHER_NAME = frozenset({"TLSV1_UNRECOGNIZED_NAME", "TLSV1_ALERT_UNRECOGNIZED_NAME"})
_CLIENT_CERTIFICATE = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED"})
_PROBE_SECONDS = 3.0


def speaks_no_tls(errors: Iterable[Exception]) -> bool:
    """Whether what came instead of a handshake is no TLS at all."""
    return bool(_reasons(errors) & _NO_TLS)


def tls_refusal(errors: Iterable[Exception], host: str, purpose: Purpose, now: datetime) -> TrackerError | None:
    """The error of a handshake that never succeeds; None where it was only broken off. `host` is the other side."""
    chain = list(errors)
    for error in chain:
        if isinstance(error, ssl.SSLCertVerificationError):
            return _untrusted(error, host, purpose, now)
    reasons = _reasons(chain)
    if reasons & _OTHER_NAME:
        return _other_host(host, purpose)
    if reasons & _CLIENT_CERTIFICATE:
        hint = _("whoever runs it has to let Vekha in without one: it knows the tracker's key alone")
        message = _("{host} wants a client certificate").format(host=host)
        return AuthFailed("client-certificate-wanted", message, purpose, hint=hint)
    if reasons & _TOO_OLD:
        hint = _("its administrator switches on TLS 1.2 or newer")
        message = _("{host} knows only ways of encryption that are too old to be safe").format(host=host)
        return Misconfigured("tls-too-old", message, purpose, hint=hint)
    if reasons & _NO_AGREEMENT:
        hint = _("its administrator allows one: it may know only TLS that is too old, only GOST, or want a certificate")
        message = _("{host} and this machine have no way of encryption in common").format(host=host)
        return Misconfigured("tls-no-agreement", message, purpose, hint=hint)
    return None


def no_tls(host: str, purpose: Purpose) -> Misconfigured:
    """The config says https, and plain http is spoken."""
    message = _("{host} does not answer with https").format(host=host)
    hint = _("write http:// in url:, or the port at which https is spoken")
    return Misconfigured("tls-missing", message, purpose, hint=hint)


def only_tls(host: str, purpose: Purpose) -> Misconfigured:
    """The config says http, and only https is spoken."""
    message = _("{host} answers only with https").format(host=host)
    return Misconfigured("tls-expected", message, purpose, hint=_("write https:// in url:"))


def speaks_tls(host: str, port: int) -> bool:
    """Whether a handshake gets an answer at an address; no certificate is looked at, and nothing is asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), _PROBE_SECONDS) as plain, context.wrap_socket(plain):
            return True
    except ssl.SSLEOFError:
        return False
    except ssl.SSLError as error:
        return error.reason not in _NO_TLS
    except OSError:
        return False


def _reasons(errors: Iterable[Exception]) -> set[str]:
    return {error.reason for error in errors if isinstance(error, ssl.SSLError) and error.reason}


def _untrusted(error: ssl.SSLCertVerificationError, host: str, purpose: Purpose, now: datetime) -> AuthFailed:
    """A certificate that is not believed, by OpenSSL's number for why."""
    words, code = {"host": host}, error.verify_code
    if code in _OTHER_HOST:
        return _other_host(host, purpose)
    if code in (_EXPIRED, _NOT_YET):
        return _out_of_date(host, purpose, now, expired=code == _EXPIRED)
    if code == _SELF_SIGNED:
        message = _("{host} has signed its certificate itself")
        hint = _("have its administrator give you the certificate's file, and name that: ca_file")
        return AuthFailed("certificate-self-signed", message.format(**words), purpose, hint=hint)
    if code in _WEAK:
        message = _("the certificate of {host} is too weak: a short key, or an old signature")
        hint = _("its administrator has to get a new one")
        return AuthFailed("certificate-weak", message.format(**words), purpose, hint=hint)
    if code in _UNKNOWN_AUTHORITY:
        message = _("the certificate of {host} is signed by an authority that is not known here")
        hint = _("name the file of that authority: ca_file; or the server leaves out a certificate between the two")
        return AuthFailed("certificate-untrusted", message.format(**words), purpose, hint=hint)
    message = _("the certificate of {host} is not trusted: {reason}").format(reason=error.verify_message, **words)
    return AuthFailed("certificate-untrusted", message, purpose, hint=_("its administrator has to get a new one"))


def _out_of_date(host: str, purpose: Purpose, now: datetime, *, expired: bool) -> AuthFailed:
    """By this machine's clock, which may be what is wrong."""
    words = {"host": host, "now": moment(now)}
    if expired:
        message = _("the certificate of {host} has expired, by this machine's clock: {now}")
        hint = _("its administrator renews it; where the clock is wrong, set the clock")
        return AuthFailed("certificate-expired", message.format(**words), purpose, hint=hint)
    message = _("the certificate of {host} is not valid yet, by this machine's clock: {now}")
    hint = _("set the clock where it is wrong; else wait until the certificate is valid")
    return AuthFailed("certificate-early", message.format(**words), purpose, hint=hint)


def _other_host(host: str, purpose: Purpose) -> AuthFailed:
    message = _("the certificate that {host} shows is another host's").format(host=host)
    hint = _("write the name that the certificate was made for into url:, or have one made for this name")
    return AuthFailed("certificate-other-host", message, purpose, hint=hint)
