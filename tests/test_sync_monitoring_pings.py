"""A ping asks an address once and for seconds only; what goes wrong is told without the address's secret."""

from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mappings.errors import VekhaError
from sync.monitoring.pings import LIMITS, ping
from sync.transport import Limits
from tests.standins.network.listener import HOST, head_of, listening, reset, said, unused_port

SECRET = "0b6b2d8e-secret"
SHORT = Limits(connect=0.3, request=0.3, patience=0.0, attempts=1, busy_attempts=1)


def asked(port: int, *, limits: Limits = LIMITS, scheme: str = "http") -> None:
    """Ask an address that holds a secret wherever one can stand."""
    url = f"{scheme}://user:{SECRET}@{HOST}:{port}/{SECRET}/start?key={SECRET}"
    ping(url, "operator.ping.start", now=lambda: datetime(2026, 3, 1, tzinfo=UTC), limits=limits)


def refusal(port: int, *, limits: Limits = SHORT, scheme: str = "http") -> VekhaError:
    """What asking comes to; nowhere in it stands the secret."""
    with pytest.raises(VekhaError) as raised:
        asked(port, limits=limits, scheme=scheme)
    error = raised.value
    assert (error.code, error.place) == ("ping-failed", "operator.ping.start")
    assert SECRET not in "".join([*traceback.format_exception(error), error.message, error.hint])
    return error


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_address_is_asked_once(status: int) -> None:
    """With a GET of all of it; what the answer says does not matter."""
    requests: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        requests.append(head_of(connection))
        connection.sendall(said(status, b"OK" if status != 204 else b"", kind="text/plain"))

    with listening(serve) as port:
        asked(port)
    (request,) = requests
    assert request.startswith(f"GET /{SECRET}/start?key={SECRET} HTTP/1.1".encode())
    assert b"User-Agent: Vekha" in request


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 407, 429, 500, 503, 999])
def test_any_other_answer_is_told_with_its_number(status: int) -> None:
    """No redirect is followed, and nothing is asked a second time, however politely the other side asks for it."""
    requests: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        requests.append(head_of(connection))
        headers = ("Retry-After: 1", "Location: http://127.0.0.1:1/elsewhere")
        connection.sendall(said(status, b"<html>no", *headers, kind="text/html"))

    with listening(serve) as port:
        error = refusal(port)
    assert error.message == f"{HOST}:{port} answered with {status}"
    assert len(requests) == 1


def _silent(ended: threading.Event) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        head_of(connection)
        ended.wait(20)

    return serve


def test_an_address_that_hangs_is_left() -> None:
    """After the time that a ping has, whatever else the machine does."""
    ended = threading.Event()
    with listening(_silent(ended)) as port:
        error = refusal(port)
        ended.set()
    assert error.message == "no answer came in time"


def test_an_address_that_drips_is_left() -> None:
    """Bytes that come one by one do not keep a run waiting."""
    ended = threading.Event()

    def serve(connection: socket.socket) -> None:
        head_of(connection)
        for byte in said(200, b"x" * 10_000):
            connection.sendall(bytes([byte]))
            if ended.wait(0.05):
                return

    with listening(serve) as port:
        error = refusal(port)
        ended.set()
    assert error.message == "no answer came in time"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "broke off"),
        (b"220 smtp.example.org ESMTP\r\n", "is not a web server"),
        (said(200, b"x" * 2_000_000), "larger than any"),
    ],
)
def test_what_is_no_answer(answer: bytes, words: str) -> None:
    """It hangs up, speaks something else, or goes on and on."""

    def serve(connection: socket.socket) -> None:
        head_of(connection)
        connection.sendall(answer)

    with listening(serve) as port:
        assert words in refusal(port, limits=LIMITS).message


def test_nobody_there() -> None:
    """The port is closed, the connection reset, or https is not spoken."""
    assert "cannot be reached" in refusal(unused_port()).message
    with listening(reset) as port:
        refusal(port)
    with listening(lambda connection: connection.sendall(b"HTTP/1.1 400 No\r\n\r\n")) as port:
        assert "does not answer with https" in refusal(port, scheme="https").message


def test_a_proxy_of_the_environment_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by every other request; one that does not let it through is told as itself."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    def serve(connection: socket.socket) -> None:
        head_of(connection)
        connection.sendall(said(407, b"login"))

    with listening(serve) as port:
        monkeypatch.setenv("http_proxy", f"http://{HOST}:{port}")
        with pytest.raises(VekhaError) as raised:
            ping(
                f"http://pings.example.org/{SECRET}",
                "operator.ping.success",
                now=lambda: datetime(2026, 3, 1, tzinfo=UTC),
                limits=LIMITS,
            )
    assert "wants a user and a password" in raised.value.message
    assert SECRET not in raised.value.message
