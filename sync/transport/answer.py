"""What a session gives back, and how much it may take: an answer that came whole, and the limits of waiting for one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect, for a whole request, and for all waiting of a run. `attempts` counts the first one.

    `busy_attempts` is for a tracker that is there and asks to come again.
    """

    connect: float = 10.0
    request: float = 30.0
    patience: float = 120.0
    attempts: int = 5
    busy_attempts: int = 5
    body: int = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Answer:
    """An answer that came whole. `data` is its JSON where JSON was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    data: Any = None

    @property
    def is_page(self) -> bool:
        """Whether it is a web page for people."""
        return self.body.lstrip()[:1] == b"<"


def decoded(body: bytes) -> Any:
    """What stands in a JSON text. Raises `ValueError` for what is none, or is nested deeper than anything meant."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
