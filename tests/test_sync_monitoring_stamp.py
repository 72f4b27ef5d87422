"""The stamp: which metrics there are, and what becomes of a file that is none of ours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from mappings.errors import ConfigError, FileUnwritable
from sync.monitoring.exposition import exposition
from sync.monitoring.stamp import Kept, Stamp, gauges, write_stamp
from tests.hostile.texts import KINDS, hostile

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
KEPT = Kept(NOW, NOW, None, {"sent": 3, "queued": 1}, {"sync": True, "mail": False})
STAMP = Stamp("town", "План", "1.2", NOW, 0, failed=2, unresolved=1, kept=KEPT, token_ends=date(2026, 4, 1))
ALWAYS = {"vekha_info", "vekha_last_run_timestamp_seconds", "vekha_last_run_exit_code"}


def values(text: str) -> dict[tuple[str, ...], float]:
    """The values by the metric's name and its labels but the plan's."""
    return {
        (sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "plan")): sample.value
        for family in parsed(text)
        for sample in family.samples
    }


def test_all_that_is_known_is_told() -> None:
    """Moments are seconds since 1970, one that never was is 0; every sample bears the plan's key."""
    text = exposition(gauges(STAMP)).decode()
    seconds = NOW.timestamp()
    assert values(text) == {
        ("vekha_info", "План", "1.2"): 1,
        ("vekha_last_run_timestamp_seconds",): seconds,
        ("vekha_last_run_exit_code",): 0,
        ("vekha_failed_items",): 2,
        ("vekha_unresolved_items",): 1,
        ("vekha_last_sync_timestamp_seconds",): seconds,
        ("vekha_last_pull_timestamp_seconds",): seconds,
        ("vekha_last_mail_timestamp_seconds",): 0,
        ("vekha_mails", "sent"): 3,
        ("vekha_mails", "queued"): 1,
        ("vekha_state_bad", "sync"): 1,
        ("vekha_state_bad", "mail"): 0,
        ("vekha_token_end_timestamp_seconds",): datetime(2026, 4, 1, tzinfo=UTC).timestamp(),
    }
    assert {sample.labels["plan"] for family in parsed(text) for sample in family.samples} == {"town"}


def test_what_is_not_known_is_left_out() -> None:
    """A run that broke off before it read anything still says that it was, and how it ended."""
    text = exposition(gauges(Stamp("town", "", "1.2", NOW, 78))).decode()
    assert {name for name, *_labels in values(text)} == ALWAYS
    assert values(text)["vekha_last_run_exit_code",] == 78


def test_the_file_is_put_whole_in_the_place_of_the_one_before(tmp_path: Path) -> None:
    """Its folder is made, and no draft is left; another program may read it."""
    path = tmp_path / "node_exporter" / "vekha.prom"
    for code in (0, 3):
        write_stamp(path, Stamp("town", "", "1.2", NOW, code))
    assert values(path.read_text(encoding="utf-8"))["vekha_last_run_exit_code",] == 3
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_title_is_one_label(kind: str) -> None:
    """It is cut, and on one line."""
    text = exposition(gauges(Stamp("town", hostile(kind, 5000), "1.2", NOW, 0))).decode()
    (info,) = [family for family in parsed(text) if family.name == "vekha_info"]
    (sample,) = info.samples
    assert len(sample.labels["title"]) <= 200
    assert {family.name for family in parsed(text)} == ALWAYS


def test_somebody_elses_file_stays(tmp_path: Path) -> None:
    """A path that was mistyped costs nobody a file."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes", encoding="utf-8")
    with pytest.raises(ConfigError) as refusal:
        write_stamp(path, STAMP)
    assert refusal.value.code == "stamp-foreign"
    assert path.read_text(encoding="utf-8") == "my notes"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """It is told as of every other file."""
    with pytest.raises(FileUnwritable) as refusal:
        write_stamp(tmp_path, STAMP)
    assert refusal.value.code == "path-is-folder"
