"""Texts made out of an expression's own pieces, on which one that looks back takes more than the length's time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CATEGORY = {
    kind.CATEGORY_DIGIT: "1",
    kind.CATEGORY_NOT_DIGIT: "a",
    kind.CATEGORY_SPACE: " ",
    kind.CATEGORY_NOT_SPACE: "b",
    kind.CATEGORY_WORD: "w",
    kind.CATEGORY_NOT_WORD: ";",
}
_REPEATS = (kind.MAX_REPEAT, kind.MIN_REPEAT, kind.POSSESSIVE_REPEAT)
_PAIRED = 5  # pieces of one sign each that are repeated in turns


def repeats_without_end(expression: re.Pattern[Any]) -> bool:
    """Whether any of it may be repeated as often as one likes; what has no such part is linear."""
    return any(code in _REPEATS and value[1] is kind.MAXREPEAT for code, value in _nodes(_tree(expression)))


def pumps(expression: re.Pattern[Any]) -> list[str]:
    """What is to be repeated: each piece of it, what leads up to each, and two signs in turns."""
    own = [piece for piece in dict.fromkeys(_pieces(_tree(expression))) if piece]
    signs = [piece for piece in own if len(piece) == 1][:_PAIRED]
    return list(dict.fromkeys((*own, *map("".join, product(signs, repeat=2)), " ", "\n", "a", "1", "\u0430")))


def _tree(expression: re.Pattern[Any]) -> Any:
    source = expression.pattern
    return parser.parse(source if isinstance(source, str) else source.decode("latin-1"), expression.flags)


def _inner(node: Any) -> list[Any]:
    """The trees below a node."""
    code, value = node
    if code is kind.SUBPATTERN or code in _REPEATS:
        return [value[-1]]
    if code in (kind.ASSERT, kind.ASSERT_NOT):
        return [value[1]]
    if code is kind.BRANCH:
        return list(value[1])
    return [value] if code is kind.ATOMIC_GROUP else []


def _nodes(tree: Any) -> Iterator[Any]:
    for node in tree:
        yield node
        for inner in _inner(node):
            yield from _nodes(inner)


def _pieces(tree: Any) -> Iterator[str]:
    """What each node matches, alone and with what stands before it."""
    so_far = ""
    for node in tree:
        samples = _samples(node)
        yield from samples
        for inner in _inner(node):
            yield from _pieces(inner)
        so_far += samples[0] if samples else ""
        yield so_far


def _samples(node: Any) -> list[str]:
    """A few texts that a node matches; none where it only looks around."""
    code, value = node
    found: list[str] = []
    if code is kind.LITERAL:
        found = [chr(value)]
    elif code in (kind.NOT_LITERAL, kind.ANY):
        found = ["z" if value != ord("z") else "y"]
    elif code is kind.IN:
        found = _of_class(value)
    elif code in _REPEATS:
        found = [sample * max(1, min(value[0], 8)) for sample in _joined(value[-1])]
    elif code is kind.BRANCH:
        found = [sample for branch in value[1] for sample in _joined(branch)[:1]][:6]
    elif code in (kind.SUBPATTERN, kind.ATOMIC_GROUP):
        found = _joined(_inner(node)[0])
    return found


def _joined(tree: Any) -> list[str]:
    texts = [""]
    for samples in filter(None, map(_samples, tree)):
        texts = [text + sample for text in texts for sample in samples[:2]][:4]
    return texts


def _of_class(items: Any) -> list[str]:
    listed = list(_listed(items))
    if items[0][0] is kind.NEGATE:
        return [sign for sign in "z 1;\n(" if sign not in listed][:3]
    return list(dict.fromkeys(listed))[:6]


def _listed(items: Any) -> Iterator[str]:
    for code, value in items:
        if code is kind.LITERAL:
            yield chr(value)
        elif code is kind.RANGE:
            yield chr(value[0])
        elif code is kind.CATEGORY:
            yield _CATEGORY[value]
