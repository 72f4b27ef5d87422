"""The draft of a mapping: every doubt is a choice, and however the choices are taken the file loads."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import language
from mappings.mapping.decisions import Topic, topic_of
from mappings.mapping.draft import draft_mapping
from mappings.mapping.model import Executor, Mapping, load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.operator_files.strict_yaml import SIZE_LIMIT
from mappings.plan import Measure, Place, Plan, Recurrence, Severity
from mappings.reading import read_plan
from mappings.reading.findings import found
from mappings.wording import fold
from tests.examples.plan_documents import BUNDLED, plan_from, row
from tests.examples.plan_values import measure, plan

PLACE = Place(line=7)
DOUBTFUL = (
    row("1.1.", "Опрос жителей", timing="2022 2025 2028", target="Проведено 3 опроса"),
    row("1.2.", "Ремонт кровли", timing="2021 2030 годы", target=""),
    row("1.3.", "Отчет о работе", timing="ежегодно", target="Подготовлено 9 отчетов"),
    row("1.4.", "Приём жителей", timing="", executor="", target="Создано ресурсов"),
    row("1.5.", "Сбор «ключей»: # разметка", timing="после принятия закона", executor="Все учреждения города"),
    row("1.6.", "Выставки", timing="ежегодно до 1 апреля", target="Проведено 9 выставок"),
)


def loaded(text: str) -> Mapping:
    """The text as a mapping."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_bytes(text.encode())
        return load_mapping(path)


def as_read(draft: str) -> str:
    """The draft with one sign taken off every line of a choice."""
    return re.sub(r"^#(?=#|  )", "", draft, flags=re.MULTILINE)


def others(draft: str) -> Iterator[str]:
    """The draft with one of the other readings live, each in turn."""
    lines = draft.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("##    "):
            head = max(at for at in range(number) if re.match(r"##?  \S", lines[at]))
            live = {at: lines[at].lstrip("#") for at in (head, number)}
            yield "\n".join(live.get(at, text) for at, text in enumerate(lines)) + "\n"


def settled(one: Plan) -> set[tuple[str, str | None]]:
    """The doubts of a plan that a mapping can settle."""
    return {
        (finding.code, finding.measure)
        for finding in one.findings
        if finding.severity is Severity.WARNING and topic_of(finding.code) is not Topic.NONE
    }


@pytest.mark.parametrize("source", ["bundled", "doubtful"])
def test_a_draft_says_nothing_until_a_line_is_made_live(source: str) -> None:
    """As it is, the plan stays as it was read, findings and all."""
    one = read_plan(BUNDLED) if source == "bundled" else plan_from("I. РАЗДЕЛ", *DOUBTFUL)
    mapping = loaded(draft_mapping(one))
    assert mapping.model_dump() == Mapping(language="ru").model_dump()
    assert apply_overrides(one, mapping) == one


@pytest.mark.parametrize("source", ["bundled", "doubtful"])
def test_what_was_read_is_what_the_live_lines_say(source: str) -> None:
    """With one sign off every line nothing of the plan changes, and what was read is no longer in doubt."""
    one = read_plan(BUNDLED) if source == "bundled" else plan_from("I. РАЗДЕЛ", *DOUBTFUL)
    mapping = loaded(as_read(draft_mapping(one)))
    after = apply_overrides(one, mapping)
    same = [replace(each, recurrence=Recurrence.NONE) for each in after.measures]
    assert same == [replace(each, recurrence=Recurrence.NONE) for each in one.measures]
    unreadable = {"target-missing", "executor-missing"}  # nothing was read, so there is nothing to confirm
    assert settled(one)
    assert {code for code, _key in settled(after)} <= unreadable
    assert set(mapping.executors) == {name for each in one.measures for name in each.executors}


@pytest.mark.parametrize("source", ["bundled", "doubtful"])
def test_each_other_reading_can_be_taken(source: str) -> None:
    """Whichever it is, the file loads, fits the plan, and settles something."""
    one = read_plan(BUNDLED) if source == "bundled" else plan_from("I. РАЗДЕЛ", *DOUBTFUL)
    taken = list(others(draft_mapping(one)))
    assert len(taken) >= 6
    for text in taken:
        after = apply_overrides(one, loaded(text))
        assert settled(after) < settled(one)
        assert after.measures != one.measures


def test_a_choice_stands_below_its_measure_with_what_was_found() -> None:
    """The title, the finding with its place and code, what was read, and what else it may be."""
    draft = draft_mapping(plan_from("I. РАЗДЕЛ", DOUBTFUL[0]))
    (block,) = re.findall(r"^  # I\.1\.1\. .*?(?=\n\n)", draft, flags=re.MULTILINE | re.DOTALL)
    words = " ".join(block.replace("  # ", "").split())
    assert words.startswith("I.1.1. Опрос жителей line 5: the years «2022 2025 2028» stand without separators")
    assert "[years-without-separators]" in block
    assert block.splitlines()[-4:] == [
        "#  I.1.1:",
        "#    deadlines: [2022, 2025, 2028]  # as read",
        "##    recurrence: once  # one deadline: 2028-12-31",
        "##    recurrence: annual  # each year from 2022 to 2028",
    ]


def test_a_yearly_reading_is_confirmed_as_yearly() -> None:
    """Ends of years need no list; other days stand in one."""
    draft = draft_mapping(plan_from("I. РАЗДЕЛ", *DOUBTFUL))
    yearly = replace(measure("I.2.1", years=range(2021, 2024)), recurrence=Recurrence.ANNUAL)
    doubted = replace(plan(yearly), findings=(found("timing-vague", PLACE, "I.2.1", text="…"),))
    assert "#    recurrence: annual  # as read: each year from 2021 to 2023\n" in draft_mapping(doubted)
    dated = tuple(replace(one, due=one.due.replace(month=4, day=1)) for one in yearly.deadlines)
    doubted = replace(doubted, measures=(replace(yearly, deadlines=dated),))
    expected = "#    recurrence: annual\n#    deadlines: [2021-04-01, 2022-04-01, 2023-04-01]  # as read\n"
    assert expected in draft_mapping(doubted)
    assert "#    recurrence: ongoing  # as read: no deadline\n" in draft
    assert "##    deadlines: [2030]  # by the end of the plan\n" in draft
    endless = replace(plan(measure("I.1.1", years=())), end_year=None)
    endless = replace(endless, findings=(found("timing-missing", PLACE, "I.1.1"),))
    assert "deadlines:" not in draft_mapping(endless).partition("#  I.1.1:")[2]


def test_a_target_is_offered_as_read_and_as_it_may_be_meant() -> None:
    """One a year instead of a count that misses the years; a number to write in; done or not where nothing stands."""
    draft = draft_mapping(plan_from("I. РАЗДЕЛ", *DOUBTFUL))
    assert "##    target: Подготовлено 10 отчетов  # one for each year\n" in draft
    assert "#    target: Создано ресурсов  # as read; write the number in where it is known\n" in draft
    assert "##  I.1.2:\n" not in draft
    assert "##    target: Done  # or what is to be reached\n" in draft
    word = replace(measure("I.1.1"), target_text="Девять справок")
    doubted = replace(
        plan(word), findings=(found("target-count-differs", PLACE, "I.1.1", count="9 справок", years="10"),)
    )
    assert "one for each year" not in draft_mapping(doubted)


def test_executors_are_offered_as_parted_and_as_one() -> None:
    """Where none is named, the one named most often is offered, if there is any."""
    bundled = draft_mapping(read_plan(BUNDLED))
    assert "#    executors: [Отдел культуры, МБУ «Централизованная библиотечная система»]  # as read\n" in bundled
    assert "##    executors: [Отдел культуры МБУ «Централизованная библиотечная система»]  # one executor\n" in bundled
    draft = draft_mapping(plan_from("I. РАЗДЕЛ", *DOUBTFUL))
    assert "##    executors: [МБУ «Библиотека»]  # the one named most often\n" in draft
    alone = replace(measure("I.1.1"), executors=())
    doubted = replace(plan(alone), findings=(found("executor-missing", PLACE, "I.1.1"),))
    assert "executors:" not in draft_mapping(doubted)
    assert "#  I.1.1:" not in draft_mapping(doubted)
    assert loaded(draft_mapping(doubted)).measures == {}


def test_what_no_mapping_can_settle_is_told_with_its_hint() -> None:
    """It stands above the choices, and makes none."""
    draft = draft_mapping(read_plan(BUNDLED))
    text = " ".join(draft.replace("# ", "").split())
    assert "line 24: group 4 is missing between 3 and 5 [group-number-missing]. Check that no part of the plan" in text
    assert "V.15.1, line 97: number 15.1 is used again" in text
    assert "row-split" not in draft
    assert "measures:" not in draft_mapping(plan(measure()))


def test_a_mapping_that_is_there_already_is_not_asked_again() -> None:
    """Executors who have a login are left out; measures that were settled have no finding any more."""
    one = read_plan(BUNDLED)
    mapping = Mapping(executors={"отдел  культуры": Executor(assignee="kultura")})
    draft = draft_mapping(one, mapping)
    assert "#  Отдел культуры:" not in draft
    assert "#  Учреждения и организации города:  # 1 measure\n#    assignee:\n" in draft


def test_the_language_of_the_issues_is_the_plans() -> None:
    """The comments are in the operator's language."""
    assert "\nlanguage: ru\n" in draft_mapping(plan(measure()))
    english = plan(measure(title="A reading room", executors=()), title="Plan of libraries")
    assert "\nlanguage: en\n" in draft_mapping(english)
    language.use("ru")
    assert "мероприят" in draft_mapping(read_plan(BUNDLED))


def test_a_draft_stays_a_file_that_loads() -> None:
    """What has no room is counted, and asked for another draft."""
    long = "Очень длинное целевое значение " * 20
    many = [replace(measure(f"I.1.{number}"), target_text=f"{long}{number}") for number in range(2000)]
    findings = tuple(found("target-number-missing", PLACE, one.key, text="…") for one in many)
    draft = draft_mapping(replace(plan(*many), findings=findings))
    assert len(draft.encode()) < SIZE_LIMIT
    assert loaded(as_read(draft)).measures
    (count,) = re.findall(r"no room here for (\d+) more measures", draft)
    assert int(count) + draft.count("#    target: ") == len(many)


TEXTS = st.text(min_size=0, max_size=60).map(fold)


@settings(max_examples=60, deadline=None)
@given(titles=st.lists(TEXTS, min_size=1, max_size=3), target=TEXTS, names=st.lists(TEXTS.filter(bool), max_size=3))
def test_no_text_of_a_plan_breaks_out_of_the_draft(titles: list[str], target: str, names: list[str]) -> None:
    """Quotes, signs, brackets and line ends of other alphabets are text, in comments and in values."""
    told = ("target-number-missing", "executors-run-together", "timing-vague", "row-unread")

    def made(number: int, title: str) -> Measure:
        one = measure(f"I.1.{number}", title=title, executors=tuple(dict.fromkeys(names)))
        return replace(one, target_text=target)

    measures = [made(number, title) for number, title in enumerate(titles, start=1)]
    findings = tuple(found(code, PLACE, one.key, text=target, names=target) for one in measures for code in told)
    one = replace(plan(*measures, title=target), findings=findings)
    draft = draft_mapping(one)
    assert loaded(draft).measures == {}
    mapping = loaded(as_read(draft))
    assert set(mapping.measures) == {each.key for each in measures}
    assert not settled(apply_overrides(one, mapping)) & {("timing-vague", each.key) for each in measures}
