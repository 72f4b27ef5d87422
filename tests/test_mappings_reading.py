"""Reading the bundled plan: what a careful reader finds in it, count by count and fault by fault."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from mappings.plan import Measure, Plan, Recurrence, Severity
from mappings.reading import read_plan
from mappings.reading.findings import message_of
from tests.examples.megion_expected import FINDINGS, INDICATORS
from tests.examples.plan_documents import BUNDLED

ANNUAL = ["I.1.1", "I.1.2", "I.3.4", "I.7.1", "III.10.3", "III.11.4", "IV.13.2", "V.15.2", "V.15.3", "V.15.5"]
LIBRARY = "МБУ «Централизованная библиотечная система»"
WITHOUT_LIBRARY = {
    "I.2.2": ("Специализированная организация, определенная Департаментом культуры ХМАО-Югры",),
    "I.5.1": ("Отдел культуры", LIBRARY),
    "I.5.1.1": ("Отдел культуры", LIBRARY),
    "I.5.1.2": ("Отдел культуры", LIBRARY),
    "IV.13.3": ("Учреждения и организации города",),
}
LAST_YEARS = {"I.5.1": 2024, "I.5.1.1": 2022, "I.5.1.2": 2024, "I.7.5": 2024, "IV.15.2": 2022}


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The bundled plan as read."""
    return read_plan(BUNDLED)


@pytest.fixture(scope="module")
def measures(plan: Plan) -> dict[str, Measure]:
    """Its measures by key."""
    return {measure.key: measure for measure in plan.measures}


def test_title_and_period(plan: Plan) -> None:
    """The bold lines above the table are one title, and the period stands in it."""
    assert plan.title == (
        "План мероприятий по реализации Концепции развития библиотечного обслуживания населения города Мегиона "
        "на 2021 – 2030 годы"
    )
    assert (plan.start_year, plan.end_year) == (2021, 2030)


def test_sections(plan: Plan) -> None:
    """Five sections; the first takes its numeral from its position, and its label is no part of the title."""
    assert [section.key for section in plan.sections] == ["I", "II", "III", "IV", "V"]
    assert plan.sections[0].title.startswith("АДВОКАЦИЯ ИНТЕРЕСОВ ЖИТЕЛЕЙ ЮГРЫ")
    assert plan.sections[1].title.startswith("ЛОББИРОВАНИЕ ИНТЕРЕСОВ")
    assert plan.sections[4].title.endswith("МЯГКИХ НАВЫКОВ")


def test_groups(plan: Plan) -> None:
    """Fourteen printed groups, and three numbered headings that have children only."""
    groups = {group.key: group.parent for group in plan.groups}
    assert [key for key in groups if key.count(".") == 1] == [
        *("I.1", "I.2", "I.3", "I.5", "I.6", "I.7", "II.8", "II.9", "III.10", "III.11", "III.12"),
        *("IV.13", "IV.14", "IV.15"),
    ]
    assert {key: parent for key, parent in groups.items() if key.count(".") > 1} == {
        "I.7.4": "I.7",
        "III.12.4": "III.12",
        "V.15.6": None,
    }


def test_measures(plan: Plan) -> None:
    """64 measures, each with a key of its own, in all five sections."""
    keys = [measure.key for measure in plan.measures]
    assert len(keys) == len(set(keys)) == 64
    assert Counter(measure.section for measure in plan.measures) == {"I": 27, "II": 4, "III": 14, "IV": 9, "V": 10}


def test_every_measure_has_its_section_group_and_place(plan: Plan) -> None:
    """The key is section and number; the group is the nearest heading; places go down the document."""
    for measure in plan.measures:
        assert measure.key == f"{measure.section}.{measure.number}"
        group = plan.group(measure.group)
        assert (group is None) == (
            measure.number in {"15.1", "15.2", "15.3", "15.4", "15.5"} and measure.section == "V"
        )
        assert group is None or measure.number.startswith(f"{group.number}.")
    lines = [measure.place.line for measure in plan.measures]
    assert lines == sorted(set(lines))


def test_a_measure_may_be_the_parent_of_others(measures: dict[str, Measure]) -> None:
    """5.1 is a measure with a deadline of its own, and the parent of 5.1.1 and 5.1.2."""
    assert {key: one.parent for key, one in measures.items() if one.parent} == {"I.5.1.1": "I.5.1", "I.5.1.2": "I.5.1"}
    assert (measures["I.5.1"].group, measures["I.5.1.1"].group) == ("I.5", "I.5")
    assert measures["I.7.4.1"].group == "I.7.4"


def test_the_numbers_that_stand_twice_are_told_apart_by_section(measures: dict[str, Measure]) -> None:
    """15.1 and 15.2 are printed in two sections and are four measures."""
    assert measures["IV.15.1"].title.startswith("Формирование системы представительств")
    assert measures["V.15.1"].title.startswith("Развитие системы повышения квалификации")
    assert measures["IV.15.2"].title.startswith("Создание проекта сети")
    assert measures["V.15.2"].title.startswith("Совершенствование мягких навыков")


def test_timings_are_kept_as_printed(plan: Plan) -> None:
    """58 ranges, five single years and one list of years."""
    forms = Counter(re.sub(r"[0-9]+", "N", measure.timing_text) for measure in plan.measures)
    assert forms == {"N – N": 50, "N - N": 7, "N-N": 1, "N": 5, "N N N": 1}


def test_deadlines_by_year(plan: Plan) -> None:
    """156 deadlines, 58 of them in the last year."""
    years = Counter(deadline.year for measure in plan.measures for deadline in measure.deadlines)
    assert [years[year] for year in range(2021, 2031)] == [10, 13, 10, 13, 11, 10, 10, 11, 10, 58]
    assert years.total() == 156
    keys = [deadline.key for measure in plan.measures for deadline in measure.deadlines]
    assert len(set(keys)) == 156
    assert all((one.due.month, one.due.day) == (12, 31) for measure in plan.measures for one in measure.deadlines)


def test_recurrences(plan: Plan, measures: dict[str, Measure]) -> None:
    """Ten annual measures, one list of years, all others due once."""
    assert [measure.key for measure in plan.measures if measure.recurrence is Recurrence.ANNUAL] == ANNUAL
    assert [one.key for one in plan.measures if one.recurrence is Recurrence.YEARS] == ["I.2.2"]
    assert Counter(one.recurrence for one in plan.measures)[Recurrence.ONCE] == 53
    for key in ANNUAL:
        assert [one.year for one in measures[key].deadlines] == list(range(2021, 2031))
        assert all(one.start.year == one.year and one.key == f"{key}/{one.year}" for one in measures[key].deadlines)
    assert [one.year for one in measures["I.2.2"].deadlines] == [2022, 2025, 2028]


def test_a_measure_due_once_is_due_in_its_last_year(plan: Plan) -> None:
    """A range ends with its last year and begins with its first; a single year is both."""
    starts = {"I.3.1": 2030, "I.3.2": 2025, "I.5.1.1": 2022, "I.5.1.2": 2024, "I.7.5": 2024, "IV.15.2": 2022}
    starts |= dict.fromkeys(("I.5.4", "I.5.5", "I.6.2"), 2022)
    for measure in plan.measures:
        if measure.recurrence is Recurrence.ONCE:
            (deadline,) = measure.deadlines
            assert deadline.year == LAST_YEARS.get(measure.key, 2030)
            assert deadline.start.year == starts.get(measure.key, 2021)


def test_split_rows_are_joined(measures: dict[str, Measure]) -> None:
    """The five rows that a page break split read as if they had not been."""
    assert measures["I.3.5"].title.endswith("с соблюдением 4 части ГК РФ")
    assert measures["III.12.3"].target_text == (
        "Модернизировано пространство библиотек с целью обеспечения информационной безопасности детей"
    )
    assert measures["IV.13.2"].title.endswith("(национальных, региональных и т.п.) в соответствии с профилями")
    assert measures["IV.15.2"].title == "Создание проекта сети мультимедийных краеведческих центров в библиотеках"
    assert measures["IV.15.2"].funding == ("региональный бюджет", "муниципальный бюджет")
    assert measures["V.15.5"].target_text.endswith("не менее 7 специалистов ежегодно")


def test_executors(plan: Plan) -> None:
    """Names stand as printed; two that were run together are two."""
    for measure in plan.measures:
        assert measure.executors == WITHOUT_LIBRARY.get(measure.key, (LIBRARY,))


def test_funding_is_split_where_sources_were_run_together(plan: Plan, measures: dict[str, Measure]) -> None:
    """Every source of the plan is one of four, whatever stood between it and the next."""
    sources = Counter(source.lower() for measure in plan.measures for source in measure.funding)
    assert set(sources) == {"федеральный бюджет", "региональный бюджет", "муниципальный бюджет", "без финансирования"}
    assert measures["I.5.1"].funding == ("Федеральный бюджет", "региональный бюджет", "муниципальный бюджет")
    assert measures["I.3.3"].funding == ("Региональный бюджет", "Муниципальный бюджет")
    printed = re.findall(r"\bбюджет\b|\bбез финансирования\b", BUNDLED.read_text(encoding="utf-8").lower())
    assert sources.total() == len(printed)


def test_indicators(plan: Plan) -> None:
    """Every target of the plan, as a person reads it; 11.5 has none."""
    expected = []
    for line in INDICATORS.strip().splitlines():
        key, kind, sign, number, *unit = line.split()
        value = None if number == "-" else Decimal(number.rstrip("%"))
        expected.append((key, kind, None if sign == "-" else sign, value, number.endswith("%"), " ".join(unit)))
    read = [
        (measure.key, one.kind.value, one.comparator, one.value, one.percent, one.unit)
        for measure in plan.measures
        for one in measure.indicators
    ]
    assert read == expected
    assert {measure.key for measure in plan.measures if not measure.indicators} == {"III.11.5"}


def test_two_indicators_in_one_cell(measures: dict[str, Measure]) -> None:
    """7.4.2 asks for two shares, each with its own words; every other target is one indicator, word for word."""
    assert [one.text for one in measures["I.7.4.2"].indicators] == [
        "100% библиотек обеспечили доступ к ресурсам НЭБ",
        "50% библиотек обеспечили доступ к ресурсам Президентской библиотеки",
    ]
    single = [measure for measure in measures.values() if len(measure.indicators) == 1]
    assert len(single) == 62
    assert all(measure.indicators[0].text == measure.target_text for measure in single)


def test_findings(plan: Plan) -> None:
    """Every fault of the plan is found, and nothing else is complained of."""
    expected = Counter(tuple(line.split()) for line in FINDINGS.strip().splitlines())
    assert Counter((finding.code, finding.measure or "-") for finding in plan.findings) == expected


def test_findings_stand_in_order(plan: Plan) -> None:
    """The weightier come first, then those further up in the document; nothing in this plan forbids a sync."""
    weights = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    order = [(weights[finding.severity], finding.place) for finding in plan.findings]
    assert order == sorted(order)
    assert all(finding.severity is not Severity.ERROR for finding in plan.findings)


@pytest.mark.parametrize(
    ("code", "measure", "words"),
    [
        ("group-number-missing", None, "group 4 is missing between 3 and 5"),
        ("row-split", "I.3.5", "goes on at line 23"),
        ("mixed-alphabets", "III.10", "медиакommunikаций"),
        (
            "section-continues-numbering",
            None,
            "section V goes on with the numbers of group 15, which stands in section IV",
        ),
        ("number-duplicate", "V.15.1", "number 15.1 is used again, it already stands at IV.15.1"),
        ("years-without-separators", "I.2.2", "«2022 2025 2028»"),
        ("percent-doubled", "I.7.1", "«3% процента»"),
        ("preposition-doubled", "II.8.2", "«в 3 в»"),
        ("target-count-differs", "I.1.1", "9 справок are asked for over 10 years"),
        ("executors-run-together", "I.5.1", f"Отдел культуры, {LIBRARY}"),
    ],
)
def test_messages_name_what_was_found(plan: Plan, code: str, measure: str | None, words: str) -> None:
    """A message shows the passage or the numbers that it is about."""
    (finding,) = [one for one in plan.findings if (one.code, one.measure) == (code, measure)]
    assert words in message_of(finding)
