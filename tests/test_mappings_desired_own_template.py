"""An operator's own template in a process of its own: honest ones, and those that would take all there is."""

from __future__ import annotations

import io
import json
import subprocess
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from mappings.apart import starting
from mappings.apart.limits import READY
from mappings.apart.templates import Broken
from mappings.desired import own_template, template_process
from mappings.desired.body import BUNDLED, body_of, bundled_body
from mappings.desired.own_template import rendered_apart
from mappings.desired.values import Values
from mappings.errors import ProcessFailed
from mappings.plan import Plan
from tests.examples.plan_values import indicator, measure, plan
from tests.examples.template_values import MEASURE, values_of


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes started meanwhile."""
    processes = []

    def start(module: str) -> subprocess.Popen[bytes]:
        processes.append(starting.start(module))
        return processes[-1]

    monkeypatch.setattr(own_template, "start", start)
    return processes


def test_a_text_is_the_same_wherever_it_is_rendered(started: list[subprocess.Popen[bytes]]) -> None:
    """All that a template knows of an issue reaches the process, and one process renders all texts."""
    about = replace(MEASURE, indicators=(replace(indicator("4.50"), targets=((2027, Decimal("4.50")),)),))
    town = plan(about, measure("I.4"))
    issues = [
        values_of(about, plan=town, deadline=about.deadlines[0], fact_field="Факт"),
        values_of(about, plan=town, group=None, parent=measure("I.3", title="Услуги")),
    ]
    here = bundled_body("ru")
    with body_of(BUNDLED, "ru") as body:
        assert [body(one) for one in issues] == [here(one) for one in issues]
    assert [one.returncode for one in started] == [-9]
    assert started[0].poll() is not None


def test_values_stay_what_they_are() -> None:
    """What the process is given equals what was sent: days, numbers, kinds and all."""
    about = replace(MEASURE, indicators=(indicator("4.50"),))
    values = values_of(about, deadline=MEASURE.deadlines[0])
    sent = TypeAdapter(Values).dump_json(values, exclude={"plan"})
    read = TypeAdapter(Plan).validate_json(TypeAdapter(Plan).dump_json(values.plan))
    assert read == values.plan
    assert TypeAdapter(Values).validate_python({**json.loads(sent), "plan": read}) == values


def test_no_process_where_nothing_is_worded(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    """Where every text is the one that was written before, the operator's template costs nothing."""
    (tmp_path / "own.txt").write_text("x", encoding="utf-8")
    with body_of(tmp_path / "own.txt", "ru"):
        pass
    assert started == []


def test_another_plan_is_another_process(started: list[subprocess.Popen[bytes]]) -> None:
    """Nothing of one plan is left for the next."""
    with rendered_apart("{{ plan.title }}", "en") as render:
        assert render(values_of()) == render(values_of())
    assert len(started) == 2


HUNGRY = {
    "a text padded": "{{ 'x'.center(3000000000) }}",
    "padded while it is compiled": "{{ 'x' | center(3000000000) }}",
    "a wide number": "{{ '%9999999999d' | format(1) }}",
    "a wide format": "{{ '{:9999999999}'.format(1) }}",
    "a text that doubles": (
        "{% set all = namespace(x='x') %}{% for i in range(60) %}{% set all.x = all.x ~ all.x %}{% endfor %}"
    ),
    "a list filled up": "{{ [1] | batch(1000000000, 'x') | list | length }}",
    "a message of its own": "{{ _('%(x)9999999999d', x=1) }}",
}


@pytest.mark.parametrize("text", HUNGRY.values(), ids=HUNGRY)
def test_a_template_that_takes_all_memory(text: str) -> None:
    """It gets no more than a text may; the line is told, and this process misses nothing."""
    with rendered_apart(f"one\n{text}", "en") as render, pytest.raises(Broken) as broken:
        render(values_of())
    assert broken.value.reason == "it takes more memory than a text may"
    assert broken.value.line == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", 2),
        ("{{ 9 | round(300000000, 'floor') }}", 0),
    ],
    ids=["loops", "one number"],
)
def test_a_template_that_takes_all_time(text: str, line: int) -> None:
    """It is ended after a second of computing, even where nothing interrupts what it does."""
    begun = time.monotonic()
    with rendered_apart(text, "en") as render, pytest.raises(Broken) as broken:
        render(values_of())
    assert "more time" in broken.value.reason
    assert broken.value.line == line
    assert time.monotonic() - begun < own_template.WAIT


def test_many_slow_texts_are_too_slow_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text takes less than it may, and all of them would take minutes."""
    clock = iter([0.0, 0.0, 0.9, 1.8, 2.7])
    given: list[float] = []
    monkeypatch.setattr(time, "process_time", lambda: next(clock))
    monkeypatch.setattr(template_process, "give", given.append)
    monkeypatch.setattr(template_process, "take_back", lambda: None)
    answers = _served(values_of(), count=4)
    assert [answer.get("text") for answer in answers] == ["3.4", "3.4", "3.4", None]
    assert answers[-1]["reason"] == "it takes more time than a text may"
    assert given == pytest.approx([1.0, 1.0, 0.26])


def _served(values: Values, *, count: int) -> list[dict[str, Any]]:
    asked = (TypeAdapter(Values).dump_json(values, exclude={"plan"}) + b"\n") * count
    answers = io.BytesIO()
    template_process.serve("{{ measure.number }}", "en", values.plan, io.BytesIO(asked), answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[bytes]:
    """What a process says in place of a renderer, after it said that it is ready."""
    says: list[bytes] = []

    def start(_module: str) -> subprocess.Popen[bytes]:
        (tmp_path / "said").write_bytes(b"".join(says))
        pipe = subprocess.PIPE
        return subprocess.Popen(["cat", str(tmp_path / "said"), "-"], stdin=pipe, stdout=pipe)

    monkeypatch.setattr(own_template, "start", start)
    return says


@pytest.mark.parametrize(
    "answer",
    [
        b"{}",
        b"[]",
        b"x",
        b'{"text": 1}',
        b'{"text": "a", "more": 1}',
        b'{"text": "%s"}' % (b"x" * 30_001),
        b"x" * 900_000,
    ],
    ids=range(7),
)
def test_an_answer_that_is_none(played: list[bytes], answer: bytes) -> None:
    """Only a text that is not too long is taken, or a line and a reason; all else is the template's doing."""
    played += [READY, answer, b"\n"]
    with rendered_apart("", "en") as render:
        for _time in range(2):
            with pytest.raises(Broken) as broken:
                render(values_of())
            assert (broken.value.line, broken.value.reason) == (0, "it takes more time or memory than a text may")


def test_a_process_that_never_answers(monkeypatch: pytest.MonkeyPatch, played: list[bytes]) -> None:
    """It is not waited for without end."""
    played.append(READY)
    monkeypatch.setattr(own_template, "WAIT", 0.2)
    monkeypatch.setattr(own_template, "_VALUES", Silent())
    with rendered_apart("", "en") as render, pytest.raises(Broken):
        render(values_of())


class Silent:
    """Says nothing that could come back as an answer."""

    def dump_json(self, _values: Values, *, exclude: set[str]) -> bytes:  # noqa: ARG002
        return b""


def test_a_process_that_is_never_ready(played: list[bytes]) -> None:
    """That is no fault of the template's."""
    played.append(b"Python has no module of that name\n")
    with rendered_apart("", "en") as render, pytest.raises(ProcessFailed):
        render(values_of())
