"""Certificates with every fault that a server may have, made once, and servers of TLS that show them."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.standins.network.listener import HOST, head_of, joined, listening, said

NAME = "localhost"
_NOW = datetime.now(UTC)
_DAY = timedelta(days=1)
_WEAK_BITS = 1024


class Certificates:
    """An authority, whose file is `authority`, and servers' contexts that may or may not be trusted for its sake."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authority = trustme.CA()
        self.authority = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.authority))

    @cached_property
    def good(self) -> ssl.SSLContext:
        """As it should be, for this name and address."""
        return _showing(self._authority.issue_cert(NAME, HOST, "трекер.test"))

    @cached_property
    def expired(self) -> ssl.SSLContext:
        """It has ended."""
        return _showing(self._authority.issue_cert(NAME, not_before=_NOW - 3 * _DAY, not_after=_NOW - _DAY))

    @cached_property
    def early(self) -> ssl.SSLContext:
        """It has not begun."""
        return _showing(self._authority.issue_cert(NAME, not_before=_NOW + _DAY, not_after=_NOW + 3 * _DAY))

    @cached_property
    def other_host(self) -> ssl.SSLContext:
        """Made for another name."""
        return _showing(self._authority.issue_cert("other.test"))

    @cached_property
    def stranger(self) -> ssl.SSLContext:
        """Signed by an authority that nobody knows."""
        return _showing(trustme.CA().issue_cert(NAME))

    @cached_property
    def self_signed(self) -> ssl.SSLContext:
        """Signed by nobody but itself."""
        alone = trustme.CA()
        return self._loaded(alone.cert_pem.bytes(), alone.private_key_pem.bytes(), server_context())

    @cached_property
    def weak(self) -> ssl.SSLContext:
        """Its key is too short."""
        key = rsa.generate_private_key(65_537, _WEAK_BITS)
        signer = x509.load_pem_x509_certificate(self._authority.cert_pem.bytes())
        signing = serialization.load_pem_private_key(self._authority.private_key_pem.bytes(), None)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(signer.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(_NOW - _DAY)
            .not_valid_after(_NOW + _DAY)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=True)
            .sign(signing, hashes.SHA256())  # type: ignore[arg-type]
        )
        plain = serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        return self._loaded(made.public_bytes(serialization.Encoding.PEM), pem, server_context(lax=True))

    @cached_property
    def old(self) -> ssl.SSLContext:
        """A server that knows TLS 1.1 and nothing newer."""
        context = server_context(lax=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        self._authority.issue_cert(NAME).configure_cert(context)
        return context

    @cached_property
    def no_agreement(self) -> ssl.SSLContext:
        """A server whose ways of encryption do not fit its certificate, so that none is left."""
        context = server_context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
        self._authority.issue_cert(NAME).configure_cert(context)
        return context

    @cached_property
    def wants_client(self) -> ssl.SSLContext:
        """A server that wants a certificate of the client."""
        context = server_context()
        context.verify_mode = ssl.CERT_REQUIRED
        self._authority.configure_trust(context)
        self._authority.issue_cert(NAME).configure_cert(context)
        return context

    @cached_property
    def knows_no_such_name(self) -> ssl.SSLContext:
        """A server of other names."""
        context = server_context()
        self._authority.issue_cert(NAME).configure_cert(context)
        context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        return context

    def _loaded(self, certificate: bytes, key: bytes, context: ssl.SSLContext) -> ssl.SSLContext:
        file = self._folder / "server.pem"
        file.write_bytes(key + certificate)
        context.load_cert_chain(file)
        return context


def server_context(*, lax: bool = False) -> ssl.SSLContext:
    """A server's side; a lax one takes keys and protocols that are given up elsewhere."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if lax:
        context.set_ciphers("DEFAULT@SECLEVEL=0")
    return context


@contextmanager
def tls_server(context: ssl.SSLContext, behind: int | None = None) -> Iterator[int]:
    """The port of a server of TLS: what comes through it goes to the port `behind`, or is answered with nothing."""

    def serve(plain: socket.socket) -> None:
        with context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False) as connection:
            try:
                connection.do_handshake()
            except ssl.SSLError:
                _said_goodbye(connection)
                return
            if behind is not None:
                with socket.create_connection((HOST, behind)) as there:
                    joined(connection, there)
            elif head_of(connection):
                connection.sendall(said(200, b"{}"))

    with listening(serve) as port:
        yield port


def _said_goodbye(connection: ssl.SSLSocket) -> None:
    """End it so that the other side reads the alert: unread bytes would make a reset of it."""
    with socket.socket(fileno=connection.detach()) as plain, suppress(OSError):
        plain.shutdown(socket.SHUT_WR)
        while plain.recv(65_536):
            pass


def context_of(authority: trustme.CA, *names: str, **options: Any) -> ssl.SSLContext:
    """What a server of these names shows that an authority has signed, as `issue_cert` takes its options."""
    return _showing(authority.issue_cert(*(names or (NAME, HOST)), **options))


def _showing(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = server_context()
    certificate.configure_cert(context)
    return context
