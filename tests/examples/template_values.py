"""What a template of an issue's text is given, of a small plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mappings.desired.asked import asked_figures, asked_texts
from mappings.desired.values import Values
from mappings.plan import Deadline, Group, Measure, Place, Section
from tests.examples.plan_values import measure, plan

MEASURE = replace(measure("I.3.4", years=(2027,)), timing_text="2021 – 2027", target_text="Оцифровано 4 документа")


def values_of(about: Measure = MEASURE, *, deadline: Deadline | None = None, **more: Any) -> Values:
    """A measure's issue, or that of one of its deadlines, in group I.3 of section I."""
    values = Values(
        plan=plan(about),
        measure=about,
        parent=None,
        deadline=deadline,
        section=Section("I", "РАЗВИТИЕ", Place()),
        group=Group("I.3", "3", "Оцифровка", Place()),
        asked=asked_texts(about),
        figures=asked_figures(about, deadline),
        fact_field="",
    )
    return replace(values, **more)
