"""The time that a line of a list says."""

from __future__ import annotations

import pytest

from mappings.reading.layout.own_time import in_brackets, leading, names_phase, period_in, stages, state, trailing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("15 мая – Концерт", ("15 мая", "Концерт")),
        ("15 мая 2025 Концерт", ("15 мая 2025", "Концерт")),
        ("1 июня – 5 июня – Неделя", ("1 июня – 5 июня", "Неделя")),
        ("**Март:** концерт.", ("Март", "концерт.")),
        ("5 человек – охрана", None),
        ("Концерт 15 мая", None),
    ],
)
def test_before_the_words(text: str, said: tuple[str, str] | None) -> None:
    """The longest beginning that is a time and nothing else counts."""
    assert leading(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Концерт (до 15 мая)", ("до 15 мая", "Концерт")),
        ("Beschluss: voraussichtlich 21.07.2021", ("21.07.2021", "Beschluss")),
        ("Отчёт, 2025", ("2025", "Отчёт")),
        ("Аудит, проведённый в 2024", None),
    ],
)
def test_behind_the_words(text: str, said: tuple[str, str] | None) -> None:
    """What only says how sure a time is, is no part of it."""
    assert trailing(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Plan annuel 2024", "2024"),
        ("Annual plan 2024", "2024"),
        ("Annual review by 2030", ""),
        ("Annual works 2025-2030", ""),
        ("Работы в марте 2025", "марте 2025"),
        ("Hauptprojekt (2022/2023):", "2022-2023"),
        ("Plan 1 2024", ""),
        ("I osa 2024", ""),
        ("Это квартал 2024", ""),
        ("Решение от 12.05.2025", ""),
        ("В 2024 году и далее", ""),
    ],
)
def test_of_a_heading(text: str, said: str) -> None:
    """A heading may name its time among other words; numbers among them may be of a part of it."""
    assert period_in(text) == said


def test_phases() -> None:
    """A part of the work is called so, and has its time in brackets."""
    assert names_phase("Vorplanungsphase (Februar 2021 – Mitte 2022)")
    assert names_phase("II этап (2025-2026)")
    assert not names_phase("Ремонт крыши (2025)")


def test_how_it_stands() -> None:
    """How a work stands is told behind a dash or in brackets."""
    assert state("Audit - Réalisé") == ("Audit", "Réalisé")
    assert state("Уборка (в работе)") == ("Уборка", "в работе")
    assert state("Работа в процессе") == ("Работа в процессе", "")


def test_several_stages() -> None:
    """One time in brackets is the time of the whole."""
    assert stages("А: б (2025), в (2026)") == (["2025", "2026"], "А", "б (2025), в (2026)")
    assert stages("А: б (2025)") is None


def test_beside_in_brackets() -> None:
    """A bracket behind the words may say both when and who; one without a time says neither."""
    assert in_brackets("Убрать двор (до 15 мая; Сорокина И.И.).") == ("до 15 мая", "Сорокина И.И.", "Убрать двор")
    assert in_brackets("Учёба (в апреле, отдел (Петров П.))") == ("в апреле", "отдел (Петров П.)", "Учёба")
    assert in_brackets("Убрать двор (отдел культуры)") is None
