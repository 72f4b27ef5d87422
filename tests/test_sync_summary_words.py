"""The words of the summary, in English and in Russian."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from mappings import language
from mappings.plan import IndicatorKind
from mappings.progress import DeadlineState, MeasureState
from mappings.wording import number, percent
from sync.summary import words
from sync.summary.figures import DeadlineCounts
from tests.examples.plan_values import indicator


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_active", NullTranslations())


@pytest.fixture
def _russian(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (language.LOCALE_DIR / "ru" / "LC_MESSAGES" / "vekha.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale="ru"))
    monkeypatch.setattr(language, "_active", GNUTranslations(BytesIO(compiled.getvalue())))


def test_every_state_has_a_label() -> None:
    """No state is shown by its code."""
    assert words.deadline_state(DeadlineState.DUE_SOON) == "Due soon"
    assert words.measure_state(MeasureState.AT_RISK) == "At risk"
    assert all("_" not in words.deadline_state(state) for state in DeadlineState)
    assert all("_" not in words.measure_state(state) for state in MeasureState)


VERDICTS = [
    (DeadlineCounts(), "The plan has no deadlines."),
    (DeadlineCounts(planned=1), "0 of 1 deadline done, 1 planned."),
    (
        DeadlineCounts(done=43, overdue=13, due_soon=5, in_progress=7, planned=86, cancelled=2),
        "43 of 156 deadlines done, 13 overdue, 5 due soon, 7 in progress, 86 planned, 2 cancelled.",
    ),
]


@pytest.mark.parametrize(("counts", "sentence"), VERDICTS)
def test_the_verdict_is_one_sentence(counts: DeadlineCounts, sentence: str) -> None:
    """What there is none of is not mentioned, but what is done always is."""
    assert words.verdict(counts) == sentence


RUSSIAN_VERDICTS = [
    (DeadlineCounts(done=43, overdue=13), "Выполнено 43 из 56 сроков, просрочено 13."),
    (DeadlineCounts(done=21, overdue=1), "Выполнен 21 из 22 сроков, просрочен 1."),
    (DeadlineCounts(done=20, cancelled=1), "Выполнено 20 из 21 срока, отменён 1."),
    (DeadlineCounts(done=11, due_soon=2), "Выполнено 11 из 13 сроков, подходят 2."),
]  # fmt: skip


@pytest.mark.usefixtures("_russian")
@pytest.mark.parametrize(("counts", "sentence"), RUSSIAN_VERDICTS)
def test_russian_agrees_with_each_number(counts: DeadlineCounts, sentence: str) -> None:
    """Verb and noun each take the form of their own number."""
    assert words.verdict(counts) == sentence


@pytest.mark.usefixtures("_russian")
def test_russian_numbers() -> None:
    """Decimals have a comma, the percent sign keeps its distance."""
    assert number(Decimal("1234.5")) == "1\u202f234,5"
    assert percent(Decimal("33.3")) == "33,3\u00a0%"
    assert words.late_by(date(2025, 1, 14), date(2026, 11, 30)) == "просрочено на 1 год 10 месяцев"
    assert words.measures(2) == "2 мероприятия"
    assert words.deadlines(13) == "13 сроков"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        ("0", "0"),
        ("0.0", "0"),
        ("100", "100"),
        ("1E+3", "1\u202f000"),
        ("2.50", "2.5"),
        ("-3", "−3"),
        ("1234567", "1\u202f234\u202f567"),
    ],
)
def test_numbers(value: str | None, shown: str) -> None:
    """No needless zeros, no exponents, a true minus, a dash for what is not known."""
    assert number(None if value is None else Decimal(value)) == shown


def test_targets_say_their_comparison() -> None:
    """The sign, the growth and the year are said; a target without a number is a dash."""
    assert words.target(indicator(4)) == "at least 4"
    assert words.target(indicator(4, comparator="=")) == "4"
    assert words.target(indicator(4, comparator=None, kind=IndicatorKind.PER_YEAR)) == "4 a year"
    assert words.target(indicator(3, comparator="=", kind=IndicatorKind.GROWTH, percent=True)) == "growth by 3%"
    assert words.target(indicator(80, comparator="<=", percent=True)) == "at most 80%"
    assert words.target(indicator(None)) == "—"
    assert words.amount(indicator(80), Decimal(5)) == "5"


def test_a_plan_never_pulled_says_so() -> None:
    """There is no made-up time."""
    assert words.pulled(None) == "Nothing has been pulled from the tracker yet."
    assert words.pulled(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "As the tracker stood on 2026-01-02 03:04 (UTC)."
