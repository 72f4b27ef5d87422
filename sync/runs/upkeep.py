"""One run, watched from beside: what it met is kept, told to the operator, and left for monitoring.

It keeps no step of the run from its work and raises none of its own troubles: each comes back as an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version

from mappings.errors import VekhaError
from sync.config.settings import Config
from sync.ledger.database import UNWRITABLE
from sync.ledger.failures import storing
from sync.ledger.store import Ledger
from sync.monitoring.pings import ping
from sync.monitoring.stamp import Kept, Stamp, write_stamp
from sync.runs.at_work import NOBODY, SetAside, Watch
from sync.runs.daily import Step, Told
from sync.runs.inputs import Clock, Inputs
from sync.runs.reconcile import Reconciliation
from sync.runs.replies import Replied
from sync.runs.settling import Met, kept_in, settle
from sync.runs.token_end import token_end
from sync.tracker import letting_go


class RunWatch:
    """The watch of one run. `looking_on` is told of a corrupt ledger that is set aside."""

    def __init__(self, config: Config, clock: Clock, looking_on: Watch = NOBODY) -> None:
        self._config = config
        self._clock = clock
        self._looking_on = looking_on
        self._met = Met()
        self._told: set[tuple[str, str]] = set()  # the errors that the run has told itself

    def reads(self, inputs: Inputs) -> None:
        """The plan has been read."""
        self._met = replace(self._met, inputs=inputs)

    def saw(self, step: Step) -> None:
        """A step of the round is done."""
        if isinstance(step, Reconciliation):
            self._met = replace(self._met, synced=step, failure=step.outcome.stopped)
        elif isinstance(step, Replied):
            self._met = replace(self._met, answers=step)
            self._told |= {_named(error) for error in step.failures}
        elif isinstance(step, Told):
            self._met = replace(self._met, nobody=len(step.telling.unheard))
            self._told |= {_named(one.error) for one in step.telling.delivered if one.error is not None}

    def broke_off(self, error: Exception) -> None:
        """The run ends with an error; it is the sync's where that had not been done."""
        if self._met.synced is None:
            self._met = replace(self._met, failure=error)
        if isinstance(error, VekhaError):
            self._told.add(_named(error))

    def start(self) -> Iterator[VekhaError]:
        """Say that the run starts: what kept that from being said."""
        yield from self._pinged("start")

    def settle(self) -> Iterator[VekhaError]:
        """Judge what the run met, keep it, and write to the operator: what went wrong in that, and is not told yet.

        Where the ledger cannot be opened nothing is kept and nobody written to; the stamp goes by what can be read.
        """
        if self._config.operator.email is None and self._config.operator.stamp is None:
            return
        self._ask_for_token()
        yield from (one for one in self._settled() if _named(one) not in self._told)

    def leave_stamp(self, exit_code: int) -> Iterator[VekhaError]:
        """Write the stamp of the run: why it could not be written."""
        path, met = self._config.stamp_path, self._met
        if path is None:
            return
        outcome = met.synced.outcome if met.synced else None
        stamp = Stamp(
            plan=self._config.plan.key,
            title=met.title,
            version=version("vekha"),
            ended=self._clock(),
            exit_code=exit_code,
            failed=len(outcome.failed) if outcome else None,
            unresolved=len(outcome.unresolved) if outcome else None,
            kept=self._remembered(),
            token_ends=met.token_ends[0] if met.token_ends else None,
        )
        try:
            write_stamp(path, stamp)
        except VekhaError as error:
            yield error

    def end(self, exit_code: int) -> Iterator[VekhaError]:
        """Say how the run ended: what kept that from being said."""
        yield from self._pinged("failure" if exit_code else "success")

    def _ask_for_token(self) -> None:
        """Find out until when the token is good, where a sync has just gone through; what fails says nothing."""
        if self._met.inputs is None or not self._met.went_through:
            return
        try:
            with letting_go(self._met.inputs.tracker(read_only=True)) as tracker:
                ends = token_end(tracker)
        except VekhaError:
            return
        self._met = replace(self._met, token_ends=(ends,))

    def _settled(self) -> Iterator[VekhaError]:
        config, now = self._config, self._clock()
        try:
            with Ledger.opened(config.ledger_path, config.plan.key, now=now) as ledger:
                if ledger.set_aside is not None:
                    self._looking_on.set_aside(SetAside(ledger.path, ledger.set_aside))
                if ledger.kept_earlier is not None:
                    self._looking_on.kept_earlier(ledger.path, ledger.kept_earlier)
                with storing(ledger.path, UNWRITABLE):
                    letters = settle(ledger, config, self._met, now=now)
                    yield from (one.error for one in letters if one.error is not None)
        except VekhaError as error:
            yield error

    def _remembered(self) -> Kept | None:
        """What the ledger knows by now, where it can be read at least."""
        try:
            with Ledger.copied(self._config.ledger_path, self._config.plan.key) as ledger:
                return None if ledger.set_aside else kept_in(ledger, self._config)
        except VekhaError:
            return None

    def _pinged(self, name: str) -> Iterator[VekhaError]:
        url = self._config.operator.pings.get(name)
        if url is None:
            return
        try:
            ping(url, f"operator.ping.{name}", now=self._clock)
        except VekhaError as error:
            yield error


def _named(error: VekhaError) -> tuple[str, str]:
    return error.code, error.place
