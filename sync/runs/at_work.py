"""At work on one plan: its ledger and its adapter, opened and closed in one way, whoever asks.

`at_work` holds the ledger's lock and keeps what the adapter noted; `looking` writes nothing anywhere. What is done
meanwhile is the business of the other modules of `sync.runs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mappings.errors import FileUnwritable
from sync.ledger.store import Ledger
from sync.runs.inputs import Inputs
from sync.tracker import HasPages, Tracker, let_go


@dataclass(frozen=True)
class SetAside:
    """A ledger's file that was corrupt: the file, and where it is kept; None where it stands as it was."""

    path: Path
    kept_as: Path | None


def _raised(error: FileUnwritable) -> None:
    raise error


@dataclass(frozen=True)
class Watch:
    """Who looks on while the work goes on: told at once, since what comes after may fail. By default nobody does."""

    progress: Callable[[int, int], None] = lambda _done, _all: None  # how many of how many changes lie behind
    set_aside: Callable[[SetAside], None] = lambda _aside: None
    kept_earlier: Callable[[Path, Path], None] = lambda _ledger, _copy: None  # before the schema was brought up to date
    page_failed: Callable[[FileUnwritable], None] = _raised  # the tracker's page, once all else is done


NOBODY = Watch()


@dataclass(frozen=True)
class Work:
    """One plan with its ledger open. The adapter is made when it is asked for first."""

    inputs: Inputs
    ledger: Ledger
    read_only: bool

    @cached_property
    def tracker(self) -> Tracker:
        """The plan's adapter, with what it noted in earlier runs."""
        return self.inputs.tracker(read_only=self.read_only, cache=self._cache)

    @cached_property
    def _cache(self) -> MutableMapping[str, str]:
        return self.ledger.cache()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Afterwards the adapter lets go of its connections, if it was made and holds any."""
        try:
            yield
        finally:
            if "tracker" in self.__dict__:
                let_go(self.tracker)

    def keep(self, watch: Watch) -> None:
        """Keep what the adapter noted, and bring its pages up to date."""
        if "tracker" not in self.__dict__:
            return
        self.ledger.keep_cache(self._cache)
        if isinstance(self.tracker, HasPages):
            try:
                self.tracker.refresh_pages(today=self.inputs.today)
            except FileUnwritable as error:
                watch.page_failed(error)


@contextmanager
def at_work(inputs: Inputs, watch: Watch = NOBODY) -> Iterator[Work]:
    """The ledger under its lock, and an adapter that writes. What the adapter noted is kept where the work went well.

    Raises `LedgerLocked`, `LedgerBroken` or `FileUnwritable`.
    """
    config = inputs.config
    with Ledger.opened(config.ledger_path, config.plan.key, now=inputs.clock()) as ledger:
        if ledger.set_aside is not None:
            watch.set_aside(SetAside(ledger.path, ledger.set_aside))
        if ledger.kept_earlier is not None:
            watch.kept_earlier(ledger.path, ledger.kept_earlier)
        work = Work(inputs, ledger, read_only=False)
        with work.connected():
            yield work
            work.keep(watch)


@contextmanager
def looking(inputs: Inputs, watch: Watch = NOBODY) -> Iterator[Work]:
    """The ledger as it stands, in memory, and an adapter that leaves no trace."""
    config = inputs.config
    with Ledger.copied(config.ledger_path, config.plan.key) as ledger:
        if ledger.set_aside is not None:
            watch.set_aside(SetAside(ledger.path, None))
        work = Work(inputs, ledger, read_only=True)
        with work.connected():
            yield work
