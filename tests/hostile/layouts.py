"""What makes a reader think of a layout, each to be repeated without end, and the headers that may stand above it."""

from __future__ import annotations

LAYOUTS = {
    "pipes": "|",
    "bars": "¦ а ¦ б ¦\n",
    "rules": "+---+---+\n¦ а ¦ б ¦\n",
    "crossed bars": "¦ а ¦ б ¦\n¦   +---+\n",
    "dashes": "-",
    "blanks": " ",
    "columns": "№   Мероприятие   Срок   Исполнитель\n",
    "rows of columns": "1   а   1 мая 2025   б\n",
    "upright headers": "Мероприятие\nСрок\nИсполнитель\n",
    "numbers": "1.\n",
    "timings": "1 мая 2025\n",
    "labels": "Срок: ",
    "cards": "Мероприятие: а\nСрок: 1 мая 2025\n",
    "boxes": "- [ ] а @б, due 2025-03-01\n",
    "points": "1. Отделу культуры убрать.\nСрок: 1 мая 2025\n",
    "decisions": "РЕШИЛИ:\n",
    "steps": "Milestone 1. а\nDue: 2025-03-01\n",
    "dated points": "- 1 мая 2025 – а\n",
    "months": "Май 2025\n- а\n- б: 1 мая\n",
    "stages": "- а: б (2025), в (2026)\n",
    "hyphens": "слово-\n",
    "open tables": "<table>\n",
}
HEADERS = ("", "№   Мероприятие       Срок   Исполнитель\n")


def endless(name: str, header: str, length: int) -> str:
    """A text of a layout below a header, of about so many characters."""
    piece = LAYOUTS[name]
    return header + piece * (length // len(piece))
