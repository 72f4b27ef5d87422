"""Who a paragraph of minutes or of an order is addressed to: «Отделу культуры (Сорокина И.И.) подготовить …».

Decides where the one addressed ends and the task begins. The name stays as printed, in its case.
"""

from __future__ import annotations

import re

_LONGEST = 300  # characters of one who is addressed
_TO = re.compile(
    r"(?!(?i:информац|работ|смет|выставк|программ|подготовк|проверк|документац|деятельност))(?:[А-ЯЁ][\w.-]*|[а-яё]{5,})(?:у|ю|е|и|ам|ям|ой|ей|ым|им)(?=[\s(,])|(?:МКУ|МБУ|МАУ|МУП|ГБУ|ООО|АО)\b"
)
_TASK = re.compile(
    r"(?<=\s)(?:в\s+срок\b|до\s+[0-9]|не\s+позднее\b|совместно\b"
    r"|[а-яё]{2,}(?:[аяиеоуы]ть|вести|нести|йти|чь)(?:ся|сь)?(?=[\s:.,;]|$))"
)


def addressed(text: str) -> str:
    """The one that a task is given to, empty where the text addresses nobody.

    A text that ends with a colon may name nobody but them: the tasks follow below.
    """
    start = text[:_LONGEST]
    if _TO.match(start) is None:
        return ""
    task = _TASK.search(start)
    if task is not None:
        return start[: task.start()].rstrip(" ,–—-:")
    return start.rstrip(" :") if text.endswith(":") and len(text) < _LONGEST else ""
