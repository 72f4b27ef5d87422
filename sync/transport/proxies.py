"""The proxy that the environment names for an address, and why one cannot be used.

Decides which it is and how it is shown: without its user and password, which stand in the same variable.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies

from requests.utils import select_proxy, should_bypass_proxies

from mappings.language import gettext as _
from sync.errors import AuthFailed, Misconfigured, Purpose
from sync.transport.addresses import ascii_url, shown
from sync.transport.trouble import Cause, Trouble

_LOGIN_WANTED = 407


@dataclass(frozen=True)
class Proxy:
    """A proxy; `variable` is the one of the environment that names it, `url` may hold a password."""

    url: str = field(repr=False)
    shown: str
    variable: str

    @property
    def _words(self) -> dict[str, str]:
        return {"proxy": self.shown, "variable": self.variable}

    def refuse_unusable(self, purpose: Purpose) -> None:
        """Raise `Misconfigured` where no connection could ever be made through it."""
        scheme, _sign, rest = self.url.partition("://")
        if scheme.lower().startswith("socks"):
            hint = _("name a proxy that begins with http:// in {variable}, or the tracker's host in NO_PROXY")
            message = _("{proxy}, which {variable} names, is a SOCKS proxy: Vekha knows only those of HTTP")
            raise self._misconfigured("proxy-unsupported", message, hint, purpose)
        try:
            parts = urlsplit(self.url)
            known = scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
            ascii_url(self.url)
        except ValueError:
            known = False
        if not known or "@" in rest.partition("/")[2] + parts.query + parts.fragment:
            hint = _(
                "write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, special characters of a password as %XX"
            )
            message = _("{proxy}, which {variable} names, is no address of a proxy")
            raise self._misconfigured("proxy-invalid", message, hint, purpose)

    def unknown(self, purpose: Purpose) -> Misconfigured:
        """Its host has no address."""
        hint = _("fix {variable}, or name the tracker's host in NO_PROXY where none is needed")
        message = _("there is no host with the name of the proxy {proxy}")
        return self._misconfigured("proxy-unknown", message, hint, purpose)

    def away(self, reason: str) -> Trouble:
        """Nobody answers there; nothing has reached the tracker."""
        hint = _("see whether it runs, and whether {variable} names it rightly; the next run tries again")
        message = _("the proxy {proxy} cannot be reached: {reason}").format(reason=reason, **self._words)
        return Trouble("proxy-away", message, hint.format(**self._words), not_done=True)

    def otherwise_spoken_to(self, purpose: Purpose, *, wants_tls: bool | None) -> Misconfigured:
        """It speaks the other one of http and https, or, where `wants_tls` is None, neither."""
        message = _("what answers at {proxy}, which {variable} names, is no HTTP proxy")
        hint = _("fix {variable}, or name the tracker's host in NO_PROXY where none is needed")
        if wants_tls is not None:
            message = _("the proxy {proxy}, which {variable} names, does not speak https")
            hint = _("write http:// before its host in {variable}")
        if wants_tls:
            message = _("the proxy {proxy}, which {variable} names, speaks https alone")
            hint = _("write https:// before its host in {variable}")
        return self._misconfigured("proxy-invalid", message, hint, purpose)

    def answered(self, status: int, host: str, purpose: Purpose, *, sent: bool) -> Cause:
        """It did not let a request through, and said why by a status. `sent`: it had the whole request already."""
        words = {"status": str(status), "host": host, **self._words}
        if status == _LOGIN_WANTED:
            message = _("the proxy {proxy} wants a user and a password")
            if urlsplit(self.url).username is not None:
                message = _("the proxy {proxy} does not accept the user and the password that {variable} names")
            hint = _("write http://USER:PASSWORD@HOST:PORT into {variable}, special characters of a password as %XX")
            return AuthFailed("proxy-login", message.format(**words), purpose, hint=hint.format(**words))
        if status >= 500:  # noqa: PLR2004
            message = _("the proxy {proxy} cannot reach {host}: it answered with {status}")
            hint = _("see whether the tracker runs and its host is right in url:; the next run tries again")
            return Trouble("proxy-failing", message.format(**words), hint, not_done=not sent)
        message = _("the proxy {proxy} does not let Vekha through to {host}: it answered with {status}")
        hint = _(
            "whoever runs the proxy has to allow {host}; or name it in NO_PROXY if it can be reached without the proxy"
        )
        return AuthFailed("proxy-refused", message.format(**words), purpose, hint=hint.format(**words))

    def _misconfigured(self, code: str, message: str, hint: str, purpose: Purpose) -> Misconfigured:
        return Misconfigured(code, message.format(**self._words), purpose, hint=hint.format(**self._words))


def proxy_for(url: str) -> Proxy | None:
    """The proxy for an address by the variables of the environment, NO_PROXY among them; None for the direct way."""
    forms = {_known_as(url), shown(url)}  # NO_PROXY may name a Cyrillic host in its own letters or in Latin ones
    if any(should_bypass_proxies(form, no_proxy=None) for form in forms):
        return None
    found = select_proxy(_known_as(url), getproxies())
    if not found or not found.strip():
        return None
    text = found.strip()
    if "://" not in text:
        text = f"http://{text}"
    scheme, _sign, rest = text.partition("://")
    place = "".join(sign for sign in rest.rpartition("@")[2] if sign.isprintable())
    return Proxy(text, f"{scheme}://{place.partition('/')[0]}", _variable(found, urlsplit(url).scheme))


def _variable(value: str, scheme: str) -> str:
    """The variable of the environment that a proxy stands in."""
    names = [f"{kind}_proxy" for kind in (scheme, "all")]
    choice = [form for name in names for form in (name, name.upper())]
    return next((name for name in choice if os.environ.get(name) == value), choice[1])


def _known_as(url: str) -> str:
    try:
        return ascii_url(url)
    except ValueError:
        return url
