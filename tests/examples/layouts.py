"""Texts laid out without tabs, and what is read of them, in short."""

from __future__ import annotations

from mappings.plan import Plan
from mappings.reading import plan_of
from mappings.reading.formats.markdown import read_markdown
from mappings.reading.formats.text import read_text

Read = tuple[str, str, list[str], list[str]]


def plan_in(text: str, *, markdown: bool = False) -> Plan:
    """The plan of a text."""
    return plan_of((read_markdown if markdown else read_text)(text.encode()))


def rows(plan: Plan) -> list[Read]:
    """Of each measure: its number, its title, its days and its executors."""
    return [
        (one.number, one.title, [str(deadline.due) for deadline in one.deadlines], list(one.executors))
        for one in plan.measures
    ]
