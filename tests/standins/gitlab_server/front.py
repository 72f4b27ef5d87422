"""The server on a port: it takes requests in, keeps their log, lets troubles strike, and sends answers out."""

from __future__ import annotations

import itertools
import socket
import socketserver
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from tests.standins.gitlab_server.calls import Refusal, Reply, refusal
from tests.standins.gitlab_server.dispatch import Asked, answer
from tests.standins.gitlab_server.faults import Fault, Faults
from tests.standins.gitlab_server.operations import Violation
from tests.standins.gitlab_server.records import Action, Mail, Mention
from tests.standins.gitlab_server.state import State
from tests.standins.gitlab_server.switches import FaultKind, Traps
from tests.standins.gitlab_server.throttle import Early, Line, Throttle

_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


@dataclass(frozen=True)
class Logged:
    """A request in the log, its path without the server's own. `status` is 0 where no answer went out."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    raw: bytes
    body: Any
    user: str | None
    at: datetime
    status: int
    fault: str = ""


@dataclass(frozen=True)
class Broken:
    """A request that the contract does not allow, and the words in which it was refused."""

    method: str
    path: str
    query: str
    body: Any
    words: str


class Server:
    """A GitLab. `state` is its whole memory; everything may be looked at and changed while it runs."""

    def __init__(self, path: str, at: datetime | None, traps: Traps) -> None:
        self.traps = traps
        self.state = State(at)
        self.clock = self.state.clock
        self.requests: list[Logged] = []
        self.violations: list[Broken] = []
        self._faults = Faults(traps)
        self._throttle = Throttle(self.clock, traps)
        self._path = path.rstrip("/")
        self._http = _Listener(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}{self._path}"

    @property
    def project(self) -> str:
        """The path of the plan's project."""
        return self.state.project.path

    @property
    def project_id(self) -> int:
        """Its id."""
        return self.state.project.id

    @property
    def tokens(self) -> dict[str, str]:
        """Tokens by name: one for each role, and outsider, read_api, expired, revoked, wrong."""
        return {**{name: token.value for name, token in self.state.tokens.items()}, "wrong": "glpat-nobody"}

    @property
    def mails(self) -> list[Mail]:
        """The notifications that would have been sent."""
        return self.state.mails

    @property
    def mentions(self) -> list[Mention]:
        """The names that were called by texts."""
        return self.state.mentions

    @property
    def actions(self) -> list[Action]:
        """The quick actions that texts ran."""
        return self.state.actions

    @property
    def too_early(self) -> list[Early]:
        """The requests that came before the time told to their user."""
        return self._throttle.early

    def fail_next(
        self, kind: FaultKind, method: str = "", path: str = "", *, times: int = 1, seconds: int = 5, skip: int = 0
    ) -> None:
        """Let a trouble strike the next requests of a method whose path holds the pattern, the first `skip` spared."""
        self._faults.add(Fault(kind, method, path, times, seconds, skip))

    def writes(self) -> int:
        """How many requests were not GET."""
        return sum(one.method != "GET" for one in self.requests)

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody and wait for the last of them."""
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()

    def handle(self, asked: Asked, line: Line) -> Reply | None:
        """The answer to a request; None where none goes out."""
        path = asked.path.removeprefix(self._path)
        here = replace(asked, path=path) if asked.path.startswith(self._path) else asked
        with self.state.lock:
            fault = self._faults.next(here.method, path)
            who = here.headers.get("PRIVATE-TOKEN", here.headers.get("Authorization", ""))
            self._throttle.watch(who, here.method, path, line)
            reply = self._before(here, fault, who, line)
            if reply is None and not (fault and fault.kind == "cut"):
                reply = self._work(here)
                reply = replace(reply, headers={**reply.headers, **self._throttle.headers(who, line)})
            reply = _after(reply, fault)
            self._log(here, reply, fault)
        if fault is not None and fault.kind == "slow":
            time.sleep(self.traps.slow_seconds)
        return reply

    def _before(self, asked: Asked, fault: Fault | None, who: str, line: Line) -> Reply | None:
        kind = fault.kind if fault else None
        if fault is not None and kind == "busy":
            return self._throttle.busy(who, line, seconds=fault.seconds)
        if kind == "locked":
            return refusal(409, "409 Conflict: Resource lock").reply
        if kind in ("unavailable", "page"):
            return Reply(503 if kind == "unavailable" else 200, text=_PAGE.format("GitLab"), media="text/html")
        reply = self._throttle.refuse(who, "api", line)
        for made in ("issues", "notes"):
            if reply is None and asked.method == "POST" and asked.path.endswith(f"/{made}"):
                reply = self._throttle.refuse(who, made, line)
        if reply is None and b"workItemCreate(" in asked.body:
            reply = self._throttle.refuse(who, "issues", line)
            if reply is not None:  # GraphQL says so in its own way
                words = "This endpoint has been requested too many times. Try again later."
                return Reply(200, {"errors": [{"message": words}], "data": {"workItemCreate": None}})
        return reply

    def _work(self, asked: Asked) -> Reply:
        try:
            return answer(self.state, self.traps, self.url, asked)
        except Violation as broken:
            words = str(broken.reply.data)
            self.violations.append(Broken(asked.method, asked.path, asked.query, asked.data, words))
            return broken.reply
        except Refusal as refused:
            return refused.reply

    def _log(self, asked: Asked, reply: Reply | None, fault: Fault | None) -> None:
        shown = asked.headers.get("PRIVATE-TOKEN") or asked.headers.get("Authorization", "").removeprefix("Bearer ")
        token = next((one for one in self.state.tokens.values() if one.value == shown), None)
        self.requests.append(
            Logged(
                method=asked.method,
                path=asked.path,
                query=asked.query,
                headers=asked.headers,
                raw=asked.body,
                body=asked.data,
                user=self.state.users[token.user_id].username if token else None,
                at=self.clock.now(),
                status=reply.status if reply else 0,
                fault=fault.kind if fault else "",
            )
        )


def _after(reply: Reply | None, fault: Fault | None) -> Reply | None:
    kind = fault.kind if fault else ""
    if reply is None or kind == "lost":
        return None
    if kind == "gateway":
        return Reply(502, text=_PAGE.format("502 Bad Gateway"), media="text/html")
    if kind == "short" and isinstance(reply.data, list):
        return replace(reply, data=reply.data[:-1])
    if kind == "garbled":
        return replace(reply, text=reply.body.decode()[: len(reply.body.decode()) // 2])
    return reply


class _Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, server: Server) -> None:
        self.gitlab = server
        self._open: set[socket.socket] = set()
        self.numbers = itertools.count(1)
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A client that hung up is none of the server's troubles."""

    def hang_up(self) -> None:
        """Cut the connections that are kept alive."""
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def setup(self) -> None:
        super().setup()
        self._opened, self._number = time.monotonic(), next(self.server.numbers)

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, parts.path, parts.query, dict(self.headers.items()), body)
        reply = self.server.gitlab.handle(asked, Line(self._number, self._opened, time.monotonic()))
        if reply is None:
            self.close_connection = True
            return
        sent = reply.body
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Type", reply.media)
            self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _answer  # noqa: N815 - the library's names

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The `Date` of an answer is the server's own time."""
        return super().date_time_string(self.server.gitlab.clock.monotonic() if timestamp is None else timestamp)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
