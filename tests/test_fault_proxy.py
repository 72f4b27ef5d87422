"""The proxy that harms what passes through it: each fault does what its name says, and what struck is counted."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
import requests

from tests.faults import CALM, SAFE, Clock, FaultProxy, Kind, Scripted, Weather, running
from tests.faults.upstream import Answered, Asked

DONE = (Kind.ANSWER_LOST, Kind.RESET, Kind.CUT, Kind.GARBAGE, Kind.GATEWAY, Kind.LATE_ANSWER, Kind.REFUSED)
SILENT = (Kind.DROPPED, Kind.ANSWER_LOST, Kind.RESET, Kind.LATE_ANSWER, Kind.LATE_FORWARD)
ANSWER = b'{"issue": {"id": 7, "subject": "' + "Каталог".encode() * 20 + b'"}}'
WAIT = 0.4  # real seconds after which the client of these tests gives up


class Server(BaseHTTPRequestHandler):
    """Does the work at once, and remembers it."""

    protocol_version = "HTTP/1.1"
    done: ClassVar[list[str]]

    def _work(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.done.append(body.decode())
        self.send_response(201 if self.command == "POST" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Total", "1")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    do_GET = do_POST = do_PUT = _work  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def proxied(*kinds: Kind | None, seconds: int | None = None) -> Iterator[tuple[FaultProxy, list[str], Clock]]:
    """A proxy whose next requests meet these faults, the bodies that the server behind it has worked on, a clock."""
    done: list[str] = []
    clock = Clock()
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Server,), {"done": done})) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        with running(f"http://127.0.0.1:{server.server_port}", Scripted([*kinds], seconds=seconds), clock) as proxy:
            yield proxy, done, clock
        server.shutdown()
        thread.join()


def post(proxy: FaultProxy, body: str = "1") -> requests.Response:
    """One write on a connection of its own, whose client gives up soon."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(f"{proxy.url}/issues.json?a=1", data=body, timeout=WAIT)


def settle() -> None:
    """Let the proxy learn that its client has hung up."""
    threading.Event().wait(0.06)


def test_calm_weather_changes_nothing() -> None:
    """Status, headers and body come as they are, several on one connection; the server gets what was sent."""
    with proxied() as (proxy, done, _clock), requests.Session() as session:
        session.trust_env = False
        for body in ("1", "2"):
            answer = session.post(f"{proxy.url}/issues.json", data=body, timeout=5)
            assert (answer.status_code, answer.content, answer.headers["X-Total"]) == (201, ANSWER, "1")
        assert done == ["1", "2"]
        assert (proxy.counts.arrived, proxy.counts.forwarded, proxy.counts.faults) == (2, 2, 0)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.DRIP}))
def test_every_fault_is_counted_and_passes(kind: Kind) -> None:
    """It strikes once, the server has worked or not as the fault's name says, and the next request comes through."""
    with proxied(kind) as (proxy, done, clock):
        try:
            first: requests.Response | None = post(proxy)
        except requests.RequestException:
            first = None
        if kind is Kind.REFUSED:
            with pytest.raises(requests.ConnectionError, match="Connection refused"):
                post(proxy)
            proxy.told(2)
        assert proxy.counts.by_kind() == {kind: 1}
        assert (first is None) == (kind in SILENT)
        settle()
        clock.sleep(90)
        worked = 2 if kind is Kind.TWICE else int(kind in DONE or kind is Kind.LATE_FORWARD)
        assert done == ["1"] * worked
        assert post(proxy, "2").content == ANSWER
        assert done == [*["1"] * worked, "2"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.FAILED, 500),
        (Kind.GATEWAY, 502),
        *((kind, 429) for kind in (Kind.BUSY, Kind.BUSY_SECONDS, Kind.BUSY_DATE)),
        *((kind, 201) for kind in (Kind.TWICE, Kind.REFUSED)),
    ],
)
def test_the_answers_of_a_proxy(kind: Kind, status: int) -> None:
    """The status is that of the fault; what is no answer of the server's is no JSON."""
    with proxied(kind) as (proxy, _done, _clock):
        answer = post(proxy)
        assert answer.status_code == status
        assert (answer.content == ANSWER) == (status == 201)
        assert ("Retry-After" in answer.headers) == (kind in (Kind.BUSY_SECONDS, Kind.BUSY_DATE))


def test_a_reset_is_no_farewell() -> None:
    """The client is told that the connection was reset; one that was dropped just ends."""
    with proxied(Kind.RESET, Kind.DROPPED) as (proxy, _done, _clock):
        with pytest.raises(requests.ConnectionError, match="reset by peer"):
            post(proxy)
        with pytest.raises(requests.ConnectionError, match="without response"):
            post(proxy)


def test_cut_json_looks_like_a_whole_answer() -> None:
    """Nothing on the line tells that half of the body is missing: no length, and an end as of a whole one."""
    with proxied(Kind.CUT) as (proxy, _done, _clock):
        answer = post(proxy)
        assert answer.content == ANSWER[: len(ANSWER) // 2]
        assert "Content-Length" not in answer.headers
        with pytest.raises(requests.JSONDecodeError):
            answer.json()


def test_garbage_is_never_the_answer() -> None:
    """Noise, somebody's page, other JSON or nothing: whichever comes, it is not what the server said."""
    with proxied(*[Kind.GARBAGE] * 5) as (proxy, done, _clock):
        for number in range(5):
            proxy.weather = Scripted([Kind.GARBAGE], seed=number)
            answer = post(proxy)
            assert answer.ok
            assert b"issue" not in answer.content
        assert done == ["1"] * 5


@pytest.mark.parametrize("kind", [Kind.BUSY_SECONDS, Kind.BUSY_DATE])
def test_who_comes_before_the_time_is_noted(kind: Kind) -> None:
    """A 429 with a time is a promise asked for: a request a second too early is noted, one in time is not."""
    with proxied(kind, seconds=20) as (proxy, _done, clock):
        said = post(proxy).headers["Retry-After"]
        if kind is Kind.BUSY_SECONDS:
            assert said == "20"
        else:
            assert timedelta(seconds=18) < parsedate_to_datetime(said) - clock() <= timedelta(seconds=21)
        clock.sleep(18)
        settle()  # what was under way when the 429 was sent is no offence
        post(proxy)
        (early,) = proxy.counts.early
        assert (early.method, early.path, proxy.counts.waits) == ("POST", "/issues.json?a=1", 1)
        assert 0 < early.seconds < 3
        clock.sleep(3)
        post(proxy)
        assert len(proxy.counts.early) == 1


def test_who_has_just_been_told_to_wait_has_no_excuse() -> None:
    """On the connection that brought the 429, the very next request is too early; on another it may have been sent."""
    with proxied(Kind.BUSY_SECONDS, seconds=5) as (proxy, _done, _clock), requests.Session() as session:
        session.trust_env = False
        assert session.get(proxy.url, timeout=5).status_code == 429
        post(proxy)
        assert proxy.counts.early == []
        assert session.get(proxy.url, timeout=5).status_code == 200
        assert len(proxy.counts.early) == 1


def test_a_drip_never_lets_a_socket_time_out() -> None:
    """Every byte comes in time and all of them too late: who waits for the next one only waits on."""
    with proxied(Kind.DRIP) as (proxy, done, _clock):
        port = int(proxy.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=WAIT) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            until = time.monotonic() + 3 * WAIT
            pieces = []
            while time.monotonic() < until:
                pieces.append(line.recv(100))
        assert 3 < len(pieces) < 100
        assert all(len(piece) == 1 for piece in pieces)
        assert done == [""]
        assert proxy.counts.by_kind() == {Kind.DRIP: 1}


def test_a_late_request_comes_after_its_client_has_gone() -> None:
    """It reaches the server when the clock says so, in its place among others, and its answer goes nowhere."""
    with proxied(Kind.LATE_FORWARD, seconds=20) as (proxy, done, clock):
        with pytest.raises(requests.ReadTimeout):
            post(proxy, "late")
        settle()
        post(proxy, "soon")
        clock.sleep(10)
        assert done == ["soon"]
        clock.sleep(15)
        assert done == ["soon", "late"]
        assert [(one.method, one.status) for one in proxy.counts.late] == [("POST", 201)]


def test_a_shut_door_opens_when_time_passes() -> None:
    """Connections are refused by the machine itself, as where nothing listens; the port stays the proxy's."""
    with proxied(Kind.REFUSED) as (proxy, _done, clock):
        post(proxy)
        port = int(proxy.url.rpartition(":")[2])
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            pass
        clock.sleep(1)
        assert post(proxy).status_code == 201


def test_who_is_not_answered_in_time_is_told_apart() -> None:
    """An answer that no fault has held up, and that the client did not wait for, is no fault; it is counted apart."""
    with proxied() as (proxy, done, _clock):
        forward = proxy.forward

        def slow(asked: Asked) -> Answered:
            threading.Event().wait(2 * WAIT)
            return replace(forward(asked), body=b" " * 10_000_000)

        with pytest.MonkeyPatch.context() as patch, pytest.raises(requests.ReadTimeout):
            patch.setattr(proxy, "forward", slow)
            post(proxy)
        threading.Event().wait(3 * WAIT)
        assert done == ["1"]
        assert (proxy.counts.faults, proxy.counts.impatient) == (0, 1)


def test_the_seed_decides() -> None:
    """The same seed strikes the same requests with the same faults, in whatever order they are sent."""
    paths = [f"/issues/{number}.json" for number in range(200)]

    def struck(seed: int, order: list[str]) -> dict[str, Kind | None]:
        weather = Weather(seed, rate=0.3)
        found = {path: weather.strike("PUT", path) for path in order}
        return {path: one.kind if one else None for path, one in found.items()}

    assert struck(1, paths) == struck(1, paths[::-1])
    assert struck(1, paths) != struck(2, paths)


def test_the_rate_and_the_kinds_are_kept() -> None:
    """About as many requests are struck as the rate says, by all the kinds and no other; spared methods never."""
    weather = Weather(3, rate=0.3, methods=("POST",))
    found = [weather.strike("POST", "/issues.json") for _number in range(3000)]
    kinds = {one.kind for one in found if one is not None}
    assert 800 < sum(one is not None for one in found) < 1000
    assert kinds == SAFE
    assert Kind.TWICE not in kinds
    assert not any(weather.strike("GET", "/issues.json") for _number in range(100))
    assert CALM.strike("POST", "/issues.json") is None


def test_waiting_lets_happen_what_was_put_off_in_order() -> None:
    """Each thing happens at its own time, and other clocks are told of it."""
    clock, seen, told = Clock(), list[tuple[str, int]](), list[float]()
    clock.watch(told.append)
    begun = clock.seconds()
    for name, seconds in (("b", 20), ("a", 10), ("c", 40)):
        clock.put_off(seconds, lambda name=name: seen.append((name, round(clock.seconds() - begun))))  # type: ignore[misc]
    before = clock()
    clock.sleep(30)
    assert seen == [("a", 10), ("b", 20)]
    assert abs((clock() - before).total_seconds() - 30) < 1
    assert abs(sum(told) - 30) < 1


def test_threads_that_wait_at_once_wait_once() -> None:
    """Four who wait for a minute are done after one minute, not after four."""
    clock = Clock()
    begun = clock.seconds()
    threads = [threading.Thread(target=clock.sleep, args=(60,)) for _number in range(3)]

    def start_the_others() -> None:
        for thread in threads:
            thread.start()
        settle()

    clock.put_off(10, start_the_others)
    clock.sleep(60)
    for thread in threads:
        thread.join()
    assert 60 <= clock.seconds() - begun < 75
