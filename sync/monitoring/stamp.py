"""The stamp: how the last run and the plan's upkeep stand, as a file that monitoring reads.

Decides which metrics there are, and what a file that is none of ours is left to be. docs/operator.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from mappings.wording import clean, cut
from sync.files import is_foreign, write_whole
from sync.monitoring.exposition import Gauge, Sample, exposition

_MARK = b"# HELP vekha_"
_TITLE = 200  # characters


@dataclass(frozen=True)
class Kept:
    """What the ledger knows: when something last went well, the mails by status, and what is wrong by its name."""

    synced: datetime | None
    pulled: datetime | None
    mailed: datetime | None
    mails: Mapping[str, int]
    troubles: Mapping[str, bool]


@dataclass(frozen=True)
class Stamp:
    """One run. What is not known is None: of a sync that there was none, what the ledger keeps, when a token ends."""

    plan: str
    title: str
    version: str
    ended: datetime
    exit_code: int
    failed: int | None = None
    unresolved: int | None = None
    kept: Kept | None = None
    token_ends: date | None = None


def gauges(stamp: Stamp) -> Iterator[Gauge]:
    """The metrics of a run. Those of what is not known are left out; a time that never was is 0."""

    def gauge(name: str, text: str, value: float | None, **labels: str) -> Gauge:
        samples = () if value is None else (Sample(value, {"plan": stamp.plan, **labels}),)
        return Gauge(f"vekha_{name}", text, samples)

    def several(name: str, text: str, label: str, values: Mapping[str, int]) -> Gauge:
        samples = (Sample(value, {"plan": stamp.plan, label: one}) for one, value in values.items())
        return Gauge(f"vekha_{name}", text, tuple(samples))

    kept, ends = stamp.kept, stamp.token_ends
    about = "The plan, and the version of Vekha that ran."
    yield gauge("info", about, 1, title=cut(clean(stamp.title), _TITLE), version=stamp.version)
    yield gauge("last_run_timestamp_seconds", "When the last run ended.", stamp.ended.timestamp())
    yield gauge("last_run_exit_code", "The exit code of the last run, 0 where all was done.", stamp.exit_code)
    yield gauge("failed_items", "Changes that the tracker refused in the last sync.", stamp.failed)
    yield gauge("unresolved_items", "Changes of which the last sync got no answer.", stamp.unresolved)
    if kept is not None:
        yield gauge("last_sync_timestamp_seconds", "When a sync last went through.", _seconds(kept.synced))
        yield gauge("last_pull_timestamp_seconds", "When the tracker was last read.", _seconds(kept.pulled))
        yield gauge("last_mail_timestamp_seconds", "When a mail was last handed over.", _seconds(kept.mailed))
        yield several("mails", "The mails in the ledger by what became of them.", "status", kept.mails)
        troubles = {name: int(bad) for name, bad in kept.troubles.items()}
        yield several("state_bad", "1 where something is wrong that the operator has to mend.", "state", troubles)
    end = None if ends is None else datetime.combine(ends, time.min, UTC).timestamp()
    yield gauge("token_end_timestamp_seconds", "When the tracker's token ends, where the tracker says so.", end)


def write_stamp(path: Path, stamp: Stamp) -> None:
    """Write the file, whole or not at all. Raises `FileUnwritable`, or `ConfigError` where it is no stamp of ours."""
    refuse_foreign_stamp(path)
    write_whole(path, exposition(gauges(stamp)), "stamp-unwritable")


def refuse_foreign_stamp(path: Path) -> None:
    """Raise `ConfigError` where the file that is to hold the stamp is somebody else's."""
    if is_foreign(path, [_MARK]):
        message = _("the file that is to hold the stamp is no stamp of Vekha's; it stays as it is")
        hint = _("name another file in operator.stamp, or remove this one")
        raise ConfigError([Problem("stamp-foreign", str(path), message, hint)])


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
