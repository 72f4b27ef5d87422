"""A wrong clock beside a Redmine that tells no time: puma alone sends no `Date`, a web server before it does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from tests.live.redmine_town import Town, town

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine


def test_the_last_run_decides_where_redmine_tells_no_time(town: Town) -> None:
    """Nothing is written with a clock that is years ahead or days behind; months without a run are no fault."""

    def sync(off: timedelta, *options: str) -> int:
        app = App(now=lambda: datetime.now(UTC) + off)
        return run(["-q", "-c", str(town.folder / "config.yaml"), "sync", *options], app)

    assert sync(timedelta(0)) == ExitCode.DONE
    before = town.issues()
    for off in (timedelta(days=3300), timedelta(days=-2)):
        assert sync(off) == ExitCode.REFUSED
        assert "[clock-wrong]" in town.capsys.readouterr().err
    assert town.issues() == before
    assert sync(timedelta(days=300)) == ExitCode.DONE
    assert sync(timedelta(0)) == ExitCode.REFUSED
    assert sync(timedelta(0), "--force") == sync(timedelta(0)) == ExitCode.DONE
