"""What a template of an issue's text is given: values of the plan, and nothing that reaches beyond them."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.desired.asked import AskedFigure
from mappings.plan import Deadline, Group, Measure, Plan, Section


@dataclass(frozen=True)
class Values:
    """One issue as a template knows it. `deadline` is None where the issue stands for the measure as a whole.

    `asked` are the texts of the indicators that take a figure, with their numbers, and `figures` all that is known of
    them; `fact_field` is the name of the tracker's own field for a figure, where the staff see one.
    """

    plan: Plan
    measure: Measure
    parent: Measure | None
    deadline: Deadline | None
    section: Section
    group: Group | None
    asked: list[tuple[int, str]]
    figures: list[AskedFigure]
    fact_field: str
