"""A request as the handlers see it, what they answer, and how GitLab words its refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standins.gitlab_server.records import Project, User
from tests.standins.gitlab_server.state import State
from tests.standins.gitlab_server.switches import Traps


@dataclass(frozen=True)
class Reply:
    """An answer: JSON in `data`, or `text` as it is."""

    status: int
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    media: str = "application/json"

    @property
    def body(self) -> bytes:
        """What goes over the line."""
        if self.text is not None:
            return self.text.encode()
        return b"" if self.status == 204 else json.dumps(self.data, ensure_ascii=False).encode()


class Refusal(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, data: Any, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, data)
        self.reply = Reply(status, data, headers or {})


def refusal(status: int, message: Any) -> Refusal:
    """An error in GitLab's own form (lib/api/helpers.rb `render_api_error!`)."""
    return Refusal(status, {"message": message})


def not_found(what: str = "") -> Refusal:
    """404: «404 Project Not Found», or «404 Not found» where a row is missing."""
    return refusal(404, f"404 {what} Not Found" if what else "404 Not found")


def forbidden(reason: str = "") -> Refusal:
    """403."""
    return refusal(403, f"403 Forbidden - {reason}" if reason else "403 Forbidden")


@dataclass
class Call:
    """A request whose user is known and whose parameters have been found well-formed."""

    state: State
    traps: Traps
    base: str  # URL of the server, with its path, without /api/v4
    method: str
    path: str
    user: User
    token: str
    path_params: Mapping[str, str]
    query: Mapping[str, Any]
    body: Mapping[str, Any]
    raw_query: list[tuple[str, str]]
    found_project: Project | None = None

    @property
    def project(self) -> Project:
        """The project that the path names."""
        if self.found_project is None:
            raise not_found("Project")
        return self.found_project

    def number(self, name: str) -> int:
        """A number of the path."""
        return int(self.path_params[name])

    def invalid(self, **problems: str) -> Refusal:
        """400 for values that a model refuses (`render_validation_error!`)."""
        if self.traps.message_form == "dict":
            return refusal(400, {name: [problem] for name, problem in problems.items()})
        words = [f"{name.capitalize().replace('_', ' ')} {problem}" for name, problem in problems.items()]
        return refusal(400, words if self.traps.message_form == "list" else ", ".join(words))
