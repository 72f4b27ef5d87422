"""A mailbox in memory that keeps to the port, and goes wrong where a test wants it to.

It does what a server does with what the port asks: UIDs rise and are never given twice while the UIDVALIDITY stays,
a moved mail is gone from the folder, a fetched one is not marked. Each call goes through `fault`, which says what goes
wrong with it, if anything. It knows nothing of what its mails say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from notify.errors import MailboxAway
from notify.mailbox.port import Waiting

CALLS = ("open", "after", "fetch", "file")

Fault = Literal["before", "after", "midway", "renumbered", "arrival"]
"""What goes wrong with a call:

before      nothing is done, and the line breaks
after       all is done, and the line breaks before it is told
midway      of several mails the first is moved, and the line breaks; of one it is as after
renumbered  the folder is made anew with the same mails before the call: other UIDs and another UIDVALIDITY.
            A session that is open knows nothing of it, finds no mail of those that it knew, and the line breaks
arrival     mails come in before the call (`FakeMailbox.arrives`), and it is done as ever
"""


@dataclass(frozen=True)
class Kept:
    """A mail in a folder: the day that it came in, and its bytes."""

    uid: int
    day: date
    raw: bytes


@dataclass
class FakeMailbox:
    """A mailbox that a `FakeMailbox` of a later run finds as this one left it: hand the same one in again.

    `fault` is asked at each call, by its name and its number from 1 on. `moves` says whether the server can move mails.
    `lies` are sizes told by UID in place of the true ones. `called` is what was asked, `fetched` the UIDs of the mails
    that were handed out.
    """

    today: date
    moves: bool = True
    uidvalidity: int = 1
    fault: Callable[[str, int], Fault | None] = lambda _call, _number: None
    arrives: Callable[[], Collection[bytes]] = tuple
    inbox: list[Kept] = field(default_factory=list)
    folders: dict[str, list[Kept]] = field(default_factory=dict)
    lies: dict[int, int] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)
    next_uid: int = 1
    is_open: bool = False

    def put(self, *raws: bytes, day: date | None = None) -> list[int]:
        """Let mails come in; their UIDs."""
        put = [Kept(self.next_uid + place, day or self.today, raw) for place, raw in enumerate(raws)]
        self.inbox += put
        self.next_uid += len(put)
        return [one.uid for one in put]

    def renumber(self) -> None:
        """Make the folder anew as a restored backup does: the same mails under other UIDs, another UIDVALIDITY."""
        kept, self.inbox = self.inbox, []
        self.uidvalidity += 1
        self.next_uid = 1
        for one in kept:
            self.put(one.raw, day=one.day)

    def open(self) -> int:
        """The UIDVALIDITY."""
        fault = self._begin("open")
        self.is_open = True
        self._end(fault)
        return self.uidvalidity

    def after(self, uid: int, *, since: date, limit: int) -> list[Waiting]:
        """As the port says."""
        fault = self._begin("after")
        found = sorted((one for one in self.inbox if one.uid > uid and one.day >= since), key=lambda one: one.uid)
        self._end(fault)
        return [Waiting(one.uid, self.lies.get(one.uid, len(one.raw))) for one in found[:limit]]

    def fetch(self, uid: int) -> bytes | None:
        """As the port says."""
        fault = self._begin("fetch")
        found = next((one for one in self.inbox if one.uid == uid), None)
        self._end(fault)
        if found is None:
            return None
        self.fetched.append(uid)
        return found.raw

    def file(self, uids: Collection[int], folder: str) -> bool:
        """As the port says."""
        fault = self._begin("file")
        if self.moves:
            leaving = [one for one in self.inbox if one.uid in set(uids)]
            if fault == "midway":
                leaving = leaving[:1]
            self.folders.setdefault(folder, []).extend(leaving)
            self.inbox = [one for one in self.inbox if one not in leaving]
        self._end(fault)
        return self.moves

    def close(self) -> None:
        """As the port says."""
        self.is_open = False

    def _begin(self, call: str) -> Fault | None:
        """Note a call, and what goes wrong with it. Raises `MailboxAway`."""
        self.called.append(call)
        assert call == "open" or self.is_open, f"{call} without open"
        fault = self.fault(call, len(self.called))
        if fault == "arrival":
            self.put(*self.arrives())
        elif fault == "renumbered":
            self.renumber()
            if call != "open":
                self._break()
        elif fault == "before":
            self._break()
        return fault

    def _end(self, fault: Fault | None) -> None:
        if fault in ("after", "midway"):
            self._break()

    def _break(self) -> None:
        self.is_open = False
        raise MailboxAway("mailbox-broken-off", "the line broke", place="mailbox.example:993")
