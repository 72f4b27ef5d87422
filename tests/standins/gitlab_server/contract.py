"""Requests against GitLab's own published OpenAPI document, where that is at hand: the second opinion on them.

It knows nothing of the stand-in's table. The document is not part of the project: `VEKHA_GITLAB_CONTRACT` names its
file, else it is looked for beside the project. What is GraphQL's has a schema of its own, which the server keeps to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.standins.gitlab_server.front import Logged
from tests.standins.gitlab_server.operations import UNPUBLISHED, find_operation

VARIABLE = "VEKHA_GITLAB_CONTRACT"
_BESIDE = Path(__file__).parents[4] / "shared" / "contracts" / "gitlab-openapi.yaml"
_WIKI_PAGE = "/api/v4/projects/{id}/wikis/{slug}"
_HOST = "https://gitlab.example.com"  # the document's own server
# Parameters of the whole API, which the document's operations do not repeat: doc/api/rest/_index.md, «Pagination».
_EVERYWHERE = {"pagination": {"keyset"}}


class Contract:
    """The document."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8") as file:
            self._document = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for given in self._document["paths"][_WIKI_PAGE]["put"]["parameters"]:
            if given["name"] == "slug":
                given["schema"] = {"type": "string"}  # the document calls it a number; lib/api/wikis.rb does not
        self._openapi = OpenAPI.from_dict(self._document)

    def breaches(self, requests: Iterable[Logged]) -> list[str]:
        """What the document does not allow of some requests, one line each; nothing where all is well."""
        return [
            f"{one.method} {one.path}?{one.query}: {words}"
            for one in requests
            if one.path != "/api/graphql"
            for words in self._breaches_of(one)
        ]

    def parameters(self, method: str, path: str) -> set[str]:
        """The names of what an operation takes in its query and its body; raises `KeyError` for one that is not there.

        `path` is below /api/v4; what the parameters in it are called makes no difference.
        """
        for known, item in self._document["paths"].items():
            if _bare(known) == _bare(f"/api/v4{path}") and method.lower() in item:
                return self._query(item[method.lower()]) | self._body(item[method.lower()])
        raise KeyError(f"{method} {path}")

    def _breaches_of(self, one: Logged) -> list[str]:
        known = find_operation(one.method, one.path.removeprefix("/api/v4"))
        if known is not None and known[0].name in UNPUBLISHED:
            return []
        found = [_words(error) for error in self._openapi.iter_request_errors(_Request(one))]
        if known is None:
            return found or ["no such operation"]
        return found + self._unknown(one, known[0].path)

    def _unknown(self, one: Logged, path: str) -> list[str]:
        """Parameters that the document does not name; it lets them pass, and GitLab drops them without a word."""
        names = self.parameters(one.method, path)
        asked = [(name.removesuffix("[]"), value) for name, value in parse_qsl(one.query, keep_blank_values=True)]
        odd = [name for name, value in asked if name not in names and value not in _EVERYWHERE.get(name, ())]
        odd += sorted(one.body.keys() - names) if isinstance(one.body, dict) else []
        return [f"unknown: {name}" for name in odd]

    def _query(self, operation: Mapping[str, Any]) -> set[str]:
        return {given["name"] for given in operation.get("parameters", ()) if given["in"] == "query"}

    def _body(self, operation: Mapping[str, Any]) -> set[str]:
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        return set(self._resolved(schema).get("properties", {}))

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema


class _Request:
    """A logged request in the form that openapi-core takes."""

    def __init__(self, one: Logged) -> None:
        asked = [(name.removesuffix("[]"), value) for name, value in parse_qsl(one.query, keep_blank_values=True)]
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(asked), header=Headers(dict(one.headers)), cookie=ImmutableMultiDict()
        )
        self.host_url = _HOST
        self.path = one.path
        self.full_url_pattern = f"{_HOST}{one.path}"
        self.method = one.method.lower()
        self.body = one.raw or None
        self.content_type = one.headers.get("Content-Type", "application/json").partition(";")[0]


def contract_path() -> Path | None:
    """Where the document is; None where it is not."""
    path = Path(os.environ.get(VARIABLE) or _BESIDE)
    return path if path.is_file() else None


def official_contract() -> Contract:
    """The document; a test that needs it is skipped where it is not at hand, and says so."""
    path = contract_path()
    if path is None:
        pytest.skip(f"GitLab's OpenAPI document is not here: {VARIABLE} may name its file")
    return _loaded(path)


@cache
def _loaded(path: Path) -> Contract:
    return Contract(path)


def _bare(path: str) -> str:
    """A path whose parameters have no names, since those differ."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def _words(error: Exception) -> str:
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    details = [str(one.message) for one in getattr(cause, "schema_errors", ())]
    return "; ".join([str(cause), *details])
