"""Small plans, each with one kind of trouble, and what must be read of them; how a reading is held against that.

`NAME.json` names its documents and says of each measure what is certain: what is null is not judged, and a list of
lists holds alternatives. Measures are matched by their numbers or the beginning of their titles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mappings.plan import Measure, Plan
from mappings.reading import read_plan
from mappings.wording import folded

CASES = Path(__file__).parent / "examples" / "plan_cases"
_BEGINNING = 40  # characters of a title that are compared


def names() -> list[str]:
    """The names of the cases."""
    return sorted(path.stem for path in CASES.glob("*.json"))


def faults(name: str) -> list[str]:
    """What of a case is read otherwise than it should be, one line for each."""
    wanted = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [fault for document in wanted["documents"] for fault in _of(read_plan(CASES / document), wanted)]


def _of(plan: Plan, wanted: dict[str, Any]) -> Iterator[str]:
    for key, value in wanted["plan"].items():
        if value is not None and getattr(plan, key) != value:
            yield f"plan: {key} {getattr(plan, key)}, not {value}"
    if len(plan.measures) != len(wanted["measures"]):
        yield f"{len(plan.measures)} measures, not {len(wanted['measures'])}"
    for one in wanted["measures"]:
        yield from of_a_measure(plan, one)[1]


def of_a_measure(plan: Plan, wanted: dict[str, Any]) -> tuple[Measure | None, list[str]]:
    """The measure that a statement means, None where it is not one, and what of it is read otherwise."""
    found = [measure for measure in plan.measures if _is_meant(measure, wanted)]
    if len(found) != 1:
        return None, [f"{wanted['number']} {wanted['title']}: {len(found)} of them"]
    return found[0], [*_differences(found[0], wanted), *_section(plan, found[0], wanted)]


def _is_meant(measure: Measure, wanted: dict[str, Any]) -> bool:
    title = folded(wanted["title"])[:_BEGINNING]
    same = wanted["number"] is None or measure.number == wanted["number"]
    return same and folded(measure.title).startswith(title)


def _differences(measure: Measure, wanted: dict[str, Any]) -> Iterator[str]:
    read = {
        "deadlines": [str(deadline.due) for deadline in measure.deadlines],
        "recurrence": measure.recurrence.value,
        "executors": list(measure.executors),
    }
    yield from _indicators(measure, wanted)
    for field, found in read.items():
        if not _fits(wanted.get(field), found):
            yield f"{wanted['number']} {wanted['title']}: {field} {found}, not {wanted[field]}"


def _section(plan: Plan, measure: Measure, wanted: dict[str, Any]) -> Iterator[str]:
    """A section is known by its place among the plan's."""
    place = [section.key for section in plan.sections].index(measure.section) + 1
    if wanted["section"] not in (None, place):
        yield f"{wanted['number']} {wanted['title']}: section {place}, not {wanted['section']}"


def _indicators(measure: Measure, wanted: dict[str, Any]) -> Iterator[str]:
    """Each is judged by what is said of it; their number, by the number of what is said."""
    asked = wanted.get("indicators")
    if asked is None:
        return
    if len(measure.indicators) != (asked if isinstance(asked, int) else len(asked)):
        yield f"{wanted['number']} {wanted['title']}: {len(measure.indicators)} indicators, not {asked}"
    elif not isinstance(asked, int):
        for indicator, one in zip(measure.indicators, asked, strict=True):
            read = {name: getattr(indicator, name) for name, value in one.items() if value is not None}
            if any(str(read[name]) != str(one[name]) for name in read):  # 10.1 is no binary fraction
                yield f"{wanted['number']} {wanted['title']}: {read}, not {one}"


def _fits(wanted: Any, found: Any) -> bool:
    """Whether a value is what is wanted: itself, so many of them, or one of several alternatives."""
    if wanted is None:
        return True
    if isinstance(wanted, int) and isinstance(found, list):
        return len(found) == wanted
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], list):
        return any(_same(one, found) for one in wanted)
    return _same(wanted, found) if isinstance(found, list) else bool(found == wanted)


def _same(wanted: Sequence[Any], found: Sequence[str]) -> bool:
    return [folded(str(one)) for one in wanted] == [folded(one) for one in found]
