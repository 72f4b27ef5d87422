"""The record of troubles: what is kept is recalled, plan by plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from notify.upkeep.record import UpkeepRecord, tables
from notify.upkeep.troubles import WELL, Standing, Trouble, Turn

NOW = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
BEGAN = Standing(2, NOW, Turn.BEGAN, NOW, "<a@example.org>", NOW)


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    """A database with the table."""
    made = sa.create_engine("sqlite://")
    tables.create_all(made)
    yield made
    made.dispose()


def test_what_is_kept_is_recalled(engine: sa.Engine) -> None:
    """All of it, to the microsecond; what is as if nothing had ever been takes no room."""
    record = UpkeepRecord(engine, "town")
    counted = Standing(strikes=1)
    record.keep({Trouble.SYNC: BEGAN, Trouble.MAIL: counted, Trouble.TOKEN: WELL})
    assert record.recall() == {Trouble.SYNC: BEGAN, Trouble.MAIL: counted}
    record.keep({Trouble.MAIL: WELL})
    assert record.recall() == {}


def test_a_moment_is_the_same_in_whatever_zone_it_is_given(engine: sa.Engine) -> None:
    """Moments are kept in UTC."""
    record = UpkeepRecord(engine, "town")
    record.keep({Trouble.SYNC: Standing(well_at=NOW.astimezone(ZoneInfo("Asia/Tokyo")))})
    assert record.recall()[Trouble.SYNC].well_at == NOW
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT well_at FROM upkeep")) == NOW.isoformat()


def test_plans_do_not_mix(engine: sa.Engine) -> None:
    """One ledger may hold many."""
    UpkeepRecord(engine, "town").keep({Trouble.SYNC: BEGAN})
    UpkeepRecord(engine, "village").keep({Trouble.MAIL: BEGAN})
    assert UpkeepRecord(engine, "town").recall() == {Trouble.SYNC: BEGAN}
