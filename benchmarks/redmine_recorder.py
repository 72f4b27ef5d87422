"""Writes down what a program sends to Redmine, so that another can send the same: a proxy on loopback.

Only the recording goes through it. Nothing is timed or counted here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

Write = tuple[str, dict[str, Any], int]  # the path, the body, the number of what was made or changed


class Recorder(BaseHTTPRequestHandler):
    """Hands every request on to Redmine, and remembers each write with the number of what it made or changed."""

    protocol_version = "HTTP/1.1"
    port: ClassVar[int]
    writes: ClassVar[list[Write]]

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        upstream = HTTPConnection("127.0.0.1", self.port, timeout=60)
        upstream.request(self.command, self.path, body or None, dict(self.headers))
        answer = upstream.getresponse()
        text = answer.read()
        upstream.close()
        if self.command != "GET" and answer.status in (201, 204):
            made = next(iter(json.loads(text).values()))["id"] if text else Path(self.path).stem
            self.writes.append((self.path, json.loads(body), int(made)))
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "keep-alive"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = _pass_on  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def recorder(port: int) -> Iterator[tuple[str, list[Write]]]:
    """A loopback address that leads to Redmine, and the list that its writes are added to."""
    writes: list[Write] = []
    handler = type("Handler", (Recorder,), {"port": port, "writes": writes})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as between:
        thread = threading.Thread(target=between.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{between.server_port}", writes
        between.shutdown()
        thread.join()


def replayable(recorded: list[Write]) -> list[dict[str, Any]]:
    """One POST for each thing made, with the numbers Redmine gave out replaced by the place of the POST that got them.

    What a later PUT added to a thing goes into its POST: the id of a field shows only after the first issue is made.
    """
    places: dict[tuple[str, str], int] = {}
    posts: list[dict[str, Any]] = []
    for path, body, number in recorded:
        ((kind, fields),) = body.items()
        made = {}
        for name, of in (("fixed_version_id", "version"), ("parent_issue_id", "issue")):
            if fields.get(name):
                made[name] = places[of, str(fields.pop(name))]
        place = places.setdefault((kind, str(number)), len(posts))
        if place == len(posts):
            posts.append({"path": path, "kind": kind, "fields": {}, "made": {}})
        posts[place]["fields"] |= fields
        posts[place]["made"] |= made
    return posts
