"""The ways to a tracker that do lead there, what is certainly not sent where none does, and where a redirect points."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from sync.cli import run
from sync.cli.context import App
from sync.errors import AuthFailed, TrackerError, Transient
from sync.runs.health import diagnose
from sync.tracker import Traffic
from sync.transport import Limits, Purpose, Transport
from sync.transport.addresses import ascii_url, base_of, host_shown, is_same, is_this_machine, shown, target_of
from sync.transport.proxies import proxy_for
from tests.standins.gitlab_server import Server, running
from tests.standins.network.certificates import Certificates, tls_server
from tests.standins.network.listener import HOST, head_of, listening, said, unused_port
from tests.standins.network.proxy import proxy
from tests.worlds.sync_world import World

PURPOSE = Purpose("gitlab", "create_issue", "I.1.1")
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names none but a test's own."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """The certificates of these tests."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def gitlab() -> Iterator[Server]:
    """A GitLab that nothing is written to."""
    with running() as server:
        yield server


def port_of(server: Server) -> int:
    """Where it listens."""
    return int(server.url.rpartition(":")[2])


@pytest.fixture
def checked(
    tmp_path: Path, gitlab: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """How `vekha check` ends with the GitLab at an address, and what it complains of."""
    world = World(tmp_path)
    monkeypatch.setenv("VEKHA_TEST_TOKEN", gitlab.tokens["maintainer"])

    def check(url: str, **more: object) -> tuple[int, str]:
        block = f"kind: gitlab, url: '{url}', project: {gitlab.project}, token_env: VEKHA_TEST_TOKEN"
        block += "".join(f", {name}: {value}" for name, value in more.items())
        text = world.config_path.read_text(encoding="utf-8")
        world.config_path.write_text(re.sub("^tracker: .*$", f"tracker: {{{block}}}", text, flags=re.M), "utf-8")
        code = run(["-q", "-c", str(world.config_path), "check"], App(now=lambda: datetime.now(UTC)))
        language.use("en")
        return code, capsys.readouterr().err

    return check


@contextmanager
def session(url: str, *, ca_file: str | None = None, **limits: float | int) -> Iterator[Transport]:
    """A transport whose waits are left out."""
    kept = {"attempts": 1, "connect": 5.0, "request": 5.0, **limits}
    made = Transport(
        url,
        traffic=Traffic(),
        headers={"PRIVATE-TOKEN": "k3y"},
        ca_file=ca_file,
        limits=Limits(**kept),  # type: ignore[arg-type]
        now=lambda: NOW,
        sleep=lambda _seconds: None,
    )
    try:
        yield made
    finally:
        made.close()


def refused(url: str, *, write: bool = True, **options: float | int | str) -> TrackerError:
    """What a write ends in there, or a read."""
    with session(url, **options) as transport, pytest.raises(TrackerError) as caught:  # type: ignore[arg-type]
        if write:
            transport.write("POST", "/a.json", {"x": 1}, purpose=PURPOSE)
        else:
            transport.get("/a.json", purpose=PURPOSE)
    return caught.value


# --- ways that lead there ---


def test_a_proxy_with_a_password_leads_there(
    checked: Callable[..., tuple[int, str]], gitlab: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For plain http it is asked for each page, and NO_PROXY goes round it, in small letters and in capitals."""
    with proxy(login="clerk:p@ss", places={"gitlab.test": port_of(gitlab)}) as made:
        monkeypatch.setenv("HTTP_PROXY", f"http://clerk:p%40ss@{HOST}:{made.port}")
        code, err = checked("http://gitlab.test")
        assert (code, "[address-plain]" in err) == (0, True), err
        assert made.asked[0].startswith("GET http://gitlab.test/api/v4/user ")
        made.asked.clear()
        monkeypatch.setenv("NO_PROXY", f"other.test, {HOST}")
        assert checked(gitlab.url)[0] == 0
        assert made.asked == []


@pytest.mark.parametrize("secure", [False, True])
def test_a_tunnel_leads_there(
    checked: Callable[..., tuple[int, str]],
    gitlab: Server,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    secure: bool,
) -> None:
    """For https the proxy opens a tunnel, and sees nothing more; it may itself be spoken to over https."""
    with tls_server(certificates.good, behind=port_of(gitlab)) as port:
        options = {"secure": certificates.good} if secure else {}
        with proxy(places={"xn--e1aaowdh.test": port}, login="clerk:s", **options) as made:
            monkeypatch.setenv("all_proxy", made.url)
            code, err = checked("https://трекер.test", ca_file=certificates.authority)
            assert code == 0, err
        assert set(made.asked) == {"CONNECT xn--e1aaowdh.test:443 HTTP/1.0"} or made.asked[0].startswith("CONNECT xn--")


def test_an_authority_of_ones_own_leads_there(
    checked: Callable[..., tuple[int, str]], gitlab: Server, certificates: Certificates
) -> None:
    """Once its file is named, and with a slash at the end of the address."""
    with tls_server(certificates.good, behind=port_of(gitlab)) as port:
        assert "[certificate-untrusted]" in checked(f"https://localhost:{port}/")[1]
        code, err = checked(f"https://localhost:{port}/", ca_file=certificates.authority)
        assert code == 0, err


def test_the_trackers_own_refusal_behind_a_proxy_is_the_trackers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A 403 that bears no sign of the proxy's is a missing right, as without the proxy."""
    body = b'{"message": "403 Forbidden"}'
    with listening(lambda one: one.sendall(said(403, body)) if head_of(one) else None) as port:
        with proxy(places={"gitlab.test": port}) as made:
            monkeypatch.setenv("http_proxy", made.url)
            assert refused("http://gitlab.test", write=False).code == "forbidden"
        assert len(made.asked) == 1


@pytest.mark.parametrize("url", ["http://трекер.рф/a", "http://xn--e1aaowdh.xn--p1ai/a"])
@pytest.mark.parametrize("named", ["трекер.рф", "xn--e1aaowdh.xn--p1ai", ".рф", "*"])
def test_a_cyrillic_host_goes_round_the_proxy_in_either_letters(
    monkeypatch: pytest.MonkeyPatch, url: str, named: str
) -> None:
    """NO_PROXY and the address need not agree on them."""
    monkeypatch.setenv("http_proxy", "http://proxy.test:3128")
    found = proxy_for(url)
    assert found is not None
    assert (found.shown, found.variable) == ("http://proxy.test:3128", "http_proxy")
    monkeypatch.setenv("no_proxy", named)
    assert proxy_for(url) is None


# --- what is certainly not sent ---


@contextmanager
def full() -> Iterator[int]:
    """A port whose queue is full, so that a call gets no answer."""
    with socket.socket() as door, socket.socket() as first, socket.socket() as second:
        door.bind((HOST, 0))
        door.listen(0)
        for one in (first, second):
            one.setblocking(False)
            one.connect_ex(door.getsockname())
        yield door.getsockname()[1]


def test_a_call_without_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was sent, to the tracker or to the proxy before it."""
    with full() as port:
        error = refused(f"http://{HOST}:{port}", connect=0.1)
        assert isinstance(error, Transient)
        assert (error.code, error.not_done) == ("tracker-silent", True)
        monkeypatch.setenv("https_proxy", f"http://{HOST}:{port}")
        error = refused("https://tracker.test", connect=0.1)
        assert isinstance(error, Transient)
        assert (error.code, error.not_done) == ("proxy-away", True)


@pytest.mark.parametrize("connect", [0.1, 5.0])
def test_a_handshake_that_does_not_go_on(connect: float) -> None:
    """Whether the socket's own time ends first or that of the whole request: nothing was sent."""
    with listening(lambda one: one.recv(65_536) and one.recv(65_536) and None) as port:  # type: ignore[arg-type]
        error = refused(f"https://{HOST}:{port}", connect=connect, request=0.2)
        assert isinstance(error, Transient)
        assert (error.code, error.not_done) == ("handshake-lost", True)
        assert "did not finish" in error.message


@pytest.mark.parametrize(("status", "scheme", "not_done"), [(502, "https", True), (502, "http", False)])
def test_a_proxy_that_cannot_reach_the_tracker(
    monkeypatch: pytest.MonkeyPatch, status: int, scheme: str, not_done: bool
) -> None:
    """A tunnel was never opened; a request that was handed over whole may have arrived."""
    with proxy(turns_away=status, remarks=("Proxy-Status: cache; error=connection_terminated",)) as made:
        monkeypatch.setenv(f"{scheme}_proxy", made.url)
        error = refused(f"{scheme}://tracker.test")
        assert isinstance(error, Transient)
        assert (error.code, error.not_done) == ("proxy-failing", not_done)
        assert ("not known" in error.message) is not not_done


@pytest.mark.parametrize(("status", "code"), [(403, "proxy-refused"), (407, "proxy-login")])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_write_that_the_proxy_turns_away_is_not_sent_again(
    monkeypatch: pytest.MonkeyPatch, status: int, code: str, scheme: str
) -> None:
    """It is an error that leaves no intent in doubt, and no passing trouble."""
    with proxy(turns_away=status) as made:
        monkeypatch.setenv(f"{scheme}_proxy", made.url)
        error = refused(f"{scheme}://tracker.test", attempts=5)
        assert (type(error), error.code, len(made.asked)) == (AuthFailed, code, 1)


def test_a_write_whose_answer_is_late_is_in_doubt() -> None:
    """The connection stood: it may have arrived."""

    def hear_out(connection: socket.socket) -> None:
        while connection.recv(65_536):
            pass

    with listening(hear_out) as port:
        error = refused(f"http://{HOST}:{port}", request=0.8)
        assert isinstance(error, Transient)
        assert (error.code, error.not_done) == ("answer-late", False)
        assert "not known" in error.message


def test_a_tracker_that_has_answered_is_the_tracker() -> None:
    """What comes in place of a later answer is passing trouble, and no wrong address."""
    turns = iter([said(200, b"{}")])
    with listening(lambda one: one.sendall(next(turns, b"junk\r\n")) if head_of(one) else None) as port:
        with session(f"http://{HOST}:{port}") as transport:
            transport.get("/a.json", purpose=PURPOSE)
            with pytest.raises(Transient) as caught:
                transport.get("/a.json", purpose=PURPOSE)
            assert caught.value.code == "answer-unreadable"
        assert refused(f"http://{HOST}:{port}", write=False).code == "tracker-not-there"


def test_a_certificate_that_ends_in_mid_run_keeps_a_write_from_being_sent(certificates: Certificates) -> None:
    """The key and the words of the issue go to nobody who is not known."""
    heard = []

    def serve(plain: socket.socket) -> None:
        try:
            with certificates.expired.wrap_socket(plain, server_side=True) as connection:
                heard.append(connection.recv(65_536))
        except ssl.SSLError:
            heard.append(b"")

    with listening(serve) as port:
        error = refused(f"https://localhost:{port}", ca_file=str(certificates.authority))
    assert (type(error), error.code) == (AuthFailed, "certificate-expired")
    assert heard == [b""]


def test_an_address_of_ipv6_is_called_and_shown_as_such() -> None:
    """With its brackets."""
    url = f"http://[::1]:{unused_port()}"
    error = refused(url)
    assert error.code in ("tracker-away", "network-away")
    assert error.message.startswith(url.removeprefix("http://"))


# --- where a redirect points ---


@pytest.mark.parametrize(
    ("location", "code", "words"),
    [
        ("https://new.test:8443/redmine/a.json", "tracker-moved", "url: https://new.test:8443/redmine."),
        ("https://new.test:443/a.json?key=k3y#x", "tracker-moved", "url: https://new.test."),
        ("//new.test/a.json/", "tracker-moved", "url: http://new.test."),
        ("/redmine/a.json", "tracker-moved", "url: http://127.0.0.1:PORT/redmine."),
        ("redmine/a.json", "tracker-moved", "url: http://127.0.0.1:PORT/redmine."),
        ("https://xn--e1aaowdh.xn--p1ai/a.json", "tracker-moved", "url: https://трекер.рф."),
        ("https://clerk:s3cret@new.test/a.json", "tracker-moved", "url: https://new.test."),
        ("https://new.test/", "tracker-moved", "https://new.test/ "),
        ("/a.json/", "tracker-moved", "itself"),
        ("http://127.0.0.1:PORT/a.json", "tracker-moved", "itself"),
        ("https://new.test:many/a.json", "tracker-moved", "does not say"),
        ("javascript:alert(1)", "tracker-moved", "does not say"),
        ("http://", "tracker-moved", "itself"),
        ("", "tracker-moved", "does not say"),
        ("/users/sign_in", "login-page", "http://127.0.0.1:PORT/users/sign_in"),
        ("/login?back_url=%2Fa.json", "login-page", "http://127.0.0.1:PORT/login"),
        ("https://sso.test/realms/x/protocol/openid-connect/auth?state=s3cret", "login-page", "https://sso.test/"),
        ("https://portal.test/Login.aspx", "login-page", "https://portal.test/Login.aspx"),
    ],
)
def test_a_redirect(location: str, code: str, words: str) -> None:
    """It is not followed; the line names the address to write, and nothing that may be a secret."""
    ports: list[int] = []

    def serve(connection: socket.socket) -> None:
        if head_of(connection):
            connection.sendall(said(302, b"", f"Location: {location.replace('PORT', str(ports[0]))}"))

    with listening(serve) as port:
        ports.append(port)
        error = refused(f"http://{HOST}:{port}", write=False)
    told = f"{error.message} [{error.code}]. {error.hint}."
    assert error.code == code
    assert words.replace("PORT", str(port)) in told
    assert "s3cret" not in told
    assert "k3y" not in told
    assert "None" not in told


LABELS = st.from_regex(r"[a-zа-яё][a-zа-яё0-9]{0,10}", fullmatch=True)
PATHS = st.lists(st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True), max_size=3).map(
    lambda all_: "".join(f"/{one}" for one in all_)
)
BASES = st.builds(
    lambda scheme, labels, port, path: f"{scheme}://{'.'.join(labels)}{port}{path}",
    st.sampled_from(["http", "https"]),
    st.lists(LABELS, min_size=1, max_size=3),
    st.sampled_from(["", ":3000", ":8443"]),
    PATHS,
)


@given(here=BASES, there=BASES, part=PATHS.filter(bool))
def test_the_base_of_a_moved_tracker_is_told_as_it_is_to_be_written(here: str, there: str, part: str) -> None:
    """Whatever the two addresses are, and in whatever letters the redirect names the host."""
    for written in (there, ascii_url(there)):
        target = target_of(here + part, written + part)
        assert target is not None
        told = base_of(target, here + part, here)
        assert told is not None
        assert is_same(told, there)
        assert shown(told) == told


@given(BASES)
def test_an_address_is_shown_in_its_own_letters(url: str) -> None:
    """Whether it was written in them or as name servers know it, and without user and password."""
    known = ascii_url(url)
    assert known.isascii()
    assert host_shown(known) == host_shown(url)
    assert shown(known.replace("://", "://clerk:s3cret@")) == shown(url)
    assert not re.search("s3cret|xn--", shown(known))


@given(st.text(max_size=40))
def test_no_location_is_too_odd(location: str) -> None:
    """Whatever a server sends, a place is told or none, and no sign of it reaches a terminal raw."""
    target = target_of("http://tracker.test/a/b.json", location)
    if target is not None:
        assert shown(target).isprintable()
        base = base_of(target, "http://tracker.test/a/b.json", "http://tracker.test/a")
        assert base is None or base.isprintable()


# --- plain http ---


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://redmine.example.org", True),
        ("http://трекер.рф:3000/redmine", True),
        ("http://192.168.1.5", True),
        ("http://[fd00::1]", True),
        ("https://redmine.example.org", False),
        ("http://localhost:3000", False),
        ("http://redmine.localhost", False),
        ("http://127.0.0.5:3000", False),
        ("http://[::1]:3000", False),
    ],
)
def test_plain_http_to_another_machine_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, warned: bool
) -> None:
    """Whoever is on the way could read the key; on this machine there is no way."""
    world = World(tmp_path)
    monkeypatch.setenv("VEKHA_TEST_TOKEN", "")  # so that nothing is called
    block = f"tracker: {{kind: redmine, url: '{url}', project: p, issue_tracker: T, token_env: VEKHA_TEST_TOKEN}}"
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(re.sub("^tracker: .*$", block, text, flags=re.M), encoding="utf-8")
    found = [one for one in diagnose(world.inputs()) if one.code == "address-plain"]
    assert bool(found) is warned is not is_this_machine(url) or url.startswith("https")
    assert all(url in one.message for one in found)


@pytest.mark.parametrize("host", ["трекер..рф", "а" * 64 + ".рф", "tracker.test:0", "clerk:s3cret@tracker.test"])
def test_what_can_be_no_address_is_refused_in_the_config(checked: Callable[..., tuple[int, str]], host: str) -> None:
    """Before anything is called, and without showing a password."""
    code, err = checked(f"https://{host}")
    assert (code, "[value-invalid]" in err, "s3cret" in err) == (78, True, False), err
