"""Asks an address so that whoever watches it knows of a run, such as healthchecks.io.

By the rules of every request: the environment's proxies, certificates that are checked, no redirect. It asks once and
waits for seconds only; the address may be a secret, so that no more of it than its host is ever shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from mappings.errors import VekhaError
from mappings.language import gettext as _
from sync.errors import TrackerError
from sync.tracker import Traffic
from sync.transport import Limits, Purpose, Transport
from sync.transport.addresses import host_shown

LIMITS = Limits(connect=5.0, request=5.0, patience=0.0, attempts=1, busy_attempts=1, body=1_000_000)
_PURPOSE = Purpose("operator.ping", "ping")


def ping(url: str, setting: str, *, now: Callable[[], datetime], limits: Limits = LIMITS) -> None:
    """Ask an address once. Raises `VekhaError` with the place `setting` where it does not answer that it is well."""
    session = Transport(url, traffic=Traffic(), headers={}, limits=limits, now=now)
    try:
        answer = session.get("", purpose=_PURPOSE, accept=range(1000), media="*/*")
    except TrackerError as error:
        raise _failed(error.message, setting) from None
    finally:
        session.close()
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        words = {"host": host_shown(url), "status": answer.status}
        raise _failed(_("{host} answered with {status}").format(**words), setting)


def _failed(message: str, setting: str) -> VekhaError:
    hint = _("the run is not affected; see whether the address is right and can be reached from this machine")
    return VekhaError("ping-failed", message, hint=hint, place=setting)
