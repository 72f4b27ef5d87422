"""Makes the tables of what trackers differ in from the adapters themselves: `python -m tests.pages.capabilities`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from mappings.desired.issues import LabelKind
from sync.tracker import Capabilities, TrackerContext

DOCS = Path(__file__).parents[2] / "docs"
OPENING, CLOSING = "<!-- capabilities -->", "<!-- /capabilities -->"
ON_A_SERVER = {"url": "https://tracker.example.org", "project": "plan", "token_env": "VEKHA_TOKEN"}
SETTINGS: dict[str, dict[str, Any]] = {
    "embedded": {"path": "tracker.db"},
    "redmine": {**ON_A_SERVER, "issue_tracker": "Task", "fact_field": "Fact"},
    "gitlab": ON_A_SERVER,
}


@dataclass(frozen=True)
class Words:
    """What a page says of each capability, in its language."""

    meanings: dict[str, str]
    labels: dict[LabelKind, str]
    yes: str
    no: str
    none: str


PAGES = {
    DOCS / "adapters.md": Words(
        {
            "fact_field": "a field of its own for a reported figure",
            "labels": "labels from the plan",
            "markup": "how comments and descriptions are shown: "
            "plain, markdown, or textile, where it may be Markdown as well",
            "one_label": "an issue bears one label at most",
            "parallel": "issues created at once",
            "held_seconds": "seconds for which a request may wait to be sent",
            "in_flight_seconds": "seconds for which a lost request may still take effect",
            "derived_dates": "an issue above others may have their dates, whatever is written there",
        },
        {kind: kind.value for kind in LabelKind},
        *("yes", "no", "none"),
    ),
    DOCS / "adapters.ru.md": Words(
        {
            "fact_field": "отдельное поле для показателя",
            "labels": "ярлыки из плана",
            "markup": "как показываются комментарии и описания: "
            "plain, markdown или textile — там может быть и Markdown",
            "one_label": "у задачи не больше одного ярлыка",
            "parallel": "сколько задач создаётся одновременно",
            "held_seconds": "сколько секунд запрос может ждать отправки",
            "in_flight_seconds": "сколько секунд потерянный запрос ещё может подействовать",
            "derived_dates": "у вышестоящей задачи могут быть даты вложенных, что бы в неё ни записали",
        },
        {
            LabelKind.SECTION: "раздел",
            LabelKind.GROUP: "группа",
            LabelKind.EXECUTOR: "исполнитель",
            LabelKind.FUNDING: "источник финансирования",
        },
        *("да", "нет", "нет"),
    ),
}


def adapters() -> Iterator[tuple[str, Capabilities]]:
    """Vekha's own adapters with the capabilities that they have by default."""
    context = TrackerContext("plan", ".", lambda: datetime.now(UTC), read_only=True)
    found = {point.name: point for point in entry_points(group="vekha.trackers")}
    for name, settings in SETTINGS.items():
        factory = found[name].load()
        yield name, factory(factory.Settings.model_validate(settings), context).capabilities


def table(words: Words) -> str:
    """The table as Markdown, in the words of a page."""
    known = dict(adapters())
    lines = [f"| | {' | '.join(known)} |", f"|---|{'---|' * len(known)}"]
    for one in fields(Capabilities):
        values = (_shown(getattr(capabilities, one.name), words) for capabilities in known.values())
        lines.append(f"| `{one.name}`: {words.meanings[one.name]} | {' | '.join(values)} |")
    return "\n".join(lines)


def page(path: Path) -> str:
    """A page with the table in its place."""
    text = path.read_text(encoding="utf-8")
    return re.sub(rf"(?<={OPENING}\n).*?(?={CLOSING})", f"{table(PAGES[path])}\n", text, flags=re.DOTALL)


def _shown(value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, frozenset):
        return ", ".join(words.labels[kind] for kind in LabelKind if kind in value) or words.none
    return str(value) if isinstance(value, int | str) else f"{value:g}"


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(page(path), encoding="utf-8")
