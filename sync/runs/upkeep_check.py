"""The part of `check` that looks at how the operator is told: address, stamp, pings. It asks none of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.plan import Severity
from mappings.whole_files import is_device
from sync.config.settings import Config
from sync.files import unwritable
from sync.monitoring.stamp import refuse_foreign_stamp
from sync.storage.database_failures import foreseen
from sync.tracker import Diagnosis
from sync.transport.addresses import host_shown, is_this_machine


def look_at_upkeep(config: Config) -> Iterator[Diagnosis]:
    """How whoever runs Vekha learns that it no longer does its work."""
    operator = config.operator
    if operator.email is None and operator.stamp is None and not operator.pings:
        text = _("If Vekha stops working, nobody will be notified.")
        hint = _("name an address, a stamp or pings in operator:")
        yield Diagnosis("operator", Severity.INFO, text, hint)
        return
    if operator.email is not None:
        text = _("If Vekha stops working, {address} gets a mail.").format(address=operator.email)
        alone = operator.stamp is None and not operator.pings
        hint = _("where mail itself fails, only a stamp or a ping can tell: operator.stamp, operator.ping")
        yield Diagnosis("operator", Severity.INFO, text, hint if alone else "")
    if config.stamp_path is not None:
        yield _stamp(config.stamp_path)
    if operator.pings:
        hosts = ", ".join(dict.fromkeys(map(host_shown, operator.pings.values())))
        text = _("Each run is told to {hosts}.").format(hosts=hosts)
        yield Diagnosis("operator", Severity.INFO, text)
        yield from _plain(operator.pings)


def _stamp(path: Path) -> Diagnosis:
    met = None if is_device(path) else foreseen(path, locked=False)
    if met is not None:
        return Diagnosis.of(unwritable(path, "stamp-unwritable", met.reason, met.cause))
    try:
        refuse_foreign_stamp(path)
    except VekhaError as error:
        return Diagnosis.of(error)
    return Diagnosis("operator", Severity.INFO, _("Each run leaves its stamp in {path}.").format(path=path))


def _plain(pings: dict[str, str]) -> Iterator[Diagnosis]:
    """The addresses that anybody on the way can read."""
    for name, url in pings.items():
        if urlsplit(url).scheme == "http" and not is_this_machine(url):
            text = _("operator.ping.{name} is plain http: whoever is on the way to {host} can read the address.")
            hint = _("write https:// there, if it is spoken")
            yield Diagnosis("ping-plain", Severity.WARNING, text.format(name=name, host=host_shown(url)), hint)
