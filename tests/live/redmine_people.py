"""The people of the live Redmine at work: over the REST API with their keys, and on the pages with their passwords.
They know nothing of Vekha: what these tests compare with must not come from the code under test.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

ANSWER_SECONDS = 60


class RefusedError(Exception):
    """Redmine or its console answered otherwise than the test needs."""


def token_of(login: str) -> str:
    """The API key the seed gave to a login."""
    return hashlib.sha1(f"vekha-live:{login}".encode()).hexdigest()


@dataclass(frozen=True)
class Person:
    """One user at work through the REST API; every call is a connection of its own."""

    url: str
    login: str

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **query: str | int
    ) -> requests.Response:
        """Send one request and give the answer as it is, redirects not followed."""
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method,
                f"{self.url}/{path}",
                params=query,
                json=body,
                headers={"X-Redmine-API-Key": token_of(self.login)},
                timeout=ANSWER_SECONDS,
                allow_redirects=False,
            )

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **query: str | int) -> Any:
        """Send one request and give its JSON, None where it has none; anything but success raises RefusedError."""
        answer = self.ask(method, path, body, **query)
        if answer.status_code // 100 != 2:
            raise RefusedError(f"{self.login}: {method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.text.strip() else None

    def issue(self, number: int) -> dict[str, Any]:
        """One issue with its journals, children and attachments."""
        found = self.call("GET", f"issues/{number}.json", include="journals,children,attachments,allowed_statuses")
        return dict(found["issue"])

    def issues(self, project: str, **query: str | int) -> list[dict[str, Any]]:
        """Every issue of a project alone, open and closed, by number."""
        rows: list[dict[str, Any]] = []
        while True:
            query |= {"project_id": project, "subproject_id": "!*", "sort": "id", "limit": 100, "offset": len(rows)}
            page = self.call("GET", "issues.json", None, **{"status_id": "*", **query})
            rows += page["issues"]
            if len(rows) >= page["total_count"]:
                return rows

    def create(self, project: str, **fields: Any) -> int:
        """Make an issue with these fields and give its number."""
        made = self.call("POST", f"projects/{project}/issues.json", {"issue": {"start_date": "", **fields}})
        return int(made["issue"]["id"])

    def edit(self, number: int, **fields: Any) -> None:
        """Change fields of an issue; `notes` and `private_notes` are fields too."""
        self.call("PUT", f"issues/{number}.json", {"issue": fields})

    def note(self, number: int, text: str, *, private: bool = False) -> None:
        """Write a comment."""
        self.edit(number, notes=text, private_notes=private)

    def delete(self, number: int) -> None:
        """Delete an issue for good."""
        self.call("DELETE", f"issues/{number}.json")


class Browser:
    """A user logged in with a password, for what is only on the pages; close it after use."""

    def __init__(self, url: str, login: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self.submit("login", "login", username=login, password=f"vekha-{login}")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def page(self, path: str) -> str:
        """The HTML of a page."""
        answer = self._session.get(f"{self._url}/{path}", timeout=ANSWER_SECONDS)
        if not answer.ok:
            raise RefusedError(f"GET {path}: {answer.status_code}")
        return answer.text

    def submit(self, page: str, path: str, **fields: str) -> str:
        """Post a form with the secret of the page it stands on, and give the HTML that follows."""
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.page(page))
        if found is None:
            raise RefusedError(f"no form secret on {page}")
        answer = self._session.post(
            f"{self._url}/{path}", {"authenticity_token": found[1], **fields}, timeout=ANSWER_SECONDS
        )
        if not answer.ok or 'id="errorExplanation"' in answer.text or 'id="flash_error"' in answer.text:
            raise RefusedError(f"POST {path}: {answer.status_code}")
        return answer.text
