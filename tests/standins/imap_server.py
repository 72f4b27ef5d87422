"""An IMAP server that goes wrong where a test wants it to: a conversation for `tests.standins.mail_server`'s lines.

It knows nothing of Vekha, and of IMAP what a reader of one folder needs.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

STAGES = ("greeting", "capability", "authenticate", "namespace", "list", "select", "noop", "search", "fetch", "move")
KINDS = ("drop", "cut", "silence", "garbage", "goodbye", "bad")
USER, PASSWORD = "ответ@lib.example", "пароль, «верный»"
USUAL = ("IMAP4rev1", "LITERAL+", "NAMESPACE", "UIDPLUS", "MOVE", "AUTH=PLAIN")

Fault = Callable[[str], str | None]


@dataclass
class Post:
    """What a server keeps, and what it was asked. A mail of a folder: its day and its bytes, by UID."""

    folders: dict[str, dict[int, tuple[date, bytes]]] = field(default_factory=lambda: {"INBOX": {}})
    subscribed: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    lines: int = 0
    uidvalidity: int = 7

    def put(self, *raws: bytes, day: date) -> None:
        """Let mails come into the INBOX."""
        inbox = self.folders["INBOX"]
        for raw in raws:
            inbox[max(inbox, default=0) + 1] = (day, raw)


@dataclass
class ImapConversation:
    """One connection, command by command. `fault` says at each stage what goes wrong there, if anything.

    drop, cut, silence: the line is closed, closed within the answer, or nothing comes any more. garbage: what comes is
    no IMAP. goodbye: the server ends the session. bad, or `NO …` with its words: it declines. "done and …": after all.
    A text that begins with `*` is told in place of the answer's own lines.
    """

    post: Post
    fault: Fault = lambda _stage: None
    offers: tuple[str, ...] = USUAL
    prefix: str = ""
    separator: str = "/"
    greeting: str = "OK"
    read_only: bool = False
    state: str = "open"  # open, closed, silent, tls
    _out: bytes = b""
    _in: bytes = b""
    _tag: str = ""
    _reading: bool = False  # the next line is a password
    _known: frozenset[int] = frozenset()  # the mails of the INBOX when it was last looked at

    def begin(self) -> None:
        """The greeting."""
        self.post.lines += 1
        self._tag = "*"
        self._answer("greeting", [], f"{self.greeting} ready")

    def encrypted(self) -> None:
        """The line has been encrypted."""
        self.state, self._in = "open", b""
        self.offers = tuple(one for one in self.offers if one != "STARTTLS")

    def feed(self, data: bytes) -> None:
        """Take what the other side has sent."""
        self._in += data
        while self.state == "open" and b"\r\n" in self._in:
            line, _end, self._in = self._in.partition(b"\r\n")
            self._command(line.decode())

    def told(self) -> bytes:
        """What the other side is told, once."""
        out, self._out = self._out, b""
        return out

    def _answer(self, stage: str, lines: list[bytes], status: str = "OK done") -> None:
        """Answer at a stage, or do what goes wrong there."""
        kind = (self.fault(stage) or "").removeprefix("done and ")
        whole = b"".join(b"* " + line + b"\r\n" for line in lines) + f"{self._tag} {status}\r\n".encode()
        if kind.startswith("*"):
            whole = f"{kind}\r\n{self._tag} {status}\r\n".encode()
        elif kind.startswith(("NO", "BAD")):
            whole = f"{self._tag} {kind}\r\n".encode()
        told = {
            "drop": b"",
            "cut": whole[: len(whole) // 2],
            "silence": b"",
            "garbage": b"HTTP/1.1 400 Bad Request\r\n\xff\r\n",
            "goodbye": b"* BYE [UNAVAILABLE] closing\r\n",
            "bad": f"{self._tag} BAD what?\r\n".encode(),
        }
        self._out += told.get(kind, whole)
        self.state = {"drop": "closed", "cut": "closed", "goodbye": "closed", "silence": "silent"}.get(kind, self.state)

    def _does(self, stage: str) -> bool:
        """Whether a command takes effect, whatever is told of it."""
        kind = self.fault(stage)
        return kind is None or kind.startswith("done and ")

    def _command(self, line: str) -> None:
        if self._reading:
            self._reading = False
            _nobody, user, password = base64.b64decode(line).decode().split("\0")
            self._let_in("authenticate", user, password)
            return
        self.post.commands.append(line)
        self._tag, _blank, rest = line.partition(" ")
        word, _blank, words = rest.removeprefix("UID ").partition(" ")
        handler: Callable[[str], None] = getattr(self, f"_on_{word.lower()}", self._on_unknown)
        handler(words)

    def _on_unknown(self, _words: str) -> None:
        self._answer("unknown", [], "BAD what?")

    def _on_capability(self, _words: str) -> None:
        self._answer("capability", [f"CAPABILITY {' '.join(self.offers)}".encode()])

    def _on_starttls(self, _words: str) -> None:
        self._answer("starttls", [])
        if self.state == "open" and self._does("starttls"):
            self.state = "tls"

    def _on_authenticate(self, _words: str) -> None:
        self._reading = True
        self._out += b"+ \r\n"

    def _on_login(self, words: str) -> None:
        user, password = re.findall(r'"((?:[^"\\]|\\.)*)"', words)
        self._let_in("login", user, password)

    def _let_in(self, stage: str, user: str, password: str) -> None:
        right = (user, password) in ((USER, PASSWORD), ("bot", "pass word"))
        self._answer(stage, [], "OK welcome" if right else f"NO [AUTHENTICATIONFAILED] not {password}")

    def _on_namespace(self, _words: str) -> None:
        self._answer("namespace", [f'NAMESPACE (("{self.prefix}" "{self.separator}")) NIL NIL'.encode()])

    def _on_list(self, words: str) -> None:
        pattern = _name(words.partition(" ")[2])
        known = [pattern] if pattern in self.post.folders or not pattern else []
        self._answer("list", [f'LIST () "{self.separator}" "{name}"'.encode() for name in known])

    def _on_create(self, words: str) -> None:
        name = _name(words)
        if name.startswith(self.prefix):
            self.post.folders.setdefault(name, {})
        self._answer("create", [], "OK made" if name.startswith(self.prefix) else "NO [CANNOT] not there")

    def _on_subscribe(self, words: str) -> None:
        self.post.subscribed.append(_name(words))
        self._answer("subscribe", [])

    def _on_select(self, words: str) -> None:
        mails = self.post.folders.get(_name(words))
        if mails is None:
            self._answer("select", [], "NO [NONEXISTENT] no such folder")
            return
        self._known = frozenset(self.post.folders["INBOX"])
        lines = [f"{len(mails)} EXISTS", "0 RECENT", f"OK [UIDVALIDITY {self.post.uidvalidity}] ok"]
        state = "READ-ONLY" if self.read_only else "READ-WRITE"
        self._answer("select", [line.encode() for line in lines], f"OK [{state}] open")

    _on_examine = _on_select

    def _on_noop(self, _words: str) -> None:
        self._known = frozenset(self.post.folders["INBOX"])
        self._answer("noop", [])

    def _on_search(self, words: str) -> None:
        first, day = re.fullmatch(r"UID (\d+):\* SINCE (\S+)", words).groups()  # type: ignore[union-attr]
        since = datetime.strptime(day, "%d-%b-%Y").date()  # noqa: DTZ007 - a day
        inbox = {uid: mail for uid, mail in self.post.folders["INBOX"].items() if uid in self._known}
        last = max(inbox, default=0)
        found = [uid for uid, (came, _raw) in inbox.items() if (uid >= int(first) or uid == last) and came >= since]
        self._answer("search", [f"SEARCH {' '.join(map(str, found))}".strip().encode()])

    def _on_fetch(self, words: str) -> None:
        uids, what = words.split(" ", 1)
        self._answer("fetch", list(self._fetched([int(one) for one in uids.split(",")], what)))

    def _fetched(self, uids: list[int], what: str) -> Iterator[bytes]:
        for place, (uid, (_day, raw)) in enumerate(self.post.folders["INBOX"].items(), 1):
            if uid not in uids:
                continue
            partial = re.fullmatch(r"\(BODY\.PEEK\[\]<0\.(\d+)>\)", what)
            if partial is None:
                yield f"{place} FETCH (UID {uid} RFC822.SIZE {len(raw)})".encode()
            else:
                part = raw[: int(partial[1])]
                yield f"{place} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode() + part + b")"

    def _on_move(self, words: str) -> None:
        uids, _blank, folder = words.partition(" ")
        target = self.post.folders.get(_name(folder))
        if target is None:
            self._answer("move", [], "NO [TRYCREATE] no such folder")
            return
        if self._does("move"):
            for uid in map(int, uids.split(",")):
                mail = self.post.folders["INBOX"].pop(uid, None)
                if mail is not None:
                    target[max(target, default=0) + 1] = mail
        self._answer("move", [])

    def _on_logout(self, _words: str) -> None:
        self._answer("logout", [b"BYE see you"])
        self.state = "closed"


def _name(quoted: str) -> str:
    """A folder's name as it stands in a command, in whatever letters it was coded."""
    return quoted.strip().removeprefix('"').removesuffix('"')
