"""Configs and mappings of every earlier format are read as they stand: no key that was ever there has gone.

`tests/earlier/` holds one file of each format, with every key that came with it. Such a sample stays as it is; a key
that is given up or named anew is still taken there, or refused with what to write instead, and brings its own test.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mappings.errors import ConfigError
from mappings.mapping.model import load_mapping
from sync.config.loading import load_config

SAMPLES = Path(__file__).parent / "earlier"
CONFIGS = sorted(SAMPLES.glob("config-*.yaml"))
MAPPINGS = sorted(SAMPLES.glob("mapping-*.yaml"))


@pytest.mark.parametrize("sample", CONFIGS, ids=lambda path: path.stem)
def test_a_config_of_every_format_is_read(sample: Path) -> None:
    """Without a fault, and with what it says of plan, tracker, mail and alerts."""
    said = yaml.safe_load(sample.read_text(encoding="utf-8"))
    config = load_config(sample)
    assert (config.plan.key, config.language) == (said["plan"]["key"], said["language"])
    assert (config.tracker.kind, config.mail.kind) == (said["tracker"]["kind"], said["mail"]["kind"])
    settings = config.tracker.settings.model_dump(exclude_unset=True)
    assert settings == {key: value for key, value in said["tracker"].items() if key != "kind"}
    assert config.alerts.upcoming_days == said["alerts"].get("upcoming_days", 30)
    recipients = [(one["name"], one["email"]) for one in said["alerts"].get("recipients", [])]
    assert [(one.name, one.email) for one in config.alerts.recipients] == recipients


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_how_often_alerts_came_once_is_taken_and_changes_nothing(tmp_path: Path, period: str) -> None:
    """`alerts.period` of the first configs: docs/alerts.md decides how often, and nobody has to take the line out."""
    text = CONFIGS[0].read_text(encoding="utf-8")
    without = tmp_path / "without.yaml"
    without.write_text(text.replace("  period: week\n", ""), encoding="utf-8")
    with_it = tmp_path / "with.yaml"
    with_it.write_text(text.replace("period: week", f"period: {period}"), encoding="utf-8")
    told = load_config(with_it).alerts
    assert told.period == period
    assert told.model_copy(update={"period": None}) == load_config(without).alerts


@pytest.mark.parametrize("sample", MAPPINGS, ids=lambda path: path.stem)
def test_a_mapping_of_every_format_is_read(sample: Path) -> None:
    """Without a fault, every key of it known."""
    mapping = load_mapping(sample)
    assert set(yaml.safe_load(sample.read_text(encoding="utf-8"))) == mapping.model_fields_set


def test_a_key_that_never_was_is_not_passed_over(tmp_path: Path) -> None:
    """So one that had gone would be told, here and to whoever still writes it."""
    path = tmp_path / "config.yaml"
    path.write_text(CONFIGS[0].read_text(encoding="utf-8") + "  weekly: true\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert [problem.code for problem in caught.value.problems] == ["key-unknown"]
