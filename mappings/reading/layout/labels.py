"""The words that say what follows them: «Срок: …», «Ответственный – …», “due: …”, “@name”.

A word is a line of `LABELS`; the longest that fits counts. Where in a text they stand is decided here, and of what
they label no more than whether it is a timing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.reading.layout.foreign_labels import EXECUTOR, TARGET, TIMING, TITLE
from mappings.reading.timing.cell import is_timing

LABELS: dict[str, tuple[str, ...]] = {
    "timing": (
        *TIMING,
        "срок",
        "сроки",
        "срок исполнения",
        "сроки исполнения",
        "срок выполнения",
        "срок реализации",
        "сроки реализации",
        "срок проведения",
        "сроки проведения",
        "срок представления",
        "срок завершения",
        "дата",
        "дата исполнения",
        "дата проведения",
        "дата завершения",
        "контрольный срок",
        "период",
        "период реализации",
        "время проведения",
        "due",
        "due by",
        "due date",
        "deadline",
        "date",
        "target date",
        "target completion date",
        "completion date",
        "complete by",
        "completed by",
        "by when",
        "when",
        "timeline",
        "timeframe",
        "time frame",
        "timing",
        "end date",
        "finish",
    ),
    "executor": (
        *EXECUTOR,
        "ответственный",
        "ответственная",
        "ответственные",
        "ответственное лицо",
        "ответственные лица",
        "ответственный исполнитель",
        "ответственные исполнители",
        "ответственный за исполнение",
        "ответственные за исполнение",
        "ответственный за выполнение",
        "отв",
        "отв.",
        "исполнитель",
        "исполнители",
        "исполняет",
        "owner",
        "owners",
        "action owner",
        "lead",
        "lead officer",
        "lead agency",
        "leads",
        "led by",
        "responsible",
        "responsible party",
        "responsible person",
        "responsible officer",
        "responsible agency",
        "responsibility",
        "assignee",
        "assigned to",
        "who",
        "by whom",
    ),
    "title": (
        *TITLE,
        "мероприятие",
        "наименование мероприятия",
        "наименование",
        "содержание мероприятия",
        "поручение",
        "задание",
        "действие",
        "action",
        "action item",
        "activity",
        "commitment",
        "measure",
        "task",
        "recommendation",
    ),
    "step": (
        "веха",
        "контрольная точка",
        "контрольное событие",
        "milestone",
    ),
    "target": (
        *TARGET,
        "результат",
        "ожидаемый результат",
        "целевой показатель",
        "показатель",
        "индикатор",
        "вид документа",
        "итог",
        "expected result",
        "indicator",
        "kpi",
        "measure of success",
        "measurement",
        "outcome",
        "output",
        "deliverable",
        "result",
        "target",
    ),
    "funding": (
        "источник финансирования",
        "источники финансирования",
        "финансирование",
        "объем финансирования",
        "стоимость",
        "budget",
        "cost",
        "funding",
        "resources",
    ),
    "": (  # what the staff fill in, and what is for the reader
        "статус",
        "отметка об исполнении",
        "отметка о выполнении",
        "примечание",
        "комментарий",
        "основание",
        "тема",
        "тематика",
        "теги",
        "категория",
        "comment",
        "comments",
        "notes",
        "note",
        "priority",
        "progress",
        "status",
    ),
}

# What is said of a report is a timing only where nothing else is.
REPORTS = ("доклад", "отчет", "отчёт", "report", "report back")

# Words after which a checklist leaves out the colon.
BARE = ("due", "due by", "due on", "deadline", "срок", "срок до")

# Words after which it is left out before a name.
NAMED = ("отв.", "отв", "исп.", "ответственный", "ответственная", "ответственные", "исполнитель", "исполнители")

_DASH = "[-–—]"
_ROLES = {word: role for role, words in LABELS.items() for word in words}
_WORDS = "|".join(re.escape(word) for word in sorted(_ROLES, key=lambda word: (-len(word), word)))
_BARE = "|".join(sorted(BARE, key=lambda word: (-len(word), word)))
_NAMED = "|".join(re.escape(word) for word in NAMED)
_REPORTS = "|".join(sorted(REPORTS, key=lambda word: (-len(word), word)))
_NAME = r"(?-i:(?:[А-ЯЁ]\. ?){1,2}[А-ЯЁ][а-яё]|[А-ЯЁ][а-яё-]{1,40} [А-ЯЁ]\.)"
_BEFORE = r"(?:^|(?<=[.;,!?(\[|*_–—-] )|(?<=[(\[|*_])|(?<= )(?=(?-i:[A-ZА-ЯЁ])))"
_LABEL = re.compile(
    rf"{_BEFORE}[*_]{{0,3}}(?P<label>{_WORDS})(?P<number> №? ?[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,4}}\.?)?"
    rf"[*_]{{0,3}}(?: ?:| {_DASH}(?= ))[*_]{{0,3}}"
    rf"|{_BEFORE}(?P<bare>{_BARE}) (?=[0-9]|(?:до|q[1-4]|[IVІ]{{1,3}}|[a-zа-яё]{{3,9}}) ?[0-9])"
    rf"|{_BEFORE}(?P<report>{_REPORTS})(?: ?:| {_DASH}) (?=(?:до |к |не позднее |by )?[0-9])"
    rf"|{_BEFORE}(?P<named>{_NAMED}) (?={_NAME})"
    r"|(?:^|(?<=[ (,;]))@(?P<name>[\w.-]{1,60})",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[*_#\s]{0,12}(?P<label>[A-Za-zА-Яа-яЁё]{3,14}) (?:№ ?)?(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,4})[.:)]?(?![0-9])"
)
_BETWEEN = re.compile(r" [—–|] | - |; ")
_EDGES = " ;,–—-|([*_"


@dataclass(frozen=True)
class Labelled:
    """A passage of a text and the role of the label before it; `number` is what the label counts, if it does."""

    role: str
    text: str
    number: str = ""


def passages(text: str) -> tuple[str, list[Labelled]]:
    """The words before the first label, and what every label says. White space must have been folded."""
    found = list(_LABEL.finditer(text))
    if not found:
        return text, []
    ends = [*(match.start() for match in found[1:]), len(text)]
    said = []
    for match, end in zip(found, ends, strict=True):
        if match["name"]:
            said.append(Labelled("executor", match["name"].strip(".-")))
            continue
        role = "executor" if match["named"] else "report" if match["report"] else "timing"
        role = _ROLES[match["label"].lower()] if match["label"] else role
        number = (match["number"] or "").strip(" №.")
        said.append(Labelled(role, _trimmed(text[match.end() : end]), number))
    return text[: found[0].start()].rstrip(_EDGES), said


def dashed(text: str) -> tuple[str, list[Labelled]]:
    """The same of a text without labels, whose parts dashes keep apart: a title, a timing and who executes it."""
    first, *parts = _BETWEEN.split(text)
    timed = [part for part in parts if is_timing(part)]
    if not timed:
        return text, []
    return first, [Labelled("timing" if part in timed else "executor", _trimmed(part)) for part in parts]


def opening(text: str) -> tuple[str, str, str] | None:
    """The role, the number and the words of a line that begins with a numbered label: “Action 3. Fit ramps”."""
    match = _OPENING.match(text)
    role = _ROLES.get(match["label"].lower(), "") if match else ""
    if match is None or role not in ("title", "step"):
        return None
    return role, match["number"], text[match.end() :].strip(" .:–—-*_")


def _trimmed(text: str) -> str:
    """A passage without the signs that part it from the next."""
    text = text.strip().rstrip(" ;,–—-|(*_[").lstrip(" *_:–—")
    for opened, closed in ("()", "[]"):
        bare = text.rstrip(".")
        if bare.endswith(closed) and opened not in bare:
            text = bare[:-1].rstrip()
    return text
