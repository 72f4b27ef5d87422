"""Rules of the mapping: what its file may say, and what its overrides make of a plan."""

from __future__ import annotations

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


def test_the_bundled_mapping_corrects_nothing(plan: Plan) -> None:
    """The bundled plan is read as it stands: its mapping names a language and a time zone only."""
    mapping = load_mapping(BUNDLED / "mapping.yaml")
    assert mapping.model_fields_set == {"language", "timezone"}
    assert (mapping.language, mapping.timezone) == ("ru", "Asia/Yekaterinburg")
    assert apply_overrides(plan, mapping) == plan


def test_every_comment_of_the_bundled_mapping_works(tmp_path: Path, plan: Plan) -> None:
    """What the bundled mapping shows as an example is accepted, and fits the plan, without its `#`."""
    text = (BUNDLED / "mapping.yaml").read_text(encoding="utf-8")
    settings = [line for line in text.splitlines() if line.startswith(("# ", "#  ")) and ":" in line]
    names = (*Mapping.model_fields, *DRIFT_FIELDS)
    wanted = [
        line.removeprefix("# ")
        for line in settings
        if line.startswith("#   ") or line[2:].startswith(tuple(f"{name}:" for name in names))
    ]
    mapping = _load(tmp_path, "\n".join(wanted))
    assert set(Mapping.model_fields) - mapping.model_fields_set == {"language", "timezone"}
    changed = apply_overrides(plan, mapping)
    assert [new.key for new, old in zip(changed.measures, plan.measures, strict=True) if new != old] == ["I.6.4"]


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
