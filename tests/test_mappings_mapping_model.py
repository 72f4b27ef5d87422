"""Rules of the mapping: what its file may say, and what its overrides make of a plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from mappings.errors import FileUnreadable, MappingError, Problem
from mappings.language import LANGUAGES
from mappings.mapping.model import DEFAULT_STATUSES, DRIFT_FIELDS, Mapping, load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.operator_files.codes import CODES
from mappings.plan import Measure, Plan
from mappings.progress import Status
from mappings.reading import read_plan

BUNDLED = Path(__file__).parent.parent / "mappings" / "megion-2021-2030"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The bundled plan, as read."""
    return read_plan(BUNDLED / "plan.txt")


def _load(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def _problems(tmp_path: Path, text: str) -> list[Problem]:
    with pytest.raises(MappingError) as caught:
        _load(tmp_path, text)
    assert {problem.code for problem in caught.value.problems} <= set(CODES)
    return caught.value.problems


def _lines(found: list[Problem]) -> list[int]:
    return [int(problem.place.rpartition(" ")[2]) for problem in found]


def _by_key(plan: Plan, key: str) -> Measure:
    return next(measure for measure in plan.measures if measure.key == key)


def test_without_a_file_the_defaults_hold() -> None:
    """No mapping is a mapping that says nothing: plain years, everything open, the staff's word stands."""
    mapping = load_mapping(None)
    assert (mapping.language, mapping.timezone, mapping.from_year) == ("ru", "Europe/Moscow", None)
    assert (mapping.past, mapping.removed, mapping.milestone_title) == ("open", "report", "{year}")
    assert mapping.drift == dict.fromkeys(DRIFT_FIELDS, "staff")
    assert mapping.template_path is None


def test_the_bundled_mapping_says_how_two_measures_are_counted(plan: Plan) -> None:
    """The bundled plan is read as it stands; of two yearly reports a closed issue counts as one."""
    mapping = load_mapping(BUNDLED / "mapping.yaml")
    assert mapping.model_fields_set == {"language", "timezone", "measures"}
    assert (mapping.language, mapping.timezone) == ("ru", "Asia/Yekaterinburg")
    changed = apply_overrides(plan, mapping)
    different = [(new, old) for new, old in zip(changed.measures, plan.measures, strict=True) if new != old]
    assert [new.key for new, _old in different] == ["I.1.1", "I.1.2"]
    for new, old in different:
        (counted,) = new.indicators
        assert counted.count_closed == 1
        assert (replace(counted, count_closed=None),) == old.indicators
    assert changed.findings == plan.findings


def test_every_comment_of_the_bundled_mapping_works(tmp_path: Path, plan: Plan) -> None:
    """What the bundled mapping shows as an example is accepted, and fits the plan, without its `#`.

    It shows every key but `extensions`: an order that nobody gave has no place beside an official plan.
    """
    names = (*Mapping.model_fields, *DRIFT_FIELDS)

    def live(line: str) -> str:
        example = line.startswith("#   ") or line[2:].startswith(tuple(f"{name}:" for name in names))
        return line.removeprefix("# ") if line.startswith("# ") and ":" in line and example else line

    text = (BUNDLED / "mapping.yaml").read_text(encoding="utf-8")
    mapping = _load(tmp_path, "\n".join(map(live, text.splitlines())))
    assert set(Mapping.model_fields) - {"extensions"} == mapping.model_fields_set
    changed = apply_overrides(plan, mapping)
    different = [new.key for new, old in zip(changed.measures, plan.measures, strict=True) if new != old]
    assert different == ["I.1.1", "I.1.2", "I.6.4", "I.7.4.2"]


def test_every_setting_is_read(tmp_path: Path) -> None:
    """Each setting comes as it was written; drift fields that were left out stay the staff's."""
    mapping = _load(
        tmp_path,
        """
language: en
timezone: Asia/Yekaterinburg
from_year: 2026
past: closed
milestone_title: "Year {year} {{draft}}"
template: texts/issue.txt
removed: close
drift: {due: plan}
executors: {Museum: {assignee: kate}}
statuses: {Ready: done}
""",
    )
    assert (mapping.language, mapping.timezone, mapping.from_year) == ("en", "Asia/Yekaterinburg", 2026)
    assert (mapping.past, mapping.removed) == ("closed", "close")
    assert mapping.milestone_title.format(year=2026) == "Year 2026 {draft}"
    assert mapping.template_path == tmp_path / "texts" / "issue.txt"
    assert mapping.drift == dict.fromkeys(DRIFT_FIELDS, "staff") | {"due": "plan"}
    assert mapping.executors["Museum"].assignee == "kate"
    assert mapping.statuses == {"Ready": Status.DONE}
    assert set(LANGUAGES) == {"ru", "en"}


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """Faults of form and of content come in one list, by line, with the nearest key if there is one."""
    found = _problems(
        tmp_path,
        """language: de
timezon: Europe/Moscow
drift:
  titel: plan
past: open
past: skip
statuses:
  Ready: finished
executors:
  Museum: {asignee: kate}
measures:
  I.1.1: {recurence: annual, deadlines: 2027}
""",
    )
    assert _lines(found) == [1, 2, 4, 6, 8, 10, 12, 12]
    assert [problem.code for problem in found] == [
        *("value-invalid", "key-unknown", "key-unknown", "yaml-duplicate-key"),
        *("value-invalid", "key-unknown", "value-invalid", "key-unknown"),
    ]
    assert [problem.hint for problem in found] == [
        *("", "did you mean timezone?", "did you mean title?", "leave one of the two"),
        *("", "did you mean assignee?", "write a list: [2027]", "did you mean recurrence?"),
    ]


@pytest.mark.parametrize("text", ["", "a: 'x", "- a"])
def test_a_broken_form_ends_the_reading(tmp_path: Path, text: str) -> None:
    """Where the form is broken nothing is said of the contents."""
    assert len(_problems(tmp_path, text)) == 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A mapping that is missing or no file is told with its own code."""
    with pytest.raises(FileUnreadable) as caught:
        load_mapping(tmp_path / "none.yaml")
    assert caught.value.code == "mapping-missing"
    assert "plan.mapping" in caught.value.hint
    with pytest.raises(FileUnreadable) as caught:
        load_mapping(tmp_path)
    assert caught.value.code == "mapping-unreadable"


@pytest.mark.parametrize("name", ["Europe/Moskow", "Europe", "../../etc/passwd", "Asia/"])
def test_unknown_time_zones(tmp_path: Path, name: str) -> None:
    """A name that is no time zone is refused, however it fails."""
    (problem,) = _problems(tmp_path, f"timezone: {name}\n")
    assert problem.message == "timezone: there is no such time zone"


def test_an_unknown_time_zone_names_the_nearest(tmp_path: Path) -> None:
    """The nearest zones are offered, whatever the case."""
    assert "Europe/Moscow" in _problems(tmp_path, "timezone: europe/moskow\n")[0].hint


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Plan", "{year} is expected"),
        ("{year} {month}", "no other placeholder"),
        ("{year:>9}", "no other placeholder"),
        ("{year!r}", "no other placeholder"),
        ("{year.real}", "no other placeholder"),
        ("{year.__class__.__init__.__globals__}", "no other placeholder"),
        ("{year[0]}", "no other placeholder"),
        ("{year:9999999999}", "no other placeholder"),
        ("{year:{year}}", "no other placeholder"),
        ("%9999999999d", "{year} is expected"),
        ("{}", "no other placeholder"),
        ("{year", "brace"),
        ("{year} " + "x" * 56, "longer than 60"),
    ],
)
def test_milestone_titles_that_are_refused(tmp_path: Path, title: str, words: str) -> None:
    """A milestone's title holds the year, nothing else to fill, and is short enough for any tracker."""
    (problem,) = _problems(tmp_path, f'milestone_title: "{title}"\n')
    assert words in problem.message


def test_a_milestone_title_of_the_full_length(tmp_path: Path) -> None:
    """Sixty characters, the year filled in, are taken."""
    title = "{year} " + "x" * 55
    assert len(_load(tmp_path, f'milestone_title: "{title}"\n').milestone_title.format(year=2030)) == 60


@pytest.mark.parametrize("year", ["1899", "2101", "soon"])
def test_start_years_that_are_refused(tmp_path: Path, year: str) -> None:
    """A start year is a year."""
    assert _problems(tmp_path, f"from_year: {year}\n")[0].message.startswith("from_year: expected a")


@pytest.mark.parametrize("block", ["executors: {A b: {}, a  B: {}}", "statuses: {Done: done, DONE: planned}"])
def test_names_that_differ_in_spelling_only(tmp_path: Path, block: str) -> None:
    """Two names that compare as one would leave the choice to chance."""
    (problem,) = _problems(tmp_path, block)
    assert "stands twice" in problem.message


@pytest.mark.parametrize(
    ("name", "closed", "status"),
    [
        ("Новая", False, Status.PLANNED),
        ("в  РАБОТЕ", False, Status.IN_PROGRESS),
        ("Решена", False, Status.IN_PROGRESS),
        ("Нужен отклик", False, Status.IN_PROGRESS),
        ("Закрыта", True, Status.DONE),
        ("Отклонена", True, Status.CANCELLED),
        ("In Progress", False, Status.IN_PROGRESS),
        ("Resolved", False, Status.IN_PROGRESS),
        ("Feedback", False, Status.IN_PROGRESS),
        ("Rejected", True, Status.CANCELLED),
        ("new", False, Status.PLANNED),
        ("in_progress", False, Status.IN_PROGRESS),
        ("done", True, Status.DONE),
        ("cancelled", True, Status.CANCELLED),
        ("opened", False, Status.PLANNED),
        ("closed", True, Status.DONE),
        ("Ждём подрядчика", False, Status.PLANNED),
        ("Ждём подрядчика", True, Status.DONE),
        ("Решена", True, Status.DONE),
    ],
)
def test_usual_statuses(name: str, closed: bool, status: Status) -> None:
    """The usual names mean the usual things; any other is open or closed; a closed issue is never open."""
    assert Mapping().status(name, closed=closed) is status


@pytest.mark.parametrize(
    ("labels", "closed", "status"),
    [
        (["отменено"], True, Status.CANCELLED),
        (["Отменено"], False, Status.CANCELLED),
        (["в работе"], False, Status.IN_PROGRESS),
        (["в работе"], True, Status.DONE),
        (["в работе", "выполнено"], False, Status.DONE),
        (["выполнено", "отменено"], True, Status.CANCELLED),
        (["срочно", "ждём"], False, Status.IN_PROGRESS),
        (["срочно"], True, Status.DONE),
        (["не начато"], False, Status.PLANNED),
    ],
)
def test_labels_that_name_a_status(labels: list[str], closed: bool, status: Status) -> None:
    """Where a tracker knows only open and closed, a label says more; one for open work says nothing of closed ones."""
    mapping = Mapping(statuses={"ждём": Status.IN_PROGRESS})
    assert mapping.status("closed" if closed else "opened", closed=closed, labels=labels) is status


def test_the_mapping_has_the_last_word_on_statuses(tmp_path: Path) -> None:
    """A status that the mapping names means that, whatever it usually means, open or closed."""
    mapping = _load(tmp_path, "statuses: {Решена: done, CLOSED: cancelled, Ждём: in_progress}\n")
    assert mapping.status("решена", closed=False) is Status.DONE
    assert mapping.status("closed", closed=True) is Status.CANCELLED
    assert mapping.status("Ждём", closed=True) is Status.IN_PROGRESS
    assert mapping.status("Новая", closed=False) is Status.PLANNED


def test_usual_statuses_do_not_contradict_each_other() -> None:
    """No two of the usual names compare as one and mean different things."""
    folded: dict[str, Status] = {}
    for name, status in DEFAULT_STATUSES.items():
        assert folded.setdefault(name.casefold(), status) is status


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("deadlines: [2027-02-30]", "no such day"),
        ("deadlines: [30.06.2027]", "2027-06-30"),
        ("deadlines: [20270630]", "2027-06-30"),
        ("deadlines: [[2027]]", "2027-06-30"),
        ("deadlines: [1800]", "2027-06-30"),
        ("deadlines: []", "a list that is not empty"),
        ("deadlines: [2027], recurrence: ongoing", "has no deadlines"),
        ("deadlines: [2027, 2028], recurrence: once", "one deadline"),
        ("recurrence: none", "annual, years, once, ongoing"),
        ("executors: []", "a list that is not empty"),
        ("title: " + "x" * 256, "255 characters or less"),
    ],
)
def test_overrides_that_are_refused(tmp_path: Path, text: str, words: str) -> None:
    """A day that is none, dates for a measure without deadlines and the like are refused at their line."""
    (problem,) = _problems(tmp_path, f"measures:\n  I.1.1: {{{text}}}\n")
    assert problem.place.endswith("line 2")
    assert words in problem.message


@pytest.mark.parametrize("written", ["01-31", '"01-31"', "'12-01'", "02-28"])
def test_the_day_by_which_a_year_is_reported(tmp_path: Path, written: str) -> None:
    """`report_by` is a month and a day of every year, quoted or not."""
    month, day = map(int, written.strip("\"'").split("-"))
    assert _load(tmp_path, f"report_by: {written}\n").report_by == (month, day)


@pytest.mark.parametrize("written", ["31-01", "2027-01-31", "1-31", "02-29", "02-30", "31 января", "131", "[01, 31]"])
def test_a_day_that_not_every_year_has_is_none(tmp_path: Path, written: str) -> None:
    """Another order, a year, a leap day or words are refused with the form that is meant."""
    (problem,) = _problems(tmp_path, f"language: ru\nreport_by: {written}\n")
    assert (problem.code, _lines([problem])) == ("value-invalid", [2])


def test_what_is_said_of_one_indicator(tmp_path: Path) -> None:
    """Target by year, start and way of reporting stand in the measure, or by number of the indicator."""
    mapping = _load(
        tmp_path,
        """measures:
  I.1.1:
    unit: справка
    targets: {2025: 12, 2024: "10,5"}
    baseline: 8.5
    baseline_year: 2020
    reporting: cumulative
    count_closed: 1
    indicators:
      2: {baseline: −40, reporting: period}
""",
    )
    said = mapping.measures["I.1.1"].figures
    assert sorted(said) == [1, 2]
    assert said[1].targets == {2024: Decimal("10.5"), 2025: Decimal(12)}
    assert (said[1].baseline, said[1].baseline_year, said[1].unit) == (Decimal("8.5"), 2020, "справка")
    assert (said[1].reporting, said[1].count_closed) == ("cumulative", Decimal(1))
    assert (said[2].baseline, said[2].reporting) == (Decimal(-40), "period")
    assert Mapping().measures == {}


def test_a_measure_of_which_nothing_is_said_of_indicators(tmp_path: Path) -> None:
    """Other keys say nothing of an indicator, and neither does an empty block."""
    mapping = _load(tmp_path, "measures:\n  I.1: {title: Short}\n  I.2: {indicators: {1: {}, 2: {unit: km}}}\n")
    assert mapping.measures["I.1"].figures == {}
    assert list(mapping.measures["I.2"].figures) == [2]


def test_every_fault_of_an_indicator_is_told_at_its_line(tmp_path: Path) -> None:
    """Amounts that are none, years that are none, unknown words and keys: each a problem of its own, all at once."""
    found = _problems(
        tmp_path,
        """measures:
  I.1:
    baseline: NaN
    baseline_year: 20
    reporting: yearly
    count_closed: -1
    targets: {next: 4}
    unit: ""
  I.2:
    baseline: 1 200
    targets: {2024: ten}
    indicators:
      0: {baseline: 4}
  I.3:
    indicators:
      2: {goal: 4}
      3: {baseline: 1e999}
  I.4:
    unit: km
    indicators: {1: {baseline: 3}}
  I.5:
    targets: {}
  I.6:
    indicators: [4]
""",
    )
    assert _lines(found) == [3, 4, 5, 6, 7, 8, 10, 11, 13, 16, 17, 18, 22, 24]
    assert {problem.code for problem in found} == {"value-invalid", "key-unknown"}
    assert [problem.code for problem in found].count("key-unknown") == 1
    assert "baseline" in found[9].hint
    assert all("[key]" not in problem.message for problem in found)


def test_what_is_reported_and_not_yet_accepted() -> None:
    """A status or a label may mean «submitted»; an accepted one that keeps the label is done."""
    mapping = Mapping.model_validate({"statuses": {"На приёмке": "submitted"}})
    assert mapping.status("на приёмке", closed=False) is Status.SUBMITTED
    assert mapping.status("opened", closed=False, labels=["В работе", "На приёмке"]) is Status.SUBMITTED
    assert mapping.status("closed", closed=True, labels=["На приёмке"]) is Status.DONE
    assert mapping.status("Отменена", closed=True, labels=["На приёмке"]) is Status.CANCELLED
    assert Status.SUBMITTED not in DEFAULT_STATUSES.values()
