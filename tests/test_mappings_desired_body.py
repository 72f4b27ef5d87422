"""The body of an issue's plan block: what it tells the staff, and what a template may not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mappings.desired.asked import asked_figures, asked_texts
from mappings.desired.body import BODY_LIMIT, load_body
from mappings.errors import MappingError, Problem
from mappings.plan import Deadline, Group, Indicator, IndicatorKind, Measure, Place, Section
from tests.examples.plan_values import indicator, measure, plan

Values = dict[str, Any]

MEASURE = replace(measure("I.3.4", years=(2027,)), timing_text="2021 – 2027", target_text="Оцифровано 4 документа")


def _values(about: Measure = MEASURE, *, deadline: Deadline | None = None, **more: Any) -> Values:
    values: Values = {
        "plan": plan(about),
        "measure": about,
        "parent": None,
        "deadline": deadline,
        "section": Section("I", "РАЗВИТИЕ", Place()),
        "group": Group("I.3", "3", "Оцифровка", Place()),
        "asked": asked_texts(about),
        "figures": asked_figures(about, deadline),
        "fact_field": "",
    }
    return values | more


@pytest.fixture
def template(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a template of the operator's own."""

    def write(text: str) -> Path:
        path = tmp_path / "own.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _problem(act: Callable[[], object]) -> Problem:
    with pytest.raises(MappingError) as broken:
        act()
    (problem,) = broken.value.problems
    assert problem.code == broken.value.code == "template-broken"
    assert problem.hint
    return problem


def test_an_issue_of_a_deadline_in_russian() -> None:
    """The whole text of a measure as the staff read it, line by line."""
    about = replace(MEASURE, indicators=(indicator(),))
    text = load_body(None, "ru")(_values(about, deadline=MEASURE.deadlines[0]))
    assert text.split("\n") == [
        "Мероприятие 3.4. Создание цифровых копий документов",
        "",
        "Выполнить до: 31.12.2027",
        "Сроки по плану: 2021 – 2027",
        "Ожидаемый результат: Оцифровано 4 документа",
        "Исполнитель: МБУ «Централизованная библиотечная система»",
        "Финансирование: Муниципальный бюджет",
        "",
        "Группа 3. Оцифровка",
        "Раздел I. РАЗВИТИЕ",
        "План: План развития библиотек",
        "",
        "План по показателю: не менее 4 документов. Сообщите число с начала работ строкой в комментарии: «Факт: 1».",
        "Когда результат достигнут, закройте задачу. Если есть отклонение от плана, добавьте в комментарий строку "
        "«Причина: …».",
        "Текст между чертами «vekha» берётся из плана и обновляется сам; своё пишите ниже черты.",
    ]


def test_an_issue_of_a_deadline_in_english() -> None:
    """The same in English, days in the ISO form; what the plan says stays as printed."""
    text = load_body(None, "en")(_values(deadline=MEASURE.deadlines[0]))
    assert text.split("\n")[:5] == [
        "Measure 3.4. Создание цифровых копий документов",
        "",
        "To be done by: 2027-12-31",
        "Timing in the plan: 2021 – 2027",
        "Expected result: Оцифровано 4 документа",
    ]


def test_what_the_plan_leaves_out_is_said() -> None:
    """Empty cells, no group, an untitled section and plan: no line is left dangling."""
    bare = replace(MEASURE, timing_text="", target_text="", executors=(), funding=(), deadlines=())
    values = _values(bare, group=None, section=Section("I", "", Place()), plan=plan(bare, title=""))
    assert load_body(None, "en")(values).split("\n") == [
        "Measure 3.4. Создание цифровых копий документов",
        "",
        "Timing in the plan: not given",
        "Expected result: not named in the plan",
        "Executor: not named in the plan",
        "Funding: not named in the plan",
        "",
        "Section I",
        "",
        "Close the issue when the result is there. If there is a deviation from the plan, add a line «Reason: …».",
        "The text between the «vekha» lines comes from the plan and is kept up to date by itself; write your own words "
        "below it.",
    ]


def test_the_issue_of_a_measure_with_several_deadlines() -> None:
    """The parent sends the staff to its children, and asks for no figure itself."""
    about = replace(measure("I.3.4", years=(2026, 2027, 2028)), indicators=(indicator(),))
    text = load_body(None, "en")(_values(about))
    assert "Deadlines: 2026–2028\n" in text
    assert "Each deadline has an issue of its own" in text
    assert "How to report" not in text
    assert "Close the issue" not in text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([date(2026, 12, 31), date(2027, 12, 31)], "2026, 2027"),
        ([date(2025, 12, 31), date(2026, 12, 31), date(2028, 12, 31)], "2025, 2026, 2028"),
        ([date(2026, 6, 30), date(2026, 12, 31)], "30.06.2026, 31.12.2026"),
    ],
)
def test_several_deadlines_in_words(days: list[date], words: str) -> None:
    """Years where all end with the year, else days."""
    about = replace(MEASURE, deadlines=tuple(Deadline(day, day, str(day)) for day in days))
    assert f"Сроки: {words}\n" in load_body(None, "ru")(_values(about))


def test_the_measure_above_is_named() -> None:
    """A measure that is part of another says so, with its number and title."""
    text = load_body(None, "ru")(_values(parent=measure("I.3", title="Цифровые услуги")))
    assert text.split("\n")[1] == "Входит в мероприятие 3. Цифровые услуги"


def test_several_indicators_are_reported_apart() -> None:
    """Each figure has its number, its words and its target; a single one that is not the first keeps its number."""
    share = indicator(50, kind=IndicatorKind.LEVEL, comparator="=", unit="книг", percent=True, text="50% книг")
    built = indicator(None, kind=IndicatorKind.DONE, comparator=None, unit="", text="Создан зал")
    about = replace(MEASURE, indicators=(indicator(), built, share))
    text = load_body(None, "ru")(_values(about, deadline=MEASURE.deadlines[0]))
    assert (
        "подставив свои цифры:\n"
        "1) Оцифровано не менее 4 документов — план: не менее 4 документов: «Факт 1: 1»\n"
        "3) 50% книг — план: 50 % книг: «Факт 3: 45 %» или «Факт 3: 5 из 6»\nКогда" in text
    )
    second = replace(MEASURE, indicators=(built, share))
    text = load_body(None, "ru")(_values(second, deadline=MEASURE.deadlines[0]))
    assert "\nПлан по показателю: 50 % книг. Сообщите долю строкой в комментарии: «Факт 2: 45 %» или" in text


@pytest.mark.parametrize(
    ("asked", "target", "report"),
    [
        (indicator(1, comparator="=", unit="услуги"), "1 услуга", "«Факт: 1»"),
        (indicator(1, unit="органа"), "не менее 1 органа", "«Факт: 1»"),
        (indicator(3, comparator="=", unit="общественных организациях"), "3 общественные организации", "«Факт: 1»"),
        (indicator(10000, comparator=">", unit="посещений"), "более 10000 посещений", "«Факт: 3000»"),
        (indicator(4, kind=IndicatorKind.PER_YEAR), "не менее 4 документов в год", "«Факт: 1»"),
        (indicator("4.5", kind=IndicatorKind.LEVEL, unit="балла"), "не менее 4,5 балла", "«Факт: 4,5»"),
        (indicator(3, kind=IndicatorKind.GROWTH, unit="%", percent=True), "рост на 3 %", "«Факт: 1,5 %»"),
        (indicator(-10, kind=IndicatorKind.GROWTH, unit="%", percent=True), "снижение на 10 %", "«Факт: -5 %»"),
        (indicator(5, kind=IndicatorKind.GROWTH, unit="книг"), "рост на 5 книг", "«Факт: 5»"),
        (
            indicator(20, kind=IndicatorKind.LEVEL, comparator="<=", unit="%", percent=True),
            "не более 20 %",
            "«Факт: 45 %»",
        ),
    ],
)
def test_the_target_as_read_with_an_example_that_fits(asked: Indicator, target: str, report: str) -> None:
    """A clerk sees how the target was read, in the words of the language, and a line that could be reported."""
    about = replace(MEASURE, indicators=(asked,))
    text = load_body(None, "ru")(_values(about, deadline=MEASURE.deadlines[0]))
    line = next(one for one in text.split("\n") if one.startswith("План по показателю"))
    assert line.startswith(f"План по показателю: {target}. Сообщите ")
    assert report in line


def test_the_target_of_the_year() -> None:
    """An issue of a year asks for that year's target, one that serves several years names each."""
    yearly = replace(indicator(12, kind=IndicatorKind.PER_YEAR), targets=((2026, Decimal(10)), (2027, Decimal(12))))
    about = replace(MEASURE, indicators=(yearly,))
    body = load_body(None, "en")
    assert "To be reached: at least 12 документов a year." in body(_values(about, deadline=MEASURE.deadlines[0]))
    assert "To be reached: 2026 – 10, 2027 – 12 документов." in body(_values(replace(about, deadlines=())))


def test_a_total_over_several_deadlines_says_of_what_it_is() -> None:
    """A yearly issue asks for its own part of a total; where figures are cumulative, for everything so far."""
    about = replace(measure("I.3.4", years=(2026, 2027)), indicators=(indicator(),))
    body = load_body(None, "en")
    own = body(_values(about, deadline=about.deadlines[0]))
    assert "at least 4 документов over all deadlines. Report the number of this period" in own
    so_far = replace(about, indicators=(replace(indicator(), reporting="cumulative"),))
    assert "Report the number reached so far" in body(_values(so_far, deadline=about.deadlines[0]))


def test_a_number_that_the_plan_leaves_out() -> None:
    """The figure is asked for all the same."""
    about = replace(MEASURE, indicators=(indicator(None, comparator=None, unit="", text="Создано ресурсов"),))
    text = load_body(None, "en")(_values(about, deadline=MEASURE.deadlines[0]))
    assert "in a comment: «Fact: 3». The plan names no number." in text
    assert "To be reached" not in text


def test_the_trackers_own_field_is_named() -> None:
    """Where the staff have a field for the figure, the text says so; it holds the first one."""
    body, first = load_body(None, "en"), replace(MEASURE, indicators=(indicator(),))
    words = "Instead of the comment the figure may be put into the field «Fact»."
    assert words in body(_values(first, deadline=MEASURE.deadlines[0], fact_field="Fact"))
    assert "field" not in body(_values(first, deadline=MEASURE.deadlines[0]))
    two = replace(MEASURE, indicators=(indicator(), indicator()))
    assert "the first figure may be" in body(_values(two, deadline=MEASURE.deadlines[0], fact_field="Fact"))
    none = replace(MEASURE, indicators=())
    assert "field" not in body(_values(none, deadline=MEASURE.deadlines[0], fact_field="Fact"))


def test_the_texts_of_a_plan_are_no_template(template: Callable[[str], Path]) -> None:
    """Braces and percent signs in a document stay what they are."""
    text = load_body(None, "ru")(_values(replace(MEASURE, title="{{ 7 * 7 }} {% x %} %(line)s")))
    assert text.startswith("Мероприятие 3.4. {{ 7 * 7 }} {% x %} %(line)s\n")
    own = load_body(template("{{ measure.title }} {{ _('Plan') }} {{ measure.deadlines[0].due | day }}"), "ru")
    assert own(_values()) == "Создание цифровых копий документов План 31.12.2027"


def test_small_sums_are_allowed(template: Callable[[str], Path]) -> None:
    """A template may count."""
    own = load_body(template("{{ 3 * 4 }} {{ 7 % 4 }} {{ 2.5 * measure.deadlines | length }}"), "en")
    assert own(_values()) == "12 3 2.5"


@pytest.mark.parametrize("name", ["none.txt", "x" * 300, "a\0b"])
def test_a_template_that_is_not_there(tmp_path: Path, name: str) -> None:
    """The file is named."""
    problem = _problem(lambda: load_body(tmp_path / name, "en"))
    assert problem.place == str(tmp_path / name)


def test_why_a_template_is_not_read(tmp_path: Path) -> None:
    """A missing one, a folder and another encoding are told apart."""
    assert "there is no such file" in _problem(lambda: load_body(tmp_path / "none.txt", "en")).message
    assert "Is a directory" in _problem(lambda: load_body(tmp_path, "en")).message
    (tmp_path / "own.txt").write_bytes("Мероприятие".encode("cp1251"))
    assert "not a text in UTF-8" in _problem(lambda: load_body(tmp_path / "own.txt", "en")).message


@pytest.mark.parametrize(
    ("text", "line"),
    [("one\n{% if %}", 2), ("{{ measure.title", 1), ("\n\n{{ 1 | nonsense }}", 3), ("{% for %}", 1)],
)
def test_a_template_with_a_wrong_syntax(template: Callable[[str], Path], text: str, line: int) -> None:
    """Told on loading, with its line."""
    path = template(text)
    problem = _problem(lambda: load_body(path, "en"))
    assert problem.place == f"{path}, line {line}"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("one\n\n{{ mesure.title }}", 3, "'mesure' is undefined"),
        ("{{ measure.titel }}", 1, "no attribute 'titel'"),
        ("a\n{{ 1 / 0 }}", 2, "division by zero"),
        ("{{ 'a' + 1 }}", 1, "can only concatenate str"),
        ("{{ measure.deadlines[9].due | day }}", 1, "has no element 9"),
        ("{{ none.x() }}", 1, "has no attribute"),
        ("{{ plan.section('XI') }}", 1, "StopIteration"),
        ("{{ 1 | day }}", 1, "isoformat"),
        ("{% include 'other.txt' %}", 1, "no loader"),
        ("\n{{ measure.__class__.__mro__ }}", 2, "unsafe"),
        ("{{ ''.__class__ }}", 1, "unsafe"),
        ("{{ load.__globals__ }}", 1, "'load' is undefined"),
        ("{{ _.__globals__ }}", 1, "unsafe"),
        ("{{ measure.executors.__add__(()) }}", 1, "unsafe"),
        ("{{ '{0.__class__}'.format(1) }}", 1, "unsafe"),
        ("{{ 'x' * 10 ** 9 }}", 1, "«**» is not allowed"),
        ("{{ 'x' * 1000000000 }}", 1, "«*» is not allowed"),
        ("{{ '%999999999d' % 1 }}", 1, "«%» is not allowed"),
        ("{{ 100000 * 2 }}", 1, "«*» is not allowed"),
        ("{{ 9 ** 9 ** 9 }}", 1, "«**» is not allowed"),
        ("{% for i in range(10 * 20000) %}{% endfor %}", 1, "Range too big"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "it makes more than 30000 characters"),
    ],
)
def test_a_template_that_fails_on_a_measure(template: Callable[[str], Path], text: str, line: int, reason: str) -> None:
    """Told when it runs, with its line; nothing but values of the plan is within reach."""
    path = template(text)
    render = load_body(path, "en")
    problem = _problem(lambda: render(_values()))
    assert reason in problem.message
    assert problem.place == f"{path}, line {line}"


def test_a_template_that_will_not_end(template: Callable[[str], Path]) -> None:
    """What it makes is cut off at the limit, and told."""
    loop = "{% for i in range(99999) %}{% for j in range(99999) %}xxxxxxxxxx{% endfor %}{% endfor %}"
    path = template(loop)
    render = load_body(path, "en")
    problem = _problem(lambda: render(_values()))
    assert f"it makes more than {BODY_LIMIT} characters" in problem.message
    assert problem.place == str(path)


def test_as_much_as_the_limit_is_no_fault(template: Callable[[str], Path]) -> None:
    """The limit itself is allowed; a template without a word gives an empty body."""
    assert len(load_body(template("x" * BODY_LIMIT), "en")(_values())) == BODY_LIMIT
    render = load_body(template("x" * BODY_LIMIT + "y"), "en")
    assert "it makes more than" in _problem(lambda: render(_values())).message
    assert load_body(template("\n"), "en")(_values()) == ""


def test_a_template_nested_too_deeply(template: Callable[[str], Path]) -> None:
    """What the compiler cannot take is the template's fault as well."""
    path = template("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}")
    assert _problem(lambda: load_body(path, "en")).place == str(path)
