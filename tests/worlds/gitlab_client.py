"""A bare client for the tests of the stand-in GitLab: what goes over the line, without any adapter."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import requests

from tests.standins.gitlab_server import Server

SECONDS = 10


class Client:
    """One user of the server, on one connection that is kept alive."""

    def __init__(self, server: Server, token: str = "reporter") -> None:
        self._server = server
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["PRIVATE-TOKEN"] = server.tokens[token]

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._session.close()

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """A request below the plan's project; a path with `//` in front is one below the API."""
        home = f"{self._server.url}/api/v4"
        url = home + path[1:] if path.startswith("//") else f"{home}/projects/{self._server.project_id}{path}"
        return self._session.request(method, url, timeout=SECONDS, allow_redirects=False, **options)

    def get(self, path: str, *params: tuple[str, str]) -> requests.Response:
        """A read."""
        return self.send("GET", path, params=list(params))

    def post(self, path: str, **body: Any) -> requests.Response:
        """Something new."""
        return self.send("POST", path, json=body)

    def put(self, path: str, **body: Any) -> requests.Response:
        """A change."""
        return self.send("PUT", path, json=body)

    def issue(self, title: str = "Задача", **body: Any) -> dict[str, Any]:
        """A new issue, which must come off."""
        answer = self.post("/issues", title=title, **body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def follow(self, answer: requests.Response) -> requests.Response:
        """The next page by its link."""
        return self._session.get(answer.links["next"]["url"], timeout=SECONDS)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """What GraphQL answers."""
        url = f"{self._server.url}/api/graphql"
        answer = self._session.post(url, json={"query": query, "variables": variables}, timeout=SECONDS)
        return dict(answer.json())
