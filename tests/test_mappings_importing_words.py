"""What an import says in an issue is what the reader of reports reads, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mappings.importing.words import Reported, origin, withdrawal, worded
from mappings.reporting import Passage, read_passages

REPORTED = Reported(
    ((1, "84,5 %"), (2, "5 из 6")), 2023, "отчёт за 2023 год", date(2023, 12, 20), "Ремонт", numbered=True
)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_line_is_read(language: str) -> None:
    """Each figure with its indicator and its year, the closing day and the reason."""
    said = read_passages(
        [Passage(worded(REPORTED, language), "vekha", datetime(2026, 3, 1, tzinfo=UTC), "comment")], indicators=2
    )
    lines = [(line.indicator, line.year, line.value, line.of) for line in said.lines]
    assert lines == [(1, 2023, Decimal("84.5"), None), (2, 2023, Decimal(5), Decimal(6))]
    assert said.done_on == date(2023, 12, 20)
    assert [reason.text for reason in said.reasons] == ["Ремонт"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_withdrawal_takes_each_figure_back_on_purpose(language: str) -> None:
    """Each line has no value, and is known as one that nobody need ask about."""
    text = withdrawal(worded(REPORTED, language), 12, language)
    said = read_passages([Passage(text, "vekha", datetime(2026, 3, 1, tzinfo=UTC), "comment")], indicators=2)
    assert [(line.indicator, line.year, line.value, line.withdrawn) for line in said.lines] == [
        (1, 2023, None, True),
        (2, 2023, None, True),
    ]
    assert said.done_on is None


def test_the_origin_is_that_of_the_mappings_language() -> None:
    """The same table has the same mark, whatever language the operator speaks; its name steers no terminal."""
    assert origin("годы.xlsx", "ru") == "таблица годы.xlsx"
    assert origin("a\x1b[31m.csv", "en") == "table a [31m.csv"
