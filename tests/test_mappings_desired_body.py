"""The body of an issue's plan block: what it tells the staff, and what a template may not do."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mappings.apart.templates import TEMPLATE_LIMIT
from mappings.desired.body import body_of, bundled_body, template_source
from mappings.desired.rendering import BODY_LIMIT
from mappings.errors import MappingError, Problem
from mappings.plan import Deadline, Indicator, IndicatorKind, Place, Section
from tests.examples.plan_values import indicator, measure, plan
from tests.examples.template_values import MEASURE, values_of


def _problem(template: Path) -> Problem:
    with pytest.raises(MappingError) as broken, body_of(template, "en"):
        pass
    (problem,) = broken.value.problems
    assert problem.code == broken.value.code == "template-broken"
    assert problem.hint
    with pytest.raises(MappingError):
        template_source(template)
    return problem


def test_an_issue_of_a_deadline_in_russian() -> None:
    """The whole text of a measure as the staff read it, line by line."""
    about = replace(MEASURE, indicators=(indicator(),))
    text = bundled_body("ru")(values_of(about, deadline=MEASURE.deadlines[0]))
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
    text = bundled_body("en")(values_of(deadline=MEASURE.deadlines[0]))
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
    values = values_of(bare, group=None, section=Section("I", "", Place()), plan=plan(bare, title=""))
    assert bundled_body("en")(values).split("\n") == [
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


def test_what_stands_in_other_columns_of_the_plan() -> None:
    """In one line, each text with the heading of its column where it has one; a long one is cut short."""
    remarks = (("Место", "городской парк"), ("", "/close"), ("Обоснование", "да " * 9_000))
    lines = bundled_body("en")(values_of(replace(MEASURE, remarks=remarks))).split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("Funding: "))
    assert lines[at + 1].startswith("Also in the plan: Место: городской парк; /close; Обоснование: да да ")
    assert lines[at + 1].endswith("да…")
    assert lines[at + 2] == ""
    many = replace(MEASURE, remarks=tuple((str(number), "да " * 9_000) for number in range(256)))
    assert len(bundled_body("en")(values_of(many))) < BODY_LIMIT


def test_the_issue_of_a_measure_with_several_deadlines() -> None:
    """The parent sends the staff to its children, and asks for no figure itself."""
    about = replace(measure("I.3.4", years=(2026, 2027, 2028)), indicators=(indicator(),))
    text = bundled_body("en")(values_of(about))
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
    assert f"Сроки: {words}\n" in bundled_body("ru")(values_of(about))


def test_the_measure_above_is_named() -> None:
    """A measure that is part of another says so, with its number and title."""
    text = bundled_body("ru")(values_of(parent=measure("I.3", title="Цифровые услуги")))
    assert text.split("\n")[1] == "Входит в мероприятие 3. Цифровые услуги"


def test_several_indicators_are_reported_apart() -> None:
    """Each figure has its number, its words and its target; a single one that is not the first keeps its number."""
    share = indicator(50, kind=IndicatorKind.LEVEL, comparator="=", unit="книг", percent=True, text="50% книг")
    built = indicator(None, kind=IndicatorKind.DONE, comparator=None, unit="", text="Создан зал")
    about = replace(MEASURE, indicators=(indicator(), built, share))
    text = bundled_body("ru")(values_of(about, deadline=MEASURE.deadlines[0]))
    assert (
        "подставив свои цифры:\n"
        "1) Оцифровано не менее 4 документов — план: не менее 4 документов: «Факт 1: 1»\n"
        "3) 50% книг — план: 50 % книг: «Факт 3: 45 %» или «Факт 3: 5 из 6»\nКогда" in text
    )
    second = replace(MEASURE, indicators=(built, share))
    text = bundled_body("ru")(values_of(second, deadline=MEASURE.deadlines[0]))
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
    text = bundled_body("ru")(values_of(about, deadline=MEASURE.deadlines[0]))
    line = next(one for one in text.split("\n") if one.startswith("План по показателю"))
    assert line.startswith(f"План по показателю: {target}. Сообщите ")
    assert report in line


def test_the_target_of_the_year() -> None:
    """An issue of a year asks for that year's target, one that serves several years names each."""
    yearly = replace(indicator(12, kind=IndicatorKind.PER_YEAR), targets=((2026, Decimal(10)), (2027, Decimal(12))))
    about = replace(MEASURE, indicators=(yearly,))
    body = bundled_body("en")
    assert "To be reached: at least 12 документов a year." in body(values_of(about, deadline=MEASURE.deadlines[0]))
    assert "To be reached: 2026 – 10, 2027 – 12 документов." in body(values_of(replace(about, deadlines=())))


def test_a_total_over_several_deadlines_says_of_what_it_is() -> None:
    """A yearly issue asks for its own part of a total; where figures are cumulative, for everything so far."""
    about = replace(measure("I.3.4", years=(2026, 2027)), indicators=(indicator(),))
    body = bundled_body("en")
    own = body(values_of(about, deadline=about.deadlines[0]))
    assert "at least 4 документов over all deadlines. Report the number of this period" in own
    so_far = replace(about, indicators=(replace(indicator(), reporting="cumulative"),))
    assert "Report the number reached so far" in body(values_of(so_far, deadline=about.deadlines[0]))


def test_a_number_that_the_plan_leaves_out() -> None:
    """The figure is asked for all the same."""
    about = replace(MEASURE, indicators=(indicator(None, comparator=None, unit="", text="Создано ресурсов"),))
    text = bundled_body("en")(values_of(about, deadline=MEASURE.deadlines[0]))
    assert "in a comment: «Fact: 3». The plan names no number." in text
    assert "To be reached" not in text


def test_the_trackers_own_field_is_named() -> None:
    """Where the staff have a field for the figure, the text says so; it holds the first one."""
    body, first = bundled_body("en"), replace(MEASURE, indicators=(indicator(),))
    words = "Instead of the comment the figure may be put into the field «Fact»."
    assert words in body(values_of(first, deadline=MEASURE.deadlines[0], fact_field="Fact"))
    assert "field" not in body(values_of(first, deadline=MEASURE.deadlines[0]))
    two = replace(MEASURE, indicators=(indicator(), indicator()))
    assert "the first figure may be" in body(values_of(two, deadline=MEASURE.deadlines[0], fact_field="Fact"))
    none = replace(MEASURE, indicators=())
    assert "field" not in body(values_of(none, deadline=MEASURE.deadlines[0], fact_field="Fact"))


def test_the_texts_of_a_plan_are_no_template() -> None:
    """Braces and percent signs in a document stay what they are."""
    text = bundled_body("ru")(values_of(replace(MEASURE, title="{{ 7 * 7 }} {% x %} %(line)s")))
    assert text.startswith("Мероприятие 3.4. {{ 7 * 7 }} {% x %} %(line)s\n")


def test_a_bundled_template_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own templates are trusted, and a plan without another pays for no process."""
    monkeypatch.setattr(subprocess, "Popen", None)
    with body_of(None, "en") as body:
        assert body(values_of()).startswith("Measure 3.4.")


def test_an_operators_template_is_read_whatever_its_line_ends(tmp_path: Path) -> None:
    """A file written on Windows is the same template."""
    (tmp_path / "own.txt").write_bytes(b"one\r\n{{ measure.number }}\r\n")
    with body_of(tmp_path / "own.txt", "en") as body:
        assert body(values_of()) == "one\n3.4"


@pytest.mark.parametrize("name", ["none.txt", "x" * 300, "a\0b"])
def test_a_template_that_is_not_there(tmp_path: Path, name: str) -> None:
    """The file is named."""
    assert _problem(tmp_path / name).place == str(tmp_path / name)


def test_why_a_template_is_not_read(tmp_path: Path) -> None:
    """A missing one, a folder, another encoding, and what is too large or without end are told apart."""
    assert "there is no such file" in _problem(tmp_path / "none.txt").message
    assert "Is a directory" in _problem(tmp_path).message
    (tmp_path / "own.txt").write_bytes("Мероприятие".encode("cp1251"))
    assert "not a text in UTF-8" in _problem(tmp_path / "own.txt").message
    (tmp_path / "own.txt").write_bytes(b"x" * (TEMPLATE_LIMIT + 1))
    assert f"larger than {TEMPLATE_LIMIT} bytes" in _problem(tmp_path / "own.txt").message
    os.mkfifo(tmp_path / "pipe")
    assert "it is no file" in _problem(tmp_path / "pipe").message
    assert "it is no file" in _problem(Path("/dev/zero")).message


def test_the_file_and_the_line_of_what_is_broken(tmp_path: Path) -> None:
    """A template may fail on one issue only: the place is its file and line, the words are on one line."""
    path = tmp_path / "own.txt"
    path.write_text("one\n{{ none['a\\n\\x1b[31m'] }}", encoding="utf-8")
    with body_of(path, "en") as body, pytest.raises(MappingError) as broken:
        body(values_of())
    assert broken.value.place == f"{path}, line 2"
    assert broken.value.message.isprintable()
    assert broken.value.hint
