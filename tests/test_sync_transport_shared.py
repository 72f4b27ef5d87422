"""One transport in several threads, and with a gate: connections apart, limits and counts together."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from sync.errors import Conflict, Transient
from sync.tracker import Traffic
from sync.transport import Answer, Limits, Purpose, Transport
from sync.transport.pacing import Gate
from tests.test_sync_transport_session import heard, server

URL = "http://tracker.test"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PURPOSE = Purpose("gitlab", "create_issue", "I.1.1")
LOCKED = {"message": "409 Conflict: Resource lock"}


class Trial:
    """A transport with a gate, on a clock that goes on by waiting alone."""

    def __init__(self, url: str = URL, **limits: Any) -> None:
        self.at = 0.0
        self.waits: list[float] = []
        self.traffic = Traffic()
        self.transport = Transport(
            url,
            traffic=self.traffic,
            headers={},
            limits=Limits(**limits),
            gate=Gate(clock=lambda: self.at, sleep=self.wait),
            undone=_locked,
            now=lambda: NOW,
            jitter=lambda: 0.0,
        )

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds

    def post(self, **options: Any) -> Any:
        return self.transport.write("POST", "/a", {}, purpose=PURPOSE, **options)


def _locked(answer: Answer) -> bool:
    return answer.status == 409 and b"lock" in answer.body


@responses.activate
def test_a_gate_is_waited_for_before_the_next_attempt() -> None:
    """What the tracker asks for, and the growing pause besides."""
    trial = Trial()
    responses.post(f"{URL}/a", status=429, body="Retry later\n", headers={"Retry-After": "7"})
    responses.post(f"{URL}/a", status=201, json={})
    trial.post()
    assert trial.waits == [7.25]


@responses.activate
def test_no_later_request_comes_before_its_time() -> None:
    """Where the run has no patience left, the next request is not sent either, and says that nothing was done."""
    trial = Trial(patience=5.0)
    responses.post(f"{URL}/a", status=429, headers={"Retry-After": "60"})
    for _ in range(2):
        with pytest.raises(Transient) as caught:
            trial.post()
        assert (caught.value.code, caught.value.not_done) == ("tracker-busy", True)
    assert (trial.traffic.requests, trial.waits) == (1, [])


@responses.activate
def test_a_write_whose_outcome_is_unknown_still_shuts_the_gate() -> None:
    """A 503 asks for rest as well; the write itself is not sent again."""
    trial = Trial()
    responses.post(f"{URL}/a", status=503, headers={"Retry-After": "9"})
    responses.post(f"{URL}/a", status=201, json={})
    with pytest.raises(Transient):
        trial.post()
    trial.post()
    assert trial.waits == [9.0]


@responses.activate
def test_a_used_up_limit_is_kept_before_it_is_broken() -> None:
    """The answer that used it up tells when the next request may come."""
    trial = Trial()
    headers = {"RateLimit-Remaining": "0", "RateLimit-Reset": str(int(NOW.timestamp()) + 12)}
    responses.post(f"{URL}/a", status=201, json={}, headers=headers)
    trial.post()
    trial.post()
    assert trial.waits == [12.0]


@responses.activate
def test_what_says_that_nothing_was_done_is_sent_again_even_where_its_status_is_accepted() -> None:
    """A lock of the tracker's own is no conflict."""
    trial = Trial(busy_attempts=3)
    for body in (LOCKED, LOCKED, {"message": "taken"}):
        responses.post(f"{URL}/a", status=409, json=body)
    assert trial.post(accept=(409,)).status == 409
    assert trial.traffic.writes == 3
    responses.post(f"{URL}/a", status=409, json={"message": "taken"})
    with pytest.raises(Conflict):
        trial.post()


@responses.activate
def test_a_tracker_that_stays_locked_was_left_as_it_was() -> None:
    """The error says so, so that the next run may make it at once."""
    trial = Trial(busy_attempts=2)
    responses.post(f"{URL}/a", status=409, json=LOCKED)
    with pytest.raises(Transient) as caught:
        trial.post()
    assert (trial.traffic.writes, caught.value.not_done) == (2, True)


@responses.activate
def test_a_change_can_be_answered_with_json() -> None:
    """Where the adapter wants to see what has become of it; a cut answer leaves the outcome unknown."""
    trial = Trial()
    responses.put(f"{URL}/a", json={"iid": 1})
    assert trial.transport.write("PUT", "/a", {}, purpose=PURPOSE, wants_json=True).data == {"iid": 1}
    responses.replace("PUT", f"{URL}/a", body='{"iid"')
    with pytest.raises(Transient) as caught:
        trial.transport.write("PUT", "/a", {}, purpose=PURPOSE, wants_json=True)
    assert caught.value.code == "answer-unreadable"


def test_every_thread_has_its_own_connection_and_every_request_is_counted() -> None:
    """Four requests at once go over four connections, and none is lost from the count."""
    together = threading.Barrier(4, timeout=20)
    connections = []

    def serve(connection: Any) -> None:
        connections.append(connection)
        while heard(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with many(serve) as url:
        trial = Trial(url)

        def work(_number: int) -> None:
            together.wait()
            for _ in range(25):
                trial.post()
            trial.transport.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
    assert len(connections) == 4
    assert (trial.traffic.requests, trial.traffic.writes) == (100, 100)


def many(serve: Any) -> Any:
    """A server that treats several connections at once."""

    def apart(connection: Any) -> None:
        own = connection.dup()

        def run() -> None:
            with own:
                own.settimeout(20)
                serve(own)

        threads.append(threading.Thread(target=run, daemon=True))
        threads[-1].start()

    threads: list[threading.Thread] = []
    return server(apart)
