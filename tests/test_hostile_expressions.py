"""Every expression of the project takes time that grows with the length of the text alone."""

from __future__ import annotations

import re
import signal
import time
from collections import deque
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from tests.hostile.expressions import Found, expressions
from tests.hostile.pumps import pumps, repeats_without_end

LENGTH = 8_000  # characters; one that is squared takes thirty million steps, which no machine does in the time below
ENOUGH = 0.03  # seconds of computing, below which nothing is looked at again
TOO_MUCH = 0.25  # that no text of this length may take
GROWTH = 8  # how much more four times the text may take: four times is linear, and sixteen times is squared
LIMIT = 2.5  # seconds of computing after which no more is to be learned
FEWEST = 150  # expressions; with fewer the search for them has gone blind

ROOMS = ("mappings.reading.timing", "mappings.reading", "mappings", "notify", "sync")


class TooLong(Exception):
    """The time for one text has run out."""


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    """Within an expression only a signal ends what takes for ever."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


def room_of(one: Found) -> str:
    """The first of the rooms that an expression stands in."""
    return next(room for room in ROOMS if one.name.startswith(room))


def seconds(one: Found, text: str) -> float:
    """The computing that it takes over a text, `LIMIT` where that is more."""
    given = text.encode("utf-8", "replace") if isinstance(one.expression.pattern, bytes) else text
    expression: Any = one.expression
    before = time.thread_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        if one.anywhere:
            deque(expression.finditer(given), maxlen=0)
        else:
            expression.match(given)
            expression.fullmatch(given)
    except TooLong:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - before


def cost(one: Found, text: str) -> float:
    """The least of a few times where it is much: other programs make a time longer, and none makes it shorter."""
    least = LIMIT
    for _again in range(3):
        taken = seconds(one, text)
        least = min(least, taken)
        if taken < ENOUGH or taken >= LIMIT:
            break
    return least


def grows(one: Found, pump: str) -> bool:
    """Whether a repetition that a sign ends which fits nowhere takes more than its length's time."""
    text = pump * (LENGTH // len(pump) + 1)
    taken = cost(one, f"{text}\0")
    return taken >= ENOUGH and (taken >= TOO_MUCH or cost(one, f"{text * 4}\0") > GROWTH * taken)


def slow_pump(one: Found) -> str | None:
    """The first repetition that it cannot bear."""
    return next((pump for pump in pumps(one.expression) if grows(one, pump)), None)


def test_the_expressions_are_found() -> None:
    """Those of modules, in tables of them, and those written where they are used; how each is used is known."""
    found = {one.name: one for one in expressions()}
    assert len(found) > FEWEST
    assert found["mappings.reporting.live:_DASHES"].anywhere
    assert not found["mappings.reporting.quantities:_NUMBER"].anywhere
    assert "mappings.reading.timing.tokenizer:_FORMS" in found
    assert any(":line " in name for name in found)


@pytest.mark.parametrize("expression", [r"\s+$", r"<input\b[^>]*\bname>", r"(?:[,;]+)+x", r"(?<!a)_(?=_*x)"])
def test_one_that_looks_back_is_found_out(expression: str) -> None:
    """Or else this proves nothing: squared, cubed and worse."""
    compiled = re.compile(expression)
    assert repeats_without_end(compiled)
    assert slow_pump(Found("own", compiled, anywhere=True)) is not None


@pytest.mark.parametrize("room", ROOMS)
def test_every_expression_is_linear(room: str) -> None:
    """Tried on long repetitions of its own pieces that nothing closes; a table of these is one more line each."""
    own = [one for one in expressions() if room_of(one) == room and repeats_without_end(one.expression)]
    assert own
    assert {one.name: slow for one in own if (slow := slow_pump(one)) is not None} == {}
