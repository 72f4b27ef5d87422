"""One HTTP session: what is sent again, which error an answer is, and that no secret leaves it."""

from __future__ import annotations

import gc
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from sync.errors import AuthFailed, Conflict, Misconfigured, NotFound, Rejected, TrackerError, Transient
from sync.tracker import Traffic
from sync.transport import Limits, Purpose, Transport
from sync.transport.connection import Line

URL = "http://tracker.test/redmine"
SECRET = "s3cret-key"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PURPOSE = Purpose("redmine", "create_issue", "I.1.1")


class Trial:
    """A transport whose waits are only noted."""

    def __init__(self, url: str = URL, **limits: Any) -> None:
        self.waits: list[float] = []
        self.traffic = Traffic()
        self.now = NOW
        self.transport = Transport(
            url,
            traffic=self.traffic,
            headers={"X-Redmine-API-Key": SECRET},
            limits=Limits(**limits),
            now=lambda: self.now,
            sleep=self.waits.append,
            jitter=lambda: 0.0,
        )

    def get(self, path: str = "/a.json", **options: Any) -> Any:
        return self.transport.get(path, purpose=PURPOSE, **options)

    def post(self, **options: Any) -> Any:
        return self.transport.write("POST", "/a.json", {"x": 1}, purpose=PURPOSE, **options)


def answer(method: str = "GET", **options: Any) -> None:
    """The next answer."""
    responses.add(method, f"{URL}/a.json", **options)


@responses.activate
def test_an_answer_comes_with_its_json_and_is_counted() -> None:
    """A read is one request, a write one request and one write; the key goes out in the header."""
    trial = Trial()
    answer(json={"a": "ё"})
    answer("POST", json={"b": 2}, status=201)
    assert trial.get(params=[("f[]", "x"), ("f[]", "y")]).data == {"a": "ё"}
    assert trial.post().data == {"b": 2}
    assert (trial.traffic.requests, trial.traffic.writes) == (2, 1)
    first, second = (call.request for call in responses.calls)
    assert first.url is not None
    assert first.url.endswith("/a.json?f%5B%5D=x&f%5B%5D=y")
    assert first.headers["X-Redmine-API-Key"] == SECRET
    assert json.loads(second.body or b"") == {"x": 1}


@responses.activate
@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (301, Misconfigured, "tracker-moved"),
        (302, Misconfigured, "tracker-moved"),
        (401, AuthFailed, "token-refused"),
        (403, AuthFailed, "forbidden"),
        (404, NotFound, "not-found"),
        (410, NotFound, "not-found"),
        (409, Conflict, "stale"),
        (400, Rejected, "refused"),
        (422, Rejected, "refused"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_is_the_error_that_says_what_to_do(
    method: str, status: int, error: type[TrackerError], code: str
) -> None:
    """It is raised at once, whatever its body, with the operation and the key."""
    trial = Trial()
    headers = {"Location": "https://other.test/a?back_url=%2F&key=1"} if status < 400 else {}
    answer(method, status=status, body="no JSON", headers=headers)
    with pytest.raises(error) as caught:
        trial.get() if method == "GET" else trial.post()
    assert (caught.value.code, caught.value.operation, caught.value.key) == (code, "create_issue", "I.1.1")
    assert "back_url" not in caught.value.message
    assert trial.traffic.requests == 1
    assert trial.waits == []


@responses.activate
def test_a_status_that_is_accepted_is_handed_back() -> None:
    """The adapter judges it, and the body need not be JSON."""
    trial = Trial()
    answer(status=403, body="")
    assert trial.get(accept=(403,)).status == 403


@responses.activate
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_read_is_sent_again_and_again_but_not_for_ever(status: int) -> None:
    """Five attempts with growing waits, then the tracker counts as away."""
    trial = Trial()
    answer(status=status)
    with pytest.raises(Transient) as caught:
        trial.get()
    assert trial.traffic.requests == 5
    assert trial.waits == [0.25, 0.5, 1.0, 2.0]
    assert "not known" not in caught.value.message


@responses.activate
@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 503, "headers": {"Retry-After": "1"}},
        {"body": requests.ConnectionError("reset")},
        {"body": requests.ReadTimeout("slow")},
        {"status": 201, "body": '{"issue": {"id"'},
        {"status": 201, "body": "<html>"},
    ],
)
def test_a_write_whose_outcome_is_unknown_is_never_sent_again(trouble: dict[str, Any]) -> None:
    """It may have been done: the next run finds out."""
    trial = Trial()
    answer("POST", **trouble)
    with pytest.raises(Transient) as caught:
        trial.post()
    assert (trial.traffic.requests, trial.traffic.writes, trial.waits) == (1, 1, [])
    assert "whether the change was made is not known" in caught.value.message


@responses.activate
def test_a_write_that_was_not_done_is_sent_again() -> None:
    """A 429 says that nothing was done."""
    trial = Trial()
    answer("POST", status=429)
    answer("POST", status=201, json={"id": 1})
    assert trial.post().data == {"id": 1}
    assert (trial.traffic.requests, trial.traffic.writes) == (2, 2)


@responses.activate
def test_a_repeatable_write_is_sent_again() -> None:
    """Setting a status twice is setting it once."""
    trial = Trial()
    answer("PUT", status=502)
    answer("PUT", status=204)
    done = trial.transport.write("PUT", "/a.json", {}, purpose=PURPOSE, repeatable=True)
    assert done.status == 204
    assert trial.traffic.writes == 2


@responses.activate
@pytest.mark.parametrize(
    ("asked", "waited"),
    [("7", 7.25), ("Sun, 01 Mar 2026 09:00:30 GMT", 30.25), ("Sun, 01 Mar 2026 08:00:00 GMT", 0.25), ("soon", 0.25)],
)
def test_retry_after_is_honoured(asked: str, waited: float) -> None:
    """As seconds or as a date; one that cannot be read counts as none."""
    trial = Trial()
    answer(status=429, headers={"Retry-After": asked})
    answer(json={})
    trial.get()
    assert trial.waits == [waited]


@responses.activate
def test_the_waits_of_a_run_have_a_budget() -> None:
    """What would wait longer than is left of it gives up at once, in later requests too."""
    trial = Trial(patience=10.0)
    answer(status=429, headers={"Retry-After": "6"})
    with pytest.raises(Transient):
        trial.get()
    assert trial.waits == [6.25]
    with pytest.raises(Transient):
        trial.get()
    assert trial.waits == [6.25]
    assert trial.traffic.requests == 3


@responses.activate
def test_a_web_page_where_json_was_asked_for_is_no_passing_trouble() -> None:
    """The address is wrong: waiting does not mend it."""
    trial = Trial()
    answer(body="\n<!DOCTYPE html>", status=200)
    with pytest.raises(Misconfigured) as caught:
        trial.get()
    assert caught.value.code == "tracker-not-there"
    assert trial.get(media="text/html").body == b"\n<!DOCTYPE html>"


@responses.activate
def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    """Memory is not the tracker's to fill."""
    trial = Trial(body=1000, attempts=1)
    answer(body="[" + "1," * 1000 + "1]")
    with pytest.raises(Transient) as caught:
        trial.get()
    assert caught.value.code == "answer-too-large"


@responses.activate
def test_the_secret_is_nowhere_but_in_the_header() -> None:
    """Neither in an error nor in a repr; and a cookie is not kept."""
    trial = Trial(attempts=1)
    answer(status=401, headers={"Set-Cookie": "session=1; path=/"}, body=SECRET)
    with pytest.raises(AuthFailed) as caught:
        trial.get()
    told = f"{caught.value!r} {caught.value.message} {caught.value.hint} {trial.transport!r}"
    assert SECRET not in told
    with pytest.raises(AuthFailed):
        trial.get()
    assert "Cookie" not in responses.calls[1].request.headers


@responses.activate
def test_a_password_of_netrc_is_not_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """What stands on the machine for other programs is not the tracker's business."""
    (tmp_path / "netrc").write_text("machine tracker.test login me password hidden\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    trial = Trial()
    answer(json={})
    trial.get()
    assert "Authorization" not in responses.calls[0].request.headers


# --- a real server on this machine ---


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that treats every connection in the same way; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _address = listening.accept()
                    with connection, suppress(OSError):
                        connection.settimeout(20)
                        serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(20)


def heard(connection: socket.socket) -> bytes:
    """A request, body included; empty where the other side has gone."""
    text = b""
    while b"\r\n\r\n" not in text:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        text += piece
    length = re.search(rb"Content-Length: (\d+)", text)
    wanted = text.index(b"\r\n\r\n") + 4 + (int(length[1]) if length else 0)
    while len(text) < wanted:
        text += connection.recv(65_536)
    return text


def drip(connection: socket.socket, text: bytes) -> None:
    """Send a byte now and then, always sooner than a socket's own time-out."""
    for byte in text:
        connection.sendall(bytes([byte]))
        threading.Event().wait(0.02)


def real(url: str, **limits: Any) -> Trial:
    """A transport to that server."""
    return Trial(url, **{"attempts": 1, "request": 0.3, **limits})


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
def test_bytes_that_drip_in_do_not_outlast_the_deadline(head: bytes) -> None:
    """In the headers or in the body: one deadline for the whole request."""

    def serve(connection: socket.socket) -> None:
        heard(connection)
        connection.sendall(head)
        drip(connection, (b"" if head else b"HTTP/1.1 200 OK\r\nX-Slow: ") + b"x" * 1000)

    with server(serve) as url:
        trial = real(url)
        began = time.monotonic()
        with pytest.raises(Transient) as caught:
            trial.get()
        assert time.monotonic() - began < 2.0
        assert caught.value.code == "answer-late"
        trial.transport.close()


def test_a_cut_or_reset_answer_is_lost() -> None:
    """Fewer bytes than were announced are no answer; nor is a reset. A read is sent again, a write is not."""
    whole = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
    turns = iter([whole, b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"issues": [', b"", b"", b""])

    def serve(connection: socket.socket) -> None:
        heard(connection)
        connection.sendall(next(turns, whole))

    with server(serve) as url:
        trial = real(url, attempts=3, request=5.0)
        trial.get()
        with pytest.raises(Transient):
            trial.get()
        assert trial.traffic.requests == 4
        with pytest.raises(Transient):
            trial.post()
        assert trial.traffic.requests == 5
        assert trial.post().data == {}
        trial.transport.close()


def test_a_connection_is_kept_and_a_write_after_a_rest_takes_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has dropped an idle connection must not be found out by a write."""
    connections = []

    def serve(connection: socket.socket) -> None:
        connections.append(connection)
        while heard(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with server(serve) as url:
        trial = real(url, request=5.0)
        trial.get()
        trial.get()
        trial.post()
        assert len(connections) == 1
        rested = time.monotonic() + 60
        monkeypatch.setattr("sync.transport.session.time.monotonic", lambda: rested)
        trial.post()
        assert len(connections) == 2
        trial.transport.close()


def test_nobody_listening_is_a_refused_connection() -> None:
    """It is told as such, with the address, and nothing is left open."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    trial = real(f"http://127.0.0.1:{port}", attempts=3)
    with pytest.raises(Transient) as caught:
        trial.post()
    assert (caught.value.code, caught.value.not_done, trial.traffic.writes) == ("tracker-away", True, 3)
    assert f"127.0.0.1:{port}" in caught.value.message
    assert "not known" not in caught.value.message
    del trial
    gc.collect()


def test_a_proxy_of_the_environment_is_used_under_the_same_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a proxy, dripping bytes are cut as well."""

    def serve(connection: socket.socket) -> None:
        assert heard(connection).startswith(b"GET http://tracker.test/redmine/a.json")
        drip(connection, b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000)

    with server(serve) as url:
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", url)
        trial = real(URL)
        began = time.monotonic()
        with pytest.raises(Transient):
            trial.get()
        assert time.monotonic() - began < 2.0
        trial.transport.close()


def test_a_connection_that_comes_after_the_deadline_carries_nothing() -> None:
    """A name that took too long to look up must not lead to a late write."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        line = Line()
        line.was_cut = True
        line.hold(ours)
        with pytest.raises(BrokenPipeError):
            ours.sendall(b"POST")
        assert theirs.recv(10) == b""
        line.close()


def test_a_deadline_before_any_connection_is_remembered() -> None:
    """A look-up of a name that hangs has no connection yet that could be cut."""
    line, ended = Line(), time.monotonic() + 10
    with line.at_most(0.0):
        while not line.was_cut and time.monotonic() < ended:
            threading.Event().wait(0.001)
    assert line.was_cut


def test_a_handshake_that_drips_is_cut() -> None:
    """The deadline holds before the first byte of HTTP as well."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        drip(connection, b"\x16\x03\x03\x40\x00" + b"\x02" * 1000)

    with server(serve) as url:
        trial = real(url.replace("http:", "https:"))
        began = time.monotonic()
        with pytest.raises(Transient):
            trial.get()
        assert time.monotonic() - began < 2.0
        trial.transport.close()


@responses.activate
@pytest.mark.parametrize("text", [None, "", "yesterday", "Sun, 31 Feb 2026 09:00:00 GMT"])
def test_an_answer_that_tells_no_time_says_nothing_of_the_clock(text: str | None) -> None:
    """Neither one without a `Date` nor one whose date cannot be read; what was known before stays."""
    trial = Trial()
    answer(json={}, headers={} if text is None else {"Date": text})
    trial.get()
    assert trial.traffic.clock_ahead is None
    trial.traffic.clock_ahead = timedelta(hours=1)
    trial.get()
    assert trial.traffic.clock_ahead == timedelta(hours=1)


@responses.activate
def test_the_newest_answer_tells_how_far_off_the_clock_is() -> None:
    """By the machine's clock as the answer came, so that neither a long run nor the clock's being set falsifies it."""
    trial = Trial()
    answer(json={}, headers={"Date": "Sun, 01 Mar 2026 10:00:00 GMT"})
    trial.get()
    assert trial.traffic.clock_ahead == timedelta(hours=1)
    trial.now += timedelta(days=2)
    answer(json={}, headers={"Date": "Tue, 03 Mar 2026 09:00:05 GMT"})
    trial.get()
    assert trial.traffic.clock_ahead == timedelta(seconds=5)


@responses.activate
def test_what_did_not_answer_as_the_tracker_tells_no_time() -> None:
    """A failing answer may be that of a proxy, whose clock is no witness."""
    trial = Trial(attempts=1)
    answer(status=502, headers={"Date": "Sun, 01 Mar 2020 10:00:00 GMT"})
    with pytest.raises(Transient):
        trial.get()
    assert trial.traffic.clock_ahead is None
