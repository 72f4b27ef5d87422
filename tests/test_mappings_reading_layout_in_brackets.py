"""When and by whom, in brackets at the end of a paragraph."""

from __future__ import annotations

import pytest

from mappings.reading.layout.in_brackets import closing
from tests.examples.layouts import plan_in, rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Обновить стенд (до 15.03.2025, учитель труда, дружина).",
            ("Обновить стенд", "до 15.03.2025", "учитель труда, дружина"),
        ),
        ("Опрос (май, июнь 2025 г.)", ("Опрос", "май, июнь 2025 г.", "")),
        ("Опрос (в мае; Отдел (Сидоров С.С.))", ("Опрос", "в мае", "Отдел (Сидоров С.С.)")),
        (
            "Беседа (до ___.2025 г., классный руководитель ______)",
            ("Беседа", "до ___.2025 г.", "классный руководитель"),
        ),
        ("Опрос (жителей города)", None),
        ("Опрос (отдел культуры, май)", None),
        ("(до 15.03.2025)", None),
        ("Начато (2025), закончено (2026)", None),
        ("Обновить стенд", None),
        ("(" * 5_000, None),
    ],
)
def test_what_the_brackets_say(text: str, said: tuple[str, str, str] | None) -> None:
    """They begin with a timing, and who it is for follows a comma; other brackets belong to the text."""
    assert closing(text) == said


def test_a_list_whose_points_end_so_is_a_plan() -> None:
    """Numbered paragraphs without any label: title, day and executor are told apart, also over two lines."""
    lines = ["План на 2025 год", "1. Обновить стенд.", "(до 15.03.2025, учитель труда,", "дружина)"]
    plan = plan_in("\n".join([*lines, "2. Провести опрос (май 2025 года, отдел культуры)."]))
    assert [row[1:] for row in rows(plan)] == [
        ("Обновить стенд.", ["2025-03-15"], ["учитель труда, дружина"]),
        ("Провести опрос", ["2025-05-31"], ["отдел культуры"]),
    ]
