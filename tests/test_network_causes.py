"""What keeps Vekha from its tracker, each cause met for real: its own code, its mend, and one exit code everywhere."""

from __future__ import annotations

import gzip
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from mappings import language
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.transport import Transport
from tests.pages.documented_codes import ROOT
from tests.standins.network.certificates import Certificates, tls_server
from tests.standins.network.listener import HOST, head_of, listening, reset, said, unused_port
from tests.standins.network.proxy import proxy
from tests.worlds.sync_world import World

WRONG, DENIED, LATER = ExitCode.WRONG_INPUT, ExitCode.NO_PERMISSION, ExitCode.TRY_LATER
KEY, PASSWORD = "k3y-of-the-bot", "s3cret"
PAGE = b"<!DOCTYPE html><html><body>Welcome</body></html>"
SIGN_IN = b'<html><form><input name="user"><input class=x type="password" name="p"></form></html>'
KINDS = {
    "redmine": "kind: redmine, project: plan, issue_tracker: Task, token_env: VEKHA_TEST_TOKEN",
    "gitlab": "kind: gitlab, project: town/plan, token_env: VEKHA_TEST_TOKEN",
}
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass
class Place:
    """A town whose tracker is somewhere in the network; what is set up there stands until the test ends."""

    world: World
    certificates: Certificates
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    stack: ExitStack
    kind: str = "redmine"
    url: str = ""
    more: str = ""

    def up(self, server: AbstractContextManager[int], *, scheme: str = "http", host: str = HOST) -> None:
        """Let the tracker be at the port of a server."""
        self.url = f"{scheme}://{host}:{self.stack.enter_context(server)}"

    def behind(self, variable: str, value: str) -> None:
        """Name a proxy in the environment."""
        self.monkeypatch.setenv(variable, value)

    def trust(self) -> None:
        """Name the authority's file."""
        self.more = f", ca_file: {self.certificates.authority}"

    def run(self, command: str, spoken: str = "en") -> tuple[int, str]:
        """A command's exit code and what it said of the tracker."""
        text = self.world.config_path.read_text(encoding="utf-8")
        text = re.sub(
            r"^tracker: .*$", f"tracker: {{{KINDS[self.kind]}, url: '{self.url}'{self.more}}}", text, flags=re.M
        )
        text = re.sub(r"^language: .*$", f"language: {spoken}", text, flags=re.M)
        self.world.config_path.write_text(text, encoding="utf-8")
        code = run(["-q", "-c", str(self.world.config_path), command], App(now=self.world.clock))
        language.use("en")
        lines = self.capsys.readouterr().err.splitlines()
        return code, "\n".join(
            line for line in lines if "[address-plain]" not in line and "[past-deadlines]" not in line
        )


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """The certificates of all tests."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def place(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Place]:
    """A town with its bot's key; no run of it waits before it tries again, and no proxy is named."""
    assert Transport.__init__.__kwdefaults__ is not None
    monkeypatch.setitem(Transport.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    monkeypatch.setenv("VEKHA_TEST_TOKEN", KEY)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with ExitStack() as stack:
        yield Place(World(tmp_path), certificates, monkeypatch, capsys, stack)


def answering(*said_there: bytes) -> Callable[[Place], None]:
    """A server that says this to every request, and ends the connection."""

    def serve(connection: socket.socket) -> None:
        if head_of(connection):
            for piece in said_there:
                connection.sendall(piece)

    return lambda place: place.up(listening(serve))


def speaking(words: bytes) -> Callable[[Place], None]:
    """A server of another protocol, which says this whatever it hears."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(words)

    return lambda place: place.up(listening(serve))


def showing(name: str) -> Callable[[Place], None]:
    """A server of TLS with that fault; the authority is known."""

    def up(place: Place) -> None:
        place.up(tls_server(getattr(place.certificates, name)), scheme="https", host="localhost")
        place.trust()

    return up


def moved(location: str) -> Callable[[Place], None]:
    """A server that sends on; PATH stands for what was asked of it."""

    def serve(connection: socket.socket) -> None:
        path = head_of(connection).split()[1].decode().partition("?")[0]
        connection.sendall(said(302, b"", f"Location: {location.replace('PATH', path)}"))

    return lambda place: place.up(listening(serve))


def looked_up(number: int) -> Callable[[Place], None]:
    """A name server that says this of a name; only this is not the machine's own."""

    def up(place: Place) -> None:
        def look(*_arguments: object, **_options: object) -> None:
            raise socket.gaierror(number, "words that nobody reads")

        place.url = "https://трекер.test"
        place.monkeypatch.setattr(socket, "getaddrinfo", look)

    return up


def failing(number: int) -> Callable[[Place], None]:
    """A machine whose system refuses to connect, for this reason."""

    def up(place: Place) -> None:
        def connect(*_arguments: object) -> None:
            raise OSError(number, "words that nobody reads")

        place.url = f"http://{HOST}"
        place.monkeypatch.setattr(socket.socket, "connect", connect)

    return up


def at(url: str) -> Callable[[Place], None]:
    """The config says this."""
    return lambda place: setattr(place, "url", url)


def nobody(place: Place) -> None:
    """Nobody listens."""
    place.url = f"http://{HOST}:{unused_port()}"


def cut(place: Place) -> None:
    """A connection that is cut in the handshake."""
    place.up(listening(lambda connection: reset(connection) if connection.recv(1) else None), scheme="https")


def reset_then(place: Place) -> None:
    """A server that resets the connection in the middle of its answer."""

    def serve(connection: socket.socket) -> None:
        head_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
        reset(connection)

    place.up(listening(serve))


def no_tls(place: Place) -> None:
    """Plain http is spoken, and https asked for."""
    speaking(said(400, PAGE))(place)
    place.url = place.url.replace("http:", "https:")


def only_tls(place: Place) -> None:
    """Https is spoken, and plain http asked for; OpenSSL hangs up without a word."""
    place.up(tls_server(place.certificates.good))


def only_tls_told(place: Place) -> None:
    """Likewise, and the server has a page that says so, as nginx has; its words are not read."""

    def serve(connection: socket.socket) -> None:
        if connection.recv(1, socket.MSG_PEEK) == b"\x16":
            place.certificates.good.wrap_socket(connection, server_side=True).close()
        elif head_of(connection):
            connection.sendall(said(400, PAGE, kind="text/html"))

    place.up(listening(serve))


def file_of(content: bytes | None) -> Callable[[Place], None]:
    """A file of the authority that holds this."""

    def up(place: Place) -> None:
        showing("good")(place)
        place.more = ", ca_file: ca.pem"
        if content is not None:
            (place.world.folder / "ca.pem").write_bytes(content)

    return up


def through(value: str, scheme: str = "https") -> Callable[[Place], None]:
    """A proxy that the environment names so."""

    def up(place: Place) -> None:
        place.url = f"{scheme}://tracker.test"
        place.behind(f"{scheme}_proxy", value.replace("PORT", str(unused_port())))

    return up


def unknown_proxy(place: Place) -> None:
    """There is no host of the proxy's name."""
    looked_up(socket.EAI_NONAME)(place)
    place.behind("https_proxy", f"http://clerk:{PASSWORD}@proxy.test:3128")


def turned_away(status: int, scheme: str = "https", *remarks: str) -> Callable[[Place], None]:
    """A proxy that answers everything so."""

    def up(place: Place) -> None:
        made = place.stack.enter_context(proxy(turns_away=status, remarks=remarks))
        place.url = f"{scheme}://tracker.test"
        place.behind(f"{scheme}_proxy", made.url)

    return up


def wanting_login(scheme: str, login: str = "") -> Callable[[Place], None]:
    """A proxy that wants a password, and is given this."""

    def up(place: Place) -> None:
        made = place.stack.enter_context(proxy(login=f"clerk:{PASSWORD}"))
        place.url = f"{scheme}://tracker.test"
        place.behind(f"{scheme}_proxy", f"http://{login}{HOST}:{made.port}")

    return up


def other_proxy(words: bytes, scheme: str = "https", named: str = "http") -> Callable[[Place], None]:
    """In the proxy's place something else answers."""

    def up(place: Place) -> None:
        speaking(words)(place)
        place.behind(f"{scheme}_proxy", f"{named}://clerk:{PASSWORD}@{place.url.partition('://')[2]}")
        place.url = f"{scheme}://tracker.test"

    return up


def proxy_of_tls(fault: str) -> Callable[[Place], None]:
    """A proxy that is spoken to over https, and shows a certificate with that fault."""

    def up(place: Place) -> None:
        made = place.stack.enter_context(proxy(secure=getattr(place.certificates, fault)))
        place.url = "https://tracker.test"
        place.behind("https_proxy", made.url)
        place.trust()

    return up


BOMB = gzip.compress(b" " * 70_000_000)
CAUSES: dict[str, tuple[Callable[[Place], None], str, ExitCode, str]] = {
    # the way to the host
    "unknown host": (looked_up(socket.EAI_NONAME), "host-unknown", WRONG, "трекер.test"),
    "no address": (looked_up(socket.EAI_NODATA), "host-unknown", WRONG, "трекер.test"),
    "resolver down": (looked_up(socket.EAI_AGAIN), "resolver-away", LATER, "трекер.test"),
    "resolver broken": (looked_up(socket.EAI_FAIL), "resolver-away", LATER, "трекер.test"),
    "refused": (nobody, "tracker-away", LATER, HOST),
    "unreachable": (failing(101), "network-away", LATER, HOST),
    "host unreachable": (failing(113), "network-away", LATER, HOST),
    "forbidden here": (failing(1), "connection-forbidden", DENIED, HOST),
    "timed out": (failing(110), "tracker-silent", LATER, HOST),
    "no descriptors": (failing(24), "tracker-away", LATER, "Too many open files"),
    "label too long": (at(f"https://{'a' * 64}.test"), "address-invalid", WRONG, "aaa.test"),
    # certificates and TLS
    "expired": (showing("expired"), "certificate-expired", DENIED, "2026"),
    "not yet valid": (showing("early"), "certificate-early", DENIED, "2026"),
    "self-signed": (showing("self_signed"), "certificate-self-signed", DENIED, "ca_file"),
    "unknown authority": (showing("stranger"), "certificate-untrusted", DENIED, "ca_file"),
    "wrong host": (showing("other_host"), "certificate-other-host", DENIED, "url:"),
    "name unknown there": (showing("knows_no_such_name"), "certificate-other-host", DENIED, "url:"),
    "weak": (showing("weak"), "certificate-weak", DENIED, "localhost"),
    "client certificate": (showing("wants_client"), "client-certificate-wanted", DENIED, "localhost"),
    "old protocol": (showing("old"), "tls-too-old", WRONG, "TLS 1.2"),
    "no agreement": (showing("no_agreement"), "tls-no-agreement", WRONG, "localhost"),
    "plain port": (no_tls, "tls-missing", WRONG, "http://"),
    "TLS port": (only_tls, "tls-expected", WRONG, "https://"),
    "TLS port that says so": (only_tls_told, "tls-expected", WRONG, "https://"),
    "TLS alert": (speaking(b"\x15\x03\x01\x00\x02\x02\x46\r\n"), "tls-expected", WRONG, "https://"),
    "handshake cut": (cut, "handshake-lost", LATER, HOST),
    "ca_file missing": (file_of(None), "secret-unreadable", WRONG, "ca.pem"),
    "ca_file empty": (file_of(b""), "ca-file-broken", WRONG, "PEM"),
    "ca_file not PEM": (file_of(b"\x30\x82\x01\x0a\x02"), "ca-file-broken", WRONG, "PEM"),
    "ca_file garbled": (
        file_of(b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"),
        "ca-file-broken",
        WRONG,
        "PEM",
    ),
    # proxies
    "unknown proxy": (unknown_proxy, "proxy-unknown", WRONG, "https_proxy"),
    "dead proxy": (through(f"http://clerk:{PASSWORD}@{HOST}:PORT"), "proxy-away", LATER, "https_proxy"),
    "dead proxy, http": (through(f"http://clerk:{PASSWORD}@{HOST}:PORT", "http"), "proxy-away", LATER, "http_proxy"),
    "no scheme": (through(f"clerk:{PASSWORD}@{HOST}:PORT"), "proxy-away", LATER, f"http://{HOST}"),
    "socks": (through(f"socks5h://clerk:{PASSWORD}@{HOST}:PORT"), "proxy-unsupported", WRONG, "https_proxy"),
    "no host": (through("http://"), "proxy-invalid", WRONG, "https_proxy"),
    "no port": (through(f"http://clerk:{PASSWORD}@proxy.test:many"), "proxy-invalid", WRONG, "proxy.test"),
    "another scheme": (through("ftp://proxy.test"), "proxy-invalid", WRONG, "ftp://proxy.test"),
    "password with a slash": (through(f"http://clerk:1/{PASSWORD}@proxy.test:1"), "proxy-invalid", WRONG, "proxy.test"),
    "password with a hash": (through(f"http://clerk:{PASSWORD}#1@proxy.test:1"), "proxy-invalid", WRONG, "proxy.test"),
    "password wanted": (wanting_login("https"), "proxy-login", DENIED, "https_proxy"),
    "password wanted, http": (wanting_login("http"), "proxy-login", DENIED, "http_proxy"),
    "password wrong": (wanting_login("https", "clerk:other@"), "proxy-login", DENIED, HOST),
    "turned away": (turned_away(403), "proxy-refused", DENIED, "tracker.test"),
    "turned away, http": (turned_away(403, "http"), "proxy-refused", DENIED, "tracker.test"),
    "no such method": (turned_away(405), "proxy-refused", DENIED, "405"),
    "cannot reach": (turned_away(502), "proxy-failing", LATER, "tracker.test"),
    "cannot reach, http": (
        turned_away(503, "http", "X-Squid-Error: ERR_CONNECT_FAIL 111"),
        "proxy-failing",
        LATER,
        "503",
    ),
    "fault behind it": (turned_away(500, "http"), "tracker-failing", LATER, "or the proxy http://127.0.0.1"),
    "no proxy": (other_proxy(b"220 mail ready\r\n"), "proxy-invalid", WRONG, "https_proxy"),
    "no https": (other_proxy(said(400), named="https"), "proxy-invalid", WRONG, "http://"),
    "https alone": (other_proxy(b"\x15\x03\x01\x00\x02\x02\x46\r\n"), "proxy-invalid", WRONG, "https://"),
    "proxy hangs up": (other_proxy(b""), "proxy-away", LATER, HOST),
    "proxy expired": (proxy_of_tls("expired"), "certificate-expired", DENIED, "https://localhost"),
    # what answers
    "web page": (answering(said(200, PAGE, kind="text/html")), "tracker-not-there", WRONG, "url:"),
    "sign-in page": (answering(said(200, SIGN_IN, kind="text/html")), "login-page", DENIED, "http://"),
    "sign-in page, 401": (answering(said(401, PAGE, kind="text/html")), "login-page", DENIED, "http://"),
    "sent to sign in": (moved("https://sso.test/adfs/ls/?wa=k3y"), "login-page", DENIED, "https://sso.test/adfs/ls/"),
    "captive portal": (answering(said(511, PAGE, kind="text/html")), "network-login", DENIED, HOST),
    "firewall's page": (answering(said(403, PAGE, kind="text/html")), "way-barred", DENIED, HOST),
    "another protocol": (speaking(b"SSH-2.0-OpenSSH_9.2\r\n"), "tracker-not-there", WRONG, HOST),
    "moved": (
        moved("https://new.test:8443/redminePATH"),
        "tracker-moved",
        WRONG,
        "url: https://new.test:8443/redmine.",
    ),
    "moved away": (moved("//new.test/elsewhere"), "tracker-moved", WRONG, "http://new.test/elsewhere"),
    "moved nowhere": (answering(said(302)), "tracker-moved", WRONG, "url:"),
    "reset": (reset_then, "answer-lost", LATER, "wait"),
    "no answer": (speaking(b""), "answer-lost", LATER, "wait"),
    "cut JSON": (answering(said(200, b'{"user": {"id')), "answer-unreadable", LATER, "JSON"),
    "deep JSON": (answering(said(200, b"[" * 100_000)), "answer-unreadable", LATER, "JSON"),
    "no gzip": (answering(said(200, b"plain", "Content-Encoding: gzip")), "answer-unreadable", LATER, "packed"),
    "bomb": (answering(said(200, BOMB, "Content-Encoding: gzip")), "answer-too-large", LATER, "larger"),
    "busy": (answering(said(429, b"Retry later", "Retry-After: 7")), "tracker-busy", LATER, "7 s"),
    "being mended": (
        answering(said(503, PAGE, "Retry-After: 600", kind="text/html")),
        "tracker-failing",
        LATER,
        "600 s",
    ),
    "gateway": (answering(said(502, PAGE, kind="text/html")), "tracker-failing", LATER, "502"),
    "fault": (answering(said(500)), "tracker-failing", LATER, "500"),
}
ELSEWHERE = {"answer-late", "listing-short"}  # whose limits are too long for a run of a command


@pytest.mark.parametrize("name", CAUSES)
def test_a_cause(place: Place, name: str) -> None:
    """Check, sync and run say the same of it in one line, in each language, and end with one code; no secret shows."""
    up, code, ends, words = CAUSES[name]
    up(place)
    said_of_it = []
    for command, spoken in (("check", "en"), ("sync", "ru"), ("run", "en")):
        found, err = place.run(command, spoken)
        assert (found, f"[{code}]" in err, len(err.splitlines())) == (ends, True, 1), err
        assert PASSWORD not in err
        assert KEY not in err
        said_of_it.append(re.sub(r"^vekha: (error: )?(redmine: )?", "", err))
    assert words.casefold() in said_of_it[0].casefold()
    assert said_of_it[0] == said_of_it[2]
    assert said_of_it[0] != said_of_it[1]
    assert not re.search(r"[{}]", "".join(said_of_it))


@pytest.mark.parametrize(
    "name", ["unknown host", "expired", "turned away", "firewall's page", "sign-in page", "deep JSON"]
)
def test_a_cause_on_gitlab(place: Place, name: str) -> None:
    """It is the same there."""
    up, code, ends, words = CAUSES[name]
    place.kind = "gitlab"
    up(place)
    for command in ("check", "sync"):
        found, err = place.run(command)
        assert (found, f"[{code}]" in err, len(err.splitlines())) == (ends, True, 1), err
        assert words in err


def test_every_cause_of_the_page_is_met_here() -> None:
    """The tables of docs/errors.md on connections hold the codes of the causes above, and no other."""
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    part = text.partition("### The connection")[2].partition("\n### ")[0]
    documented = set(re.findall(r"^\| `([a-z-]+)`", part, flags=re.M))
    assert documented == ({code for _up, code, _ends, _words in CAUSES.values()} | ELSEWHERE) - {"secret-unreadable"}
