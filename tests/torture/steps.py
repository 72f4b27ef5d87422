"""Steps of several runs: what was allowed and broke off, another plan's config, and a clock that leaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sync.config.loading import load_config
from sync.difference.identity import STRANGERS_PERCENT
from sync.difference.safety import closings
from sync.errors import UnsafeChange
from sync.ledger.store import Ledger
from sync.runs.compare import compare
from sync.runs.inputs import Inputs, load_inputs
from sync.runs.reconcile import reconcile
from tests.torture.breach import Breach
from tests.torture.faults import DEADLY, Choice, Storm, none
from tests.torture.identity import FIRST_FREE
from tests.torture.line import Line
from tests.torture.trial import Trial
from tests.torture.world import AN_HOUR, COUNTS, Row, row_text
from tests.worlds.sync_world import PLAN_KEY

OTHER_KEY = "other-town"


def broken_off(one: Trial, choice: Choice = none, *, die_at: int | None = None) -> None:
    """A run that a person has forced dies; the next one goes on with it, and asks nobody again.

    Nothing is under way when it begins: what may still arrive is no part of what a person sees and allows. Nor is the
    closing of an issue to which the staff have given a marker.
    """
    one.town.expire_late()
    one.town.clock.wait(AN_HOUR + one.town.clock.set_back.total_seconds())
    one.run(choice, die_at=die_at, force=True)
    begun = one.begun
    one.town.clock.wait(AN_HOUR)
    result = one.run(force=False)
    if begun and (result is None or (result.waiting is not None and _own_closings(one))):
        raise Breach("allowed, broken off and refused", (one.refused, result and result.waiting))
    COUNTS["broken off and finished unasked"] += begun


def _own_closings(one: Trial) -> bool:
    """Whether the plan would close an issue whose marker the staff have not touched."""
    with Ledger.copied(one.town.ledger_path, PLAN_KEY) as ledger:
        found = compare(one.town.inputs(), Line(one.town), ledger)
    waiting = (change.actual for change in closings(found.changeset, found.memory))
    return any(int(actual.ref.id) not in one.witness.promises.disputed for actual in waiting if actual is not None)


def dies(number: int, rate: float) -> Storm:
    """A line on which the process dies sooner or later."""
    return Storm(number, rate, DEADLY)


def worded_anew(one: Trial, wording: int) -> None:
    """All measures get other words, and nobody has allowed that: more than a safe share is refused."""
    for number, row in list(one.town.rows.items()):
        one.town.put(number, replace(row, wording=row.wording + 1 + wording % 6, anew=not row.anew))
    one.town.write()
    one.run(force=False)


def another_key(one: Trial) -> None:
    """The config names the plan by another key: refused, where the ledger knows its measures as they stand."""
    if not one.witness.doubt:
        with _config(one, "key: town", f"key: {OTHER_KEY}") as inputs:
            _refused(one, inputs, OTHER_KEY, one.town.ledger_path, "plan-key-changed")


def another_town(one: Trial) -> None:
    """Another town's plan comes under the same key into the same project, with a ledger of its own."""
    if one.town.rules.renamed:
        return  # lines of this town's own
    document, path = one.town.folder / "plan.txt", one.town.folder / "other.db"
    own = document.read_text(encoding="utf-8")
    lines = [row_text(at, one.town.rows[at]) for at in sorted(one.town.rows)]
    others = [
        row_text(at, Row(one.town.rows[at].timing, identity=2 * FIRST_FREE + 30 + at)) for at in sorted(one.town.rows)
    ]
    text = own.replace("\n".join(lines), "\n".join(others))
    document.write_text(text, encoding="utf-8")
    try:
        with _config(one, "key: town", "key: town") as inputs:
            _refused(one, inputs, PLAN_KEY, path, "another-plan")
    finally:
        document.write_text(own, encoding="utf-8")
        path.unlink(missing_ok=True)


@contextmanager
def _config(one: Trial, here: str, there: str) -> Iterator[Inputs]:
    """The town's inputs with a change in its config."""
    path = one.town.config_path
    own = path.read_text(encoding="utf-8")
    path.write_text(own.replace(here, there), encoding="utf-8")
    try:
        yield load_inputs(load_config(path), clock=one.town.clock, today=one.town.today)
    finally:
        path.write_text(own, encoding="utf-8")


def _refused(one: Trial, inputs: Inputs, key: str, ledger_path: Path, code: str) -> None:
    """A run on these inputs is refused with a code, and writes nothing to the tracker."""
    line = Line(one.town)
    with Ledger.copied(ledger_path, key) as ledger:
        found = compare(inputs, line, ledger)
    standing, wanted = one.witness.standing().keys(), {issue.key for issue in found.desired.issues}
    if code == "another-plan" and len(standing & wanted) * 100 <= STRANGERS_PERCENT * len(standing):
        return  # too few of the issues are meant for it to be told
    try:
        with Ledger.opened(ledger_path, key, now=one.town.clock()) as ledger:
            reconcile(inputs, line, ledger)
    except UnsafeChange as refusal:
        if line.traffic.writes:
            raise Breach("refused, but written", refusal) from refusal
        COUNTS["other plans refused"] += refusal.code == code
    else:
        raise Breach("another plan taken for this one", (code, found.changeset.changes))


def leap(one: Trial, days: int) -> None:
    """A run while the machine's clock is off by some days; then it is right again."""
    with one.town.clock.leapt(timedelta(days=days)):
        one.run(force=False)
