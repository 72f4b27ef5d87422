"""Fingerprints of the plan's fields, for trackers that tell no version: what moved since they were taken.

Decides when two values count as the same. It knows no tracker's payload.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from mappings.marker import normal


def fingerprint(values: Mapping[str, Any]) -> str:
    """A fingerprint of each field, as one text that can stand in `Ref.version`."""
    return " ".join(f"{name}={_digest(value)}" for name, value in values.items())


def moved_since(version: str, values: Mapping[str, Any]) -> set[str]:
    """The fields that no longer hold what they held; those that either side does not tell of count as unmoved."""
    before = dict(pair.split("=", 1) for pair in version.split() if "=" in pair)
    return {name for name, value in values.items() if name in before and before[name] != _digest(value)}


def differing(wanted: Mapping[str, Any], standing: Mapping[str, Any]) -> list[str]:
    """The fields that do not hold what is wanted."""
    return [name for name, value in wanted.items() if not same(value, standing[name])]


def same(one: Any, other: Any) -> bool:
    """Whether two values count as the same: texts in the form in which texts are compared, empty as absent."""
    return bool(_comparable(one) == _comparable(other))


def _digest(value: Any) -> str:
    told = _comparable(value)
    text = "" if told is None else str(told)  # a text may read «None»
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]


def _comparable(value: Any) -> Any:
    return (normal(value) or None) if isinstance(value, str) else value or None
