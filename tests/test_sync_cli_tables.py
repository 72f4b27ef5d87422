"""Tables of the command line: as wide as the terminal at most, no word broken, nothing left out."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sync.cli.tables import aligned, draw_table

words = st.text(alphabet="абвгд", min_size=1, max_size=14)
cells = st.lists(words, max_size=12).map(" ".join)
WIDTH = 80


def drawn(headers: list[str], rows: list[list[str]], width: int = WIDTH) -> str:
    """The table on a terminal so wide."""
    out = io.StringIO()
    draw_table(Console(file=out, width=width, force_terminal=False, color_system=None), headers, rows)
    return out.getvalue()


@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=5), st.sampled_from([20, 40, WIDTH]))
def test_a_table_fits_and_keeps_its_words(rows: list[tuple[str, ...]], width: int) -> None:
    """No line is wider than the terminal, and every word stands in one piece."""
    text = drawn(["№", "Ключ", "Срок", "Наименование"], [list(row) for row in rows], width)
    assert max(map(len, text.splitlines()), default=0) <= width
    shown = sorted(text.replace(":", " ").split())
    for row in rows:
        for word in " ".join(row).split():
            assert word in shown


def test_a_short_cell_stays_whole() -> None:
    """A key or a state is never wrapped, however long the text beside it."""
    text = drawn(["Ключ", "Статус", "Название"], [["III.11.4/2025", "в работе", "мероприятие " * 20]])
    assert "III.11.4/2025  в работе  мероприятие" in text


def test_where_it_is_too_narrow_each_row_is_a_block() -> None:
    """With the headings beside the cells; empty ones are left out."""
    rows = [["I.1", "мероприятие", ""], ["I.2", "исполнитель", "31.12.2026"]]
    text = drawn(["Ключ", "Название", "Срок"], rows, 24)
    assert text == "Ключ: I.1\nНазвание: мероприятие\n\nКлюч: I.2\nНазвание: исполнитель\nСрок: 31.12.2026\n"


def test_what_is_piped_has_a_line_for_each_row() -> None:
    """However long it is: a program takes it line by line."""
    assert list(aligned(["a", "b"], [["x", "y" * 200], ["long", ""]])) == ["a     b", f"x     {'y' * 200}", "long"]
