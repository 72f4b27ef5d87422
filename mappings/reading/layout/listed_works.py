"""What one line of a list says of a work: its title, its time, who executes it, and how it stands.

Decides which words of the line go where. Whether the line is a work at all is for `dated_lists`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mappings.reading.layout.labels import passages
from mappings.reading.layout.own_time import (
    between_dashes,
    hours,
    in_brackets,
    in_year,
    is_day,
    leading,
    stages,
    state,
    trailing,
)
from mappings.reading.layout.piped import printed
from mappings.reading.layout.points import Point
from mappings.reading.table.references import lettered

_CODE = re.compile(r"\s[-–—]\s*(?P<code>[^\s]{3,24})\s*$")


@dataclass
class Work:
    """A work in the making: what each column says, and whether its time is that of the heading above."""

    point: Point
    said: dict[str, str]
    doubts: list[tuple[str, str]] = field(default_factory=list)


def work_in(point: Point, above: str, year: str) -> Work:
    """What a line says of a work, each passage by its column; `own` is the time that the line itself says."""
    staged = stages(words_of(point.text))
    if staged is not None:
        times, title, text = staged
        said = {"title": title, "own": ", ".join(times), "stages": text, "number": point.number, "state": ""}
        return Work(point, said | {"timing": said["own"]}, [("timing-stages", said["own"])])
    first = leading(point.text)
    time, text = first or ("", point.text)
    if not time and above and is_day(above):
        clock, text = hours(text)
        above = f"{above}, {clock}" if clock else above
    text, how = state(words_of(text))
    before, labelled = passages(text)
    said = {"title": before, "number": point.number, "state": how}
    for one in labelled:
        said[one.role] = ", ".join(filter(None, (said.get(one.role, ""), one.text)))
    code = _CODE.search(before)
    if code is not None and lettered(code["code"]):
        said |= {"title": before[: code.start()].rstrip(" .;,"), "number": code["code"]}
    if not (time or said.get("timing")):
        time = _taken_from_behind(said)
    said["title"] = said["title"][:1].upper() + said["title"][1:]
    said["own"] = in_year(time or said.get("timing", ""), year)
    said["timing"] = said["own"] or above
    beside = said["own"] or not above or is_day(above)
    return Work(point, said, [] if beside else [("timing-shared", above)])


def add_to(work: Work, more: Work) -> None:
    """Add what a point says to the work that it belongs to: what its labels say, or else its words."""
    labelled = {role: text for role, text in more.said.items() if role in ("executor", "target", "funding") and text}
    if labelled and not more.said["title"]:
        work.said |= labelled
    else:
        work.said["title"] = f"{work.said['title']}; {more.said['title']}"


def _taken_from_behind(said: dict[str, str]) -> str:
    """The time behind the words of a title, which it is taken from with who stands beside it; empty where none is."""
    beside = in_brackets(said["title"]) or between_dashes(said["title"])
    if beside is not None:
        time, executor, said["title"] = beside
        said["executor"] = ", ".join(filter(None, (said.get("executor", ""), executor)))
        return time
    time, said["title"] = trailing(said["title"]) or ("", said["title"])
    return time


def words_of(text: str) -> str:
    """The words of a line without its marks, its last stop left out."""
    return printed(text)[0].rstrip(" ;,")
