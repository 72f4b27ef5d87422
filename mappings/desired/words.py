"""Where the words of an issue's plan block come from, and whether they would be the same as those written before.

Two fingerprints tell an amended plan from an upgrade that only says the same in other words: one of the facts that a
block tells, one of all that words them. It renders nothing, and knows no tracker.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mappings.desired.values import Values
from mappings.language import LOCALE_DIR
from mappings.mapping.model import Override
from mappings.plan import Deadline, Group, Measure, Section

Body = Callable[[Values], str]

_HERE = Path(__file__).parent
_LENGTH = 16  # hexadecimal digits; enough that no two texts of one issue share them by chance


@dataclass(frozen=True)
class Written:
    """A plan block as it was last written, with the fingerprints of then."""

    text: str
    facts: str
    wording: str


@dataclass(frozen=True)
class Words:
    """What words the blocks. `earlier` is the body of a version that left no fingerprints, `written` by issue key.

    `fact_field` is the name of the tracker's own field for a figure, where the staff see one.
    """

    fact_field: str = ""
    earlier: Body | None = None
    fingerprint: str = ""
    written: Mapping[str, Written] = field(default_factory=dict)

    def of(self, measure: Measure) -> str:
        """The fingerprint of the words of a measure's blocks: how its targets were read is a matter of words too."""
        return digest([self.fingerprint, repr(measure.indicators)]) if self.fingerprint else ""


@dataclass(frozen=True)
class Around:
    """What stands around a measure in the plan, as printed."""

    plan: str
    section: Section
    group: Group | None
    parent: Measure | None


def facts_of(key: str, measure: Measure, deadline: Deadline | None, around: Around, said: Override | None) -> str:
    """The fingerprint of what a block tells of the plan and of what the operator says of its figures."""
    figures = said.model_dump(mode="json", exclude_none=True, include=set(_OF_FIGURES)) if said else {}
    deadlines = (deadline,) if deadline else measure.deadlines
    dues = [str(one.due) for one in deadlines]
    orders = [
        text for one in deadlines for each in one.extensions for text in (one.key, str(each.until), each.by, each.order)
    ]
    group, parent, section = around.group, around.parent, around.section
    return digest(
        [
            *(key, measure.number, measure.title, measure.timing_text, measure.target_text),
            *("executors", *measure.executors, "funding", *measure.funding, "due", *dues),
            *("parent", parent.number if parent else "", parent.title if parent else ""),
            *("group", group.number if group else "", group.title if group else ""),
            *("section", section.key, section.title, "plan", around.plan, repr(figures), *orders),
            *(text for remark in measure.remarks for text in remark),
        ]
    )


_OF_FIGURES = frozenset({"unit", "targets", "reporting", "indicators"})


def fingerprint(template: str, language: str, fact_field: str) -> str:
    """The fingerprint of all that words a block beside the plan: template, catalogue, and the code of this room."""
    catalogue = LOCALE_DIR / language / "LC_MESSAGES" / "vekha.mo"
    sources = [*sorted(_HERE.glob("*.py")), _HERE.parent / "counted.py", _HERE.parent / "wording.py"]
    contents = [path.read_bytes() for path in (*sources, catalogue) if path.exists()]
    return digest([template, language, fact_field, *(hashlib.sha256(one).hexdigest() for one in contents)])


def digest(texts: Iterable[str]) -> str:
    """A short fingerprint of texts in their order."""
    whole = hashlib.sha256()
    for text in texts:
        whole.update(f"{len(text)}:{text}".encode())
    return whole.hexdigest()[:_LENGTH]
