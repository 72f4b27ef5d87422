"""From a plan to issues and milestones: which there are, what they are called, and whose they are."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.desired.body import bundled_body
from mappings.desired.issues import TITLE_LIMIT, Desired, DesiredIssue, LabelKind, expand
from mappings.desired.values import Values
from mappings.errors import MappingError, Problem
from mappings.mapping.model import Executor, Mapping
from mappings.marker import find_block, find_key
from mappings.plan import Deadline, IndicatorKind, Measure, Plan, Recurrence
from mappings.reading import read_plan
from mappings.wording import section_titles
from tests.examples.plan_documents import BUNDLED
from tests.examples.plan_values import indicator, measure, plan

KEY = "megion-2021-2030"


def _body(_values: Values) -> str:
    return "текст"


def _expand(*measures: Measure, **mapping: Any) -> Desired:
    return expand(plan(*measures), Mapping(**mapping), plan_key=KEY, body=_body)


def _keys(desired: Desired) -> list[str]:
    return [issue.key for issue in desired.issues]


def _issue(desired: Desired, key: str) -> DesiredIssue:
    return next(issue for issue in desired.issues if issue.key == key)


@pytest.fixture(scope="module")
def megion() -> Plan:
    """The bundled plan."""
    return read_plan(BUNDLED)


@pytest.fixture(scope="module")
def bundled(megion: Plan) -> Desired:
    """What should stand in the tracker for it."""
    return expand(megion, Mapping(), plan_key=KEY, body=bundled_body("ru"))


def test_the_bundled_plan_in_numbers(megion: Plan, bundled: Desired) -> None:
    """53 measures with one deadline, 11 parents and 103 children: 167 issues under 10 milestones."""
    parents = {issue.parent for issue in bundled.issues if issue.parent}
    children = [issue for issue in bundled.issues if issue.parent]
    assert len(bundled.issues) == len(set(_keys(bundled))) == 167
    assert (len(parents), len(children)) == (11, 103)
    assert [one.key for one in bundled.milestones] == [str(year) for year in range(2021, 2031)]
    assert bundled.unfollowed == frozenset()
    assert {measure.key for measure in megion.measures} <= set(_keys(bundled))


def test_every_deadline_has_its_issue(megion: Plan, bundled: Desired) -> None:
    """Each of the 156 deadlines is one issue, in its year's milestone, due on its day."""
    per_year = Counter(issue.milestone for issue in bundled.issues)
    assert [per_year[str(year)] for year in range(2021, 2031)] == [10, 13, 10, 13, 11, 10, 10, 11, 10, 58]
    for about in megion.measures:
        for deadline in about.deadlines:
            issue = _issue(bundled, about.issue_key(deadline))
            assert (issue.milestone, issue.start, issue.due) == (str(deadline.year), deadline.start, deadline.due)


def test_parents_come_before_their_children(bundled: Desired) -> None:
    """An issue's parent is always made first."""
    seen: set[str] = set()
    for issue in bundled.issues:
        assert issue.parent is None or issue.parent in seen
        seen.add(issue.key)


def test_the_parents_of_the_bundled_plan(bundled: Desired) -> None:
    """A parent stands in no milestone and spans its children's dates; 5.1 is no parent among issues."""
    parent = _issue(bundled, "I.2.2")
    assert (parent.milestone, parent.start, parent.due) == (None, date(2022, 1, 1), date(2028, 12, 31))
    assert parent.title.endswith(" (2022–2028)")
    assert [issue.key for issue in bundled.issues if issue.parent == "I.2.2"] == [
        "I.2.2/2022",
        "I.2.2/2025",
        "I.2.2/2028",
    ]
    assert (_issue(bundled, "I.5.1").milestone, _issue(bundled, "I.5.1.1").parent) == ("2024", None)


def test_titles_of_the_bundled_plan(bundled: Desired) -> None:
    """Number, title and year; what leads on to rows below is left out of a title."""
    assert _issue(bundled, "I.3.4/2027").title.startswith("3.4. Создание цифровых копий документов")
    assert _issue(bundled, "I.3.4/2027").title.endswith(" (2027)")
    assert _issue(bundled, "I.5.1").title == (
        "5.1. Создание модельных библиотек в рамках национального проекта «Культура» (2024)"
    )
    assert all(len(issue.title) <= TITLE_LIMIT for issue in bundled.issues)
    assert len({issue.title for issue in bundled.issues}) == 167


def test_blocks_of_the_bundled_plan(megion: Plan, bundled: Desired) -> None:
    """Every issue's block is whole, marked with its key, and holds the measure's full text; no heading shouts."""
    titles = section_titles(megion)
    for issue in bundled.issues:
        assert find_block(issue.block) == issue.block
        assert find_key(issue.block, KEY) == issue.key
        about = next(one for one in megion.measures if one.key in (issue.key, issue.parent))
        group = megion.group(about.group)
        for text in (about.title, about.target_text, about.timing_text, *about.executors, *about.funding):
            assert text in issue.block
        assert f" {about.section}. {titles[about.section]}\n" in issue.block
        assert group is None or group.title in issue.block


def test_no_line_of_a_block_is_a_figure(bundled: Desired) -> None:
    """The examples in a block could not be taken for a reported figure, even if its fences were lost."""
    for issue in bundled.issues:
        for line in issue.block.lower().split("\n"):
            assert not line.lstrip(" «>*-").startswith(("факт", "причина", "fact", "reason", "/"))


def test_figures_asked_for_in_the_bundled_plan(bundled: Desired) -> None:
    """A thing that is done or not asks for no figure; two indicators are reported apart."""
    assert "Факт" not in _issue(bundled, "I.7.5").block
    assert "не менее 4 документов в год. Сообщите число за год" in _issue(bundled, "I.3.4/2027").block
    assert "«Факт: 3». Число в плане не названо." in _issue(bundled, "III.11.1").block
    assert "Факт" not in _issue(bundled, "I.3.4").block
    block = _issue(bundled, "I.7.4.2").block
    assert "1) 100% библиотек обеспечили доступ к ресурсам НЭБ — план: 100 % библиотек: «Факт 1: 45 %»" in block
    assert "2) 50% библиотек обеспечили" in block


def test_the_measure_above_is_named_in_the_block(bundled: Desired) -> None:
    """5.1.1 says that it is part of 5.1."""
    assert " 5.1. Создание модельных библиотек" in _issue(bundled, "I.5.1.1").block


def test_the_body_is_in_the_language_of_the_mapping(megion: Plan) -> None:
    """An English body beside a Russian plan; the plan's own words stay."""
    desired = expand(megion, Mapping(language="en"), plan_key=KEY, body=bundled_body("en"))
    block = _issue(desired, "I.1.1/2021").block
    assert "To be done by: 2021-12-31" in block
    assert "Expected result: Подготовлено не менее 9 справок" in block


def test_milestones(bundled: Desired) -> None:
    """A milestone is a year, from its first day to its last, marked below the plan's title."""
    milestone = bundled.milestones[6]
    assert (milestone.key, milestone.title) == ("2027", "2027")
    assert (milestone.start, milestone.due) == (date(2027, 1, 1), date(2027, 12, 31))
    assert milestone.description.startswith("План мероприятий по реализации Концепции")
    assert find_key(milestone.description, KEY) == "2027"


def test_titles_of_milestones() -> None:
    """The mapping says what a milestone is called; its text stays within what every tracker takes."""
    desired = expand(
        plan(measure("I.1.1"), title="слово " * 100),
        Mapping(milestone_title="План {year}"),
        plan_key="k" * 60,
        body=_body,
    )
    (milestone,) = desired.milestones
    assert milestone.title == "План 2030"
    assert len(milestone.description) <= 255
    assert milestone.description.endswith(f"слово…\n{'k' * 60}:2030")
    untitled = expand(plan(measure("I.1.1"), title=""), Mapping(), plan_key=KEY, body=_body)
    assert untitled.milestones[0].description == f"{KEY}:2030"


def test_a_measure_with_one_deadline_is_one_issue() -> None:
    """It carries the measure's own key, so that a deadline that moves keeps its issue."""
    (issue,) = _expand(measure("I.1.1", years=(2027,))).issues
    assert (issue.key, issue.milestone, issue.parent) == ("I.1.1", "2027", None)


def test_a_measure_without_deadlines_is_one_issue_without_a_milestone() -> None:
    """An ongoing measure still has something to work on; it is due on no day."""
    desired = _expand(measure("I.1.1", years=()))
    (issue,) = desired.issues
    assert (issue.key, issue.milestone, issue.start, issue.due) == ("I.1.1", None, None, None)
    assert issue.title == "1.1. Создание цифровых копий документов"
    assert desired.milestones == ()


def test_two_deadlines_in_one_year() -> None:
    """Days tell them apart, in keys as dates of the calendar and in titles as the language writes them."""
    days = (date(2027, 6, 30), date(2027, 12, 31), date(2028, 12, 31))
    keys = ("I.1.1/2027-06-30", "I.1.1/2027-12-31", "I.1.1/2028")
    deadlines = tuple(Deadline(day, date(day.year, 1, 1), key) for day, key in zip(days, keys, strict=True))
    about = replace(measure("I.1.1"), deadlines=deadlines, title="Опрос", recurrence=Recurrence.YEARS)
    russian = _expand(about)
    assert [(issue.key, issue.title) for issue in russian.issues] == [
        ("I.1.1", "1.1. Опрос (2027–2028)"),
        (keys[0], "1.1. Опрос (30.06.2027)"),
        (keys[1], "1.1. Опрос (31.12.2027)"),
        (keys[2], "1.1. Опрос (2028)"),
    ]
    assert [one.key for one in russian.milestones] == ["2027", "2028"]
    assert _issue(_expand(about, language="en"), keys[0]).title == "1.1. Опрос (2027-06-30)"
    within = replace(about, deadlines=deadlines[:2])
    assert _expand(within).issues[0].title == "1.1. Опрос (2027)"


def test_deadlines_before_the_start_year_are_not_followed() -> None:
    """Neither issues nor milestones are made for them; the parent spans what is left, and keeps its key."""
    several = measure("I.1.1", years=(2021, 2025, 2026, 2027))
    past, later = measure("I.1.2", years=(2024,)), measure("I.1.3", years=(2026,))
    desired = _expand(several, past, later, measure("I.1.4", years=()), from_year=2026)
    assert _keys(desired) == ["I.1.1", "I.1.1/2026", "I.1.1/2027", "I.1.3", "I.1.4"]
    assert [one.key for one in desired.milestones] == ["2026", "2027"]
    parent = desired.issues[0]
    assert (parent.start, parent.due) == (date(2026, 1, 1), date(2027, 12, 31))
    assert parent.title.endswith(" (2026–2027)")
    assert desired.unfollowed == {"I.1.1/2021", "I.1.1/2025", "I.1.2"}


def test_one_deadline_left_of_several_is_still_a_child() -> None:
    """The shape of a measure does not depend on the start year, nor do its keys."""
    desired = _expand(measure("I.1.1", years=(2021, 2030)), from_year=2030)
    assert _keys(desired) == ["I.1.1", "I.1.1/2030"]
    assert desired.issues[0].title.endswith(" (2030)")
    gone = _expand(measure("I.1.1", years=(2021, 2022)), from_year=2030)
    assert gone.issues == ()
    assert gone.unfollowed == {"I.1.1", "I.1.1/2021", "I.1.1/2022"}


def test_the_child_of_a_deadline_that_is_now_alone_is_not_unfollowed() -> None:
    """Only the start year leaves keys out; a key that the plan no longer has is an orphan's."""
    assert _expand(measure("I.1.1", years=(2030,)), from_year=2021).unfollowed == frozenset()


def test_labels_of_the_bundled_plan(bundled: Desired) -> None:
    """Every issue has its section, its group where it has one, its executors and its sources, each short."""
    kinds = Counter(label.kind for issue in bundled.issues for label in issue.labels)
    assert kinds[LabelKind.SECTION] == 167
    issue = _issue(bundled, "I.7.4.1")
    assert [(label.kind.value, label.name) for label in issue.labels] == [
        ("section", "I. Адвокация интересов жителей Югры в получении…"),
        ("group", "I.7.4. Обеспечение доступа к сетевым удаленным ресурсам"),
        ("executor", "МБУ «Централизованная библиотечная система»"),
        ("funding", "Региональный бюджет"),
        ("funding", "Муниципальный бюджет"),
    ]
    names = {label.name for issue in bundled.issues for label in issue.labels}
    assert len(names) == 5 + 17 + 4 + 4
    assert all(len(name) <= 60 and "," not in name for name in names)


def test_the_same_name_in_other_letters_is_the_same_label() -> None:
    """«муниципальный бюджет» and «Муниципальный бюджет» are one source; a comma does not split a name."""
    one = replace(
        measure("I.1"),
        funding=("муниципальный бюджет", "Муниципальный бюджет"),
        executors=("отдел, что у реки",),
    )
    (issue,) = _expand(one).issues
    of_measure = [label for label in issue.labels if label.kind in (LabelKind.EXECUTOR, LabelKind.FUNDING)]
    assert [label.name for label in of_measure] == ["Отдел\u201a что у реки", "Муниципальный бюджет"]
    assert of_measure[0].title == "Отдел, что у реки"


def test_the_assignee_is_the_first_executor_that_has_one() -> None:
    """Names are compared with case and space folded; an executor without a login is passed over."""
    about = measure("I.1.1", executors=("Отдел  культуры", "Музей", "Архив"))
    mapping = {
        "отдел культуры": Executor(),
        "МУЗЕЙ": Executor(assignee="museum"),
        "Архив": Executor(assignee="archive"),
    }
    assert [issue.assignee for issue in _expand(about, executors=mapping).issues] == ["museum"]
    assert _expand(about).issues[0].assignee is None


def test_a_short_title_of_the_mapping_names_the_issue() -> None:
    """The operator's title is taken as it is, without what would spoil a line."""
    about = replace(measure("I.1.1"), short_title="Коротко:\n\tи\x07 ясно, в том числе")
    assert _expand(about).issues[0].title == "1.1. Коротко: и ясно, в том числе (2030)"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Доступ к ресурсам. В том числе:", "Доступ к ресурсам"),
        ("Участие в конкурсах:", "Участие в конкурсах"),
        ("Создание библиотек, в том числе", "Создание библиотек"),
        ("Библиотеки, клубы и т.п.", "Библиотеки, клубы и т.п."),
    ],
)
def test_titles_that_lead_on(title: str, shown: str) -> None:
    """What announces the rows below is no part of an issue's title."""
    assert _expand(measure("I.1.1", title=title)).issues[0].title == f"1.1. {shown} (2030)"


def test_what_the_body_is_given() -> None:
    """A template may use the plan, the measure and those around it, the deadline and the figures asked for."""
    given_values: list[Values] = []

    def body(values: Values) -> str:
        given_values.append(values)
        return ""

    kinds = (IndicatorKind.DONE, IndicatorKind.TOTAL, IndicatorKind.QUALITATIVE, IndicatorKind.LEVEL)
    asked = tuple(indicator(kind=kind, text=kind.value) for kind in kinds)
    above = measure("I.3.4", years=(2026, 2027))
    below = replace(measure("I.3.4.1", indicators=asked), parent="I.3.4")
    expand(plan(above, below), Mapping(), plan_key=KEY, body=body)
    assert [values.deadline and values.deadline.key for values in given_values] == [
        None,
        "I.3.4/2026",
        "I.3.4/2027",
        "I.3.4.1/2030",
    ]
    last = given_values[-1]
    assert (last.measure, last.parent, given_values[0].parent) == (below, above, None)
    assert (last.plan.title, last.section.key, last.group and last.group.key) == ("План развития библиотек", "I", "I.3")
    assert last.asked == [(2, "total"), (4, "level")]


def test_a_template_that_fails_stops_the_expansion() -> None:
    """The error comes through as it is."""

    def body(_values: Values) -> str:
        raise MappingError([Problem("template-broken", "issue.txt", "broken")])

    with pytest.raises(MappingError) as broken:
        expand(plan(measure("I.1.1")), Mapping(), plan_key=KEY, body=body)
    assert broken.value.code == "template-broken"


def _is_plain(text: str) -> bool:
    return not any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in text)


@given(st.text(max_size=400), st.text(max_size=400), st.sampled_from([(), (2030,), (2021, 2030)]))
def test_titles_fit_every_tracker(title: str, short_title: str, years: tuple[int, ...]) -> None:
    """At most 255 characters on one line; number and year are never cut off."""
    about = replace(measure("I.15.6.4", title=title, years=years), short_title=short_title)
    for issue in _expand(about).issues:
        assert len(issue.title) <= TITLE_LIMIT
        assert _is_plain(issue.title)
        assert issue.title.startswith("15.6.4.")
        assert not years or issue.title.endswith("30)" if issue.due != date(2021, 12, 31) else "21)")


def test_other_columns_of_the_plan_are_facts() -> None:
    """Where one says something else the issue's text is due again; without any nothing changes."""
    one = measure("I.1.1", years=(2026,))
    facts = [
        _issue(_expand(replace(one, remarks=remarks)), "I.1.1").facts
        for remarks in ((), (("Место", "парк"),), (("Место", "сквер"),), (("Адрес", "парк"),))
    ]
    assert len(set(facts)) == len(facts)
