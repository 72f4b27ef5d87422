"""A GitLab for tests: it remembers, it refuses what the contract does not allow, and it is as awkward as the real one.

    with running(search_lag=30) as server:
        adapter = ...(server.url, server.project, server.tokens["maintainer"])

It listens on loopback and serves the part of REST v4 that the product needs, and of GraphQL the work items. Its
switches are in switches.py, each with the behaviour of GitLab that it stands for and where that is documented; troubles
on the way are in faults.py; what is always so is told where it is served.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from tests.standins.gitlab_server.front import Broken, Logged, Server
from tests.standins.gitlab_server.switches import Traps

__all__ = ["Broken", "Logged", "Server", "Traps", "running"]


@contextmanager
def running(*, path: str = "", at: datetime | None = None, **traps: Any) -> Iterator[Server]:
    """A server with its traps set, at an address with a path if need be; `at` makes its time stand still there."""
    server = Server(path, at, Traps(**traps))
    server.start()
    try:
        yield server
    finally:
        server.stop()
