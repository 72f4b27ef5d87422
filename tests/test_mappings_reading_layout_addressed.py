"""Who a paragraph is addressed to."""

from __future__ import annotations

import pytest

from mappings.reading.layout.addressed import addressed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Отделу культуры (Сорокина И.И.) подготовить перечень", "Отделу культуры (Сорокина И.И.)"),
        ("Финансовому управлению (Беляев П.П.):", "Финансовому управлению (Беляев П.П.)"),
        ("Управлению культуры в срок до 15 марта представить отчет", "Управлению культуры"),
        ("Главам поселений совместно с ЖКХ провести субботники", "Главам поселений"),
        ("Администрации области обеспечить ремонт", "Администрации области"),
        ("МБУ «ЦБС» организовать выставку", "МБУ «ЦБС»"),
        ("Иванову И.И., Петрову П.П. привлечь школы", "Иванову И.И., Петрову П.П."),
        ("Предусмотреть средства на ремонт", ""),
        ("Контроль оставляю за собой.", ""),
        ("Главе района", ""),
        ("Fit ramps", ""),
        ("", ""),
    ],
)
def test_whom_a_text_addresses(text: str, name: str) -> None:
    """Who stands in the dative before the task, or before a colon with the tasks below."""
    assert addressed(text) == name
