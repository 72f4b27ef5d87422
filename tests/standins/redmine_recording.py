"""Answers of a real Redmine, recorded by the live tests and played back to the adapter where there is no server.

A recording is one file: what the adapter sent, in order, and what came back. Played back, anything else that is sent
is a failure. Set VEKHA_RECORD=1 and run the live conformance tests to record anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import responses

FOLDER = Path(__file__).parent / "recorded" / "redmine"
URL = "http://redmine.test"
_HEADERS = ("Content-Type", "Location")


def wanted() -> bool:
    """Whether answers are to be recorded."""
    return bool(os.environ.get("VEKHA_RECORD"))


def name_of(test: Any) -> str:
    """What the recording of a test is called: one with parameters has one for each."""
    return re.sub(r"\W+", "_", str(test.name)).strip("_")


@contextmanager
def recorded(name: str, said: list[Any]) -> Iterator[None]:
    """Write down what the adapter sends and gets; `said` is what the staff's hand returned meanwhile."""
    exchanges: list[dict[str, Any]] = []
    send = requests.Session.send

    def record(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        response = send(self, request, **options)
        if request.headers.get("User-Agent") == "Vekha":
            exchanges.append(_exchange(request, response))
        return response

    requests.Session.send = record  # type: ignore[method-assign]
    try:
        yield
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
    FOLDER.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"at": at, "staff": said, "exchanges": exchanges}, ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _exchange(request: requests.PreparedRequest, response: requests.Response) -> dict[str, Any]:
    parts = urlsplit(request.url or "")
    text = re.sub(r'("api_key":")[^"]*', r"\1hidden", response.content.decode())
    if "html" in response.headers.get("Content-Type", ""):
        text = "".join(re.findall(r"<input[^>]*lock_version[^>]*>|wiki_syntax_\w+", text))  # all of it that is read
    return {
        "method": request.method,
        "path": str(parts.path) + (f"?{parts.query}" if parts.query else ""),
        "sent": json.loads(request.body) if request.body else None,
        "status": response.status_code,
        "headers": {key: response.headers[key] for key in _HEADERS if key in response.headers},
        "body": text,
    }


@dataclass(frozen=True)
class Recording:
    """When it was made, and what the staff's hand returned meanwhile."""

    at: datetime
    staff: list[Any]


@contextmanager
def played(name: str) -> Iterator[Recording]:
    """Answer as was recorded, in the same order."""
    recording = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    left = list(recording["exchanges"])

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        assert left, f"not in the recording: {request.method} {request.url}"
        one = left.pop(0)
        sent = json.loads(request.body) if request.body else None
        path = (request.url or "").removeprefix(URL)
        assert (request.method, path, sent) == (one["method"], one["path"], one["sent"])
        return one["status"], one["headers"], one["body"]

    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in ("GET", "POST", "PUT"):
            mock.add_callback(method, re.compile(re.escape(URL)), callback=answer, content_type=None)
        yield Recording(datetime.fromisoformat(recording["at"]), recording["staff"])
    assert left == []
