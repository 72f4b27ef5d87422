"""Small plan documents for tests, in the text form: a header, a section, and the rows that a test is about."""

from __future__ import annotations

from pathlib import Path

from mappings.plan import Measure, Plan
from mappings.reading import plan_of, read_plan
from mappings.reading.formats.text import read_text

BUNDLED = Path(__file__).parents[2] / "mappings" / "megion-2021-2030" / "plan.txt"

TITLE = "План мероприятий на 2021 – 2030 годы"
HEADER = "№ п/п\tМероприятие\tИсточники финансирования\tИсполнитель\tСроки\tРезультат"
SECTION = "I. РАЗВИТИЕ БИБЛИОТЕК"
GROUP = "1.\tСохранение сети\t\t\t\t"
EXECUTOR = "МБУ «Библиотека»"


def row(
    number: str,
    title: str = "Мониторинг сети",
    *,
    funding: str = "Муниципальный бюджет",
    executor: str = EXECUTOR,
    timing: str = "2021 – 2030",
    target: str = "Создана точка доступа",
) -> str:
    """One numbered row in the order of `HEADER`, sound unless a test says otherwise."""
    return "\t".join((number, title, funding, executor, timing, target))


def document(*lines: str, title: str = TITLE, header: str = HEADER) -> str:
    """A document of these lines below the header."""
    return "\n".join((f"**{title}**", "", header, *lines))


def plan_from(*lines: str, title: str = TITLE, header: str = HEADER) -> Plan:
    """The plan that these lines below the header make."""
    return plan_of(read_text(document(*lines, title=title, header=header).encode()))


def read_bytes(folder: Path, data: bytes | str) -> Plan:
    """The plan of a file with this content."""
    path = folder / "plan.txt"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_plan(path)


def only(plan: Plan) -> Measure:
    """The plan's only measure."""
    (measure,) = plan.measures
    return measure


def codes(plan: Plan) -> list[str]:
    """The codes of the findings, in their order."""
    return [finding.code for finding in plan.findings]
