"""Makes the table of what trackers differ in from the adapters themselves: `python -m tests.pages.capabilities`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from mappings.desired.issues import LabelKind
from sync.tracker import Capabilities, TrackerContext

PAGE = Path(__file__).parents[2] / "docs" / "adapters.md"
OPENING, CLOSING = "<!-- capabilities -->", "<!-- /capabilities -->"
MEANINGS = {
    "fact_field": "a field of its own for a reported figure",
    "labels": "labels from the plan",
    "markup": "how comments and descriptions are shown: plain, markdown, or textile, where it may be Markdown as well",
    "one_label": "an issue bears one label at most",
    "parallel": "issues created at once",
    "held_seconds": "seconds for which a request may wait to be sent",
    "in_flight_seconds": "seconds for which a lost request may still take effect",
    "derived_dates": "an issue above others may have their dates, whatever is written there",
}
ON_A_SERVER = {"url": "https://tracker.example.org", "project": "plan", "token_env": "VEKHA_TOKEN"}
SETTINGS: dict[str, dict[str, Any]] = {
    "embedded": {"path": "tracker.db"},
    "redmine": {**ON_A_SERVER, "issue_tracker": "Task", "fact_field": "Fact"},
    "gitlab": ON_A_SERVER,
}


def adapters() -> Iterator[tuple[str, Capabilities]]:
    """Vekha's own adapters with the capabilities that they have by default."""
    context = TrackerContext("plan", ".", lambda: datetime.now(UTC), read_only=True)
    found = {point.name: point for point in entry_points(group="vekha.trackers")}
    for name, settings in SETTINGS.items():
        factory = found[name].load()
        yield name, factory(factory.Settings.model_validate(settings), context).capabilities


def table() -> str:
    """The table as Markdown."""
    known = dict(adapters())
    lines = [f"| | {' | '.join(known)} |", f"|---|{'---|' * len(known)}"]
    for one in fields(Capabilities):
        values = (_shown(getattr(capabilities, one.name)) for capabilities in known.values())
        lines.append(f"| `{one.name}`: {MEANINGS[one.name]} | {' | '.join(values)} |")
    return "\n".join(lines)


def page() -> str:
    """The page with the table in its place."""
    text = PAGE.read_text(encoding="utf-8")
    return re.sub(rf"(?<={OPENING}\n).*?(?={CLOSING})", f"{table()}\n", text, flags=re.DOTALL)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(kind.value for kind in LabelKind if kind in value) or "none"
    return str(value) if isinstance(value, int | str) else f"{value:g}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
