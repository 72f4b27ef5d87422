"""The sandbox of a template: what it can use, what is refused, and where a fault is."""

from __future__ import annotations

import pytest

from mappings.apart.limits import TooSlow
from mappings.apart.templates import Broken
from mappings.desired.rendering import BODY_LIMIT, Rendering
from mappings.plan import Plan
from tests.examples.template_values import values_of


def _rendered(text: str) -> str:
    return Rendering(text, "en")(values_of())


def _broken(text: str) -> Broken:
    with pytest.raises(Broken) as broken:
        _rendered(text)
    return broken.value


def test_what_a_template_can_use() -> None:
    """Values of the plan, words of the catalogue, days in the language of the issues, and small sums."""
    text = "{{ measure.title }} {{ _('Plan') }} {{ measure.deadlines[0].due | day }}"
    assert Rendering(text, "ru")(values_of()) == "Создание цифровых копий документов План 31.12.2027"
    assert _rendered("{{ 3 * 4 }} {{ 7 % 4 }} {{ 2.5 * measure.deadlines | length }}") == "12 3 2.5"


@pytest.mark.parametrize(
    ("text", "line"),
    [("one\n{% if %}", 2), ("{{ measure.title", 1), ("\n\n{{ 1 | nonsense }}", 3), ("{% for %}", 1)],
)
def test_a_template_with_a_wrong_syntax(text: str, line: int) -> None:
    """Told when it is compiled, with its line."""
    with pytest.raises(Broken) as broken:
        Rendering(text, "en")
    assert broken.value.line == line


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
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "it calls itself without end"),
        ("a\n{{ '\\ud800' }}", 0, "no character"),
    ],
)
def test_a_template_that_fails_on_a_measure(text: str, line: int, reason: str) -> None:
    """Told when it runs, with its line; nothing but values of the plan is within reach."""
    broken = _broken(text)
    assert reason in broken.reason
    assert broken.line == line


def test_a_template_whose_text_will_not_end() -> None:
    """What it makes is cut off at the limit, and told."""
    broken = _broken("{% for i in range(99999) %}{% for j in range(99999) %}xxxxxxxxxx{% endfor %}{% endfor %}")
    assert f"it makes more than {BODY_LIMIT} characters" in broken.reason


def test_as_much_as_the_limit_is_no_fault() -> None:
    """The limit itself is allowed; a template without a word gives an empty body."""
    assert len(_rendered("x" * BODY_LIMIT)) == BODY_LIMIT
    assert "it makes more than" in _broken("x" * BODY_LIMIT + "y").reason
    assert _rendered("\n") == ""


def test_a_template_nested_too_deeply() -> None:
    """What the compiler cannot take is the template's fault as well."""
    assert "nested too deeply" in _broken("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}").reason


def test_a_reason_is_cut() -> None:
    """A template can put any text into an error's words."""
    assert len(_broken("{{ none['" + "x" * 9000 + "'] }}").reason) < 1000


def test_the_line_where_the_time_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the template's own line, not that of the code which the template was compiled to."""

    def slow(_plan: Plan, _key: str) -> None:
        raise TooSlow

    rendering = Rendering("one\n\n{{ plan.section('I') }}", "en")
    monkeypatch.setattr("mappings.plan.Plan.section", slow)
    with pytest.raises(Broken) as broken:
        rendering(values_of())
    assert broken.value.line == 3
    assert "more time" in broken.value.reason
