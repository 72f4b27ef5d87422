"""Addresses as people read them, and as two of them are compared: Cyrillic hosts both ways, and never a password."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import idna

from mappings.addresses import ascii_domain

_PORTS = {"http": 80, "https": 443}
_SIGN_IN = frozenset(
    {"login", "logon", "signin", "sign_in", "sign-in", "sso", "auth", "authorize", "oauth", "oauth2", "saml", "saml2"}
    | {"cas", "adfs", "idp", "start_login", "session_login"}
)


def host_shown(url: str) -> str:
    """The host of an address and its port, where it names one, as a person writes them."""
    return _netloc(urlsplit(url))


def shown(url: str) -> str:
    """An address as a person writes it, without user, password and query: each of these may hold a secret."""
    parts = urlsplit(url)
    return _printable(urlunsplit((parts.scheme, _netloc(parts), parts.path, "", "")))


def ascii_url(url: str) -> str:
    """The same address with its host as name servers know it. Raises `ValueError` where no host can be called so."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.isascii():
        return url
    port = f":{parts.port}" if parts.port is not None else ""
    return urlunsplit(parts._replace(netloc=idna.encode(host, uts46=True).decode("ascii") + port))


def is_web_address(text: str) -> bool:
    """Whether a text is the address of a page, by http or https, and nothing else."""
    if not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    named = bool(host) and (host.isascii() or ascii_domain(host) is not None)
    return parts.scheme in _PORTS and named and port != 0


def is_this_machine(url: str) -> bool:
    """Whether what is sent to an address never leaves the machine."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def target_of(asked: str, location: str) -> str | None:
    """Where a redirect leads, be it relative, without a scheme or whole; None where it names no address."""
    try:
        target = urljoin(ascii_url(asked), location.strip())
        parts = urlsplit(target)
        return target if location.strip() and parts.scheme in _PORTS and parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def base_of(target: str, asked: str, base: str) -> str | None:
    """The address whose `asked` part a redirect's target is, as it may be written in place of `base`.

    None where the target is another page altogether.
    """
    part = urlsplit(asked).path.removeprefix(urlsplit(base).path)
    parts = urlsplit(target)
    path = parts.path.rstrip("/")
    if not part or not path.endswith(part):
        return None
    return shown(urlunsplit((parts.scheme, parts.netloc, path.removesuffix(part), "", ""))).rstrip("/")


def is_same(one: str, other: str) -> bool:
    """Whether two addresses are one, however host and port are written."""
    return _compared(one) == _compared(other)


def page_below(target: str, folder: str) -> str | None:
    """The name of what stands directly below an address, such as a project's; None where a target is elsewhere."""
    there, here = urlsplit(ascii_url(target)), urlsplit(ascii_url(folder))
    name = there.path.removeprefix(here.path).partition("/")[0]
    is_below = there.path.startswith(here.path) and _netloc(there) == _netloc(here)
    return name if name and is_below else None


def asks_for_login(target: str) -> bool:
    """Whether an address is that of a page where people sign in, by the usual names of such pages."""
    parts = urlsplit(target).path.casefold().split("/")
    return any(part.partition(".")[0] in _SIGN_IN for part in parts)


def _compared(url: str) -> tuple[str, str, str]:
    parts = urlsplit(ascii_url(url))
    return parts.scheme, _netloc(parts), parts.path.rstrip("/")


def _netloc(parts: SplitResult) -> str:
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else ".".join(map(_readable, host.split(".")))
    try:
        port = parts.port
    except ValueError:
        port = None
    return _printable(name if port in (None, _PORTS.get(parts.scheme)) else f"{name}:{port}")


def _readable(label: str) -> str:
    """A part of a host's name in its own letters."""
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except idna.IDNAError:
        return label


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text)
