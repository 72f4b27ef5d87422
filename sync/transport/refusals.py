"""Which error a refusal is, by its status and by whose it is. A tracker's own words are the adapter's to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any, NoReturn

from mappings.language import gettext as _
from sync.errors import AuthFailed, Conflict, Misconfigured, NotFound, Purpose, Rejected, TokenRefused
from sync.transport.addresses import asks_for_login, base_of, host_shown, is_same, shown, target_of
from sync.transport.answer import Answer
from sync.transport.pacing import retry_after
from sync.transport.proxies import Proxy
from sync.transport.trouble import Trouble

_BROKEN = re.compile("[\0\ud800-\udfff]")
_PASSWORD_FIELD = re.compile(rb"<input\b[^<>]*\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_SEARCHED = 500_000  # bytes of a page; a form to sign in stands no later
_SHUT_OUT = (401, 403)
_NETWORK_LOGIN = 511
_LOGIN_WANTED = 407
_NOT_BEHIND = (502, 504)


def refuse_broken_text(body: Any, purpose: Purpose) -> None:
    """Raise `Rejected` for what is no text: trackers fail at NUL, and half a surrogate pair is no character."""
    if isinstance(body, Mapping | list | tuple):
        for value in body.values() if isinstance(body, Mapping) else body:
            refuse_broken_text(value, purpose)
    elif isinstance(body, str) and _BROKEN.search(body):
        raise Rejected("text-invalid", _("the value is not valid text"), purpose)


def is_proxys(answer: Answer, *, is_page_odd: bool) -> bool:
    """Whether a refusal that came through a proxy, which reads what passes, is that proxy's own.

    Its status or a header says so (RFC 9209; Squid), or it is a web page where a tracker turns away without one.
    """
    told = "X-Squid-Error" in answer.headers or "error=" in answer.headers.get("Proxy-Status", "")
    return told or answer.status == _LOGIN_WANTED or (is_page_odd and answer.status in _SHUT_OUT and answer.is_page)


def refuse_stranger(answer: Answer, url: str, purpose: Purpose) -> None:
    """Raise what an answer says that is not the tracker's own: a page for people where JSON was asked for."""
    place = host_shown(url)
    if answer.status == _NETWORK_LOGIN:
        message = _("the network wants somebody to sign in before {host} can be reached").format(host=place)
        hint = _("open a page in a browser on this machine and sign in, or use another network")
        raise AuthFailed("network-login", message, purpose, hint=hint)
    if answer.status in _SHUT_OUT and answer.is_page:
        if answer.status == _SHUT_OUT[0]:
            raise login_page(shown(url), purpose)
        message = _("something before the tracker at {host} turns Vekha away with a web page (403)").format(host=place)
        hint = _(
            "whoever runs that server, firewall or proxy has to let this machine through to the tracker's interface"
        )
        raise AuthFailed("way-barred", message, purpose, hint=hint)


def not_an_interface(answer: Answer, url: str, purpose: Purpose) -> Misconfigured | AuthFailed:
    """A web page answers: one to sign in, or any other."""
    if _PASSWORD_FIELD.search(answer.body[:_SEARCHED]):
        return login_page(shown(url), purpose)
    message = _("what answers at {url} is a web page, not the tracker's interface").format(url=shown(url))
    return Misconfigured("tracker-not-there", message, purpose, hint=_("check url: in the config"))


def login_page(place: str, purpose: Purpose) -> AuthFailed:
    """Something before the tracker asks people to sign in, which no key of the tracker's helps with."""
    message = _("a web page wants a login here: {place}").format(place=place)
    hint = _(
        "if url: is right, whoever keeps the sign-in lets requests to the tracker's interface through without it: "
        "they bear the key"
    )
    return AuthFailed("login-page", message, purpose, hint=hint)


def moved(answer: Answer, asked: str, base: str, purpose: Purpose) -> Misconfigured | AuthFailed:
    """Where a redirect leads, and what to write into `url`. `asked` is the whole address of the request."""
    target = target_of(asked, answer.headers.get("Location", ""))
    if target is None:
        message = _("the tracker sends on to another address, and does not say to which")
        return Misconfigured("tracker-moved", message, purpose, hint=_("check url: in the config"))
    new = base_of(target, asked, base)
    if new is None and asks_for_login(target):
        return login_page(shown(target), purpose)
    message = _("the tracker sends on to another address: {place}").format(place=shown(target))
    hint = _("write into url: the address at which the tracker's pages open in a browser")
    if new is not None and is_same(new, base):
        hint = _("it redirects to itself: whoever runs the server, or the proxy before it, can fix that")
    elif new is not None:
        message = _("the tracker is at another address now: {place}").format(place=new)
        hint = _("write into the config url: {place}").format(place=new)
    return Misconfigured("tracker-moved", message, purpose, hint=hint)


def busy_or_failing(answer: Answer, now: datetime, proxy: Proxy | None, *, undone: bool) -> Trouble:
    """A tracker that is there and cannot answer now. What a `proxy` hands on may be its own answer."""
    status, asked = answer.status, retry_after(answer.headers.get("Retry-After"), now)
    message = _("the tracker answered with {status}").format(status=status)
    hint = ""
    if asked is not None:
        hint = _("it asks to retry in {seconds} s; the next run tries again").format(seconds=ceil(asked))
    if undone:
        return Trouble("tracker-busy", message, hint, not_done=True, wait=asked)
    if proxy is not None:
        message = _("the tracker, or the proxy {proxy} before it, answered with {status}")
        message = message.format(proxy=proxy.shown, status=status)
    elif status in _NOT_BEHIND:
        message = _("the server before the tracker gets no answer from it: {status}").format(status=status)
    hint = hint or _("wait; if it stays, the tracker's administrator sees why in its log")
    return Trouble("tracker-failing", message, hint, wait=asked)


def refuse(answer: Answer, asked: str, base: str, purpose: Purpose) -> NoReturn:
    """Raise the error of a redirect or a 4xx."""
    status = answer.status
    if status < 400:  # noqa: PLR2004
        raise moved(answer, asked, base, purpose)
    if status == 401:  # noqa: PLR2004
        hint = _("check the token, and that its user is not locked")
        raise TokenRefused("token-refused", _("the tracker does not accept the token"), purpose, hint=hint)
    if status == 403:  # noqa: PLR2004
        raise AuthFailed("forbidden", _("the tracker does not allow this"), purpose, hint=_("run `vekha check`"))
    if status in (404, 410):
        raise NotFound("not-found", _("the tracker does not have this, or does not show it"), purpose)
    if status == 409:  # noqa: PLR2004
        raise Conflict("stale", _("somebody else has changed this meanwhile"), purpose)
    raise Rejected("refused", _("the tracker refused this with {status}").format(status=status), purpose)
