"""The mailbox in memory keeps to the port, and goes wrong as it is told to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from notify.errors import MailboxAway
from notify.mailbox.port import Mailbox, Waiting
from tests.standins.mailbox import CALLS, FakeMailbox, Fault

TODAY, EARLIER = date(2026, 11, 30), date(2026, 9, 1)


def filled(*raws: bytes) -> FakeMailbox:
    """A mailbox with some mails of today."""
    box = FakeMailbox(TODAY)
    box.put(*raws)
    return box


def once(call: str, fault: Fault) -> Callable[[str, int], Fault | None]:
    """A fault at the first call of a name, and none after it."""
    left = [fault]
    return lambda asked, _number: left.pop() if asked == call and left else None


def asked(box: Mailbox, call: str) -> object:
    """One call of a name."""
    calls: dict[str, Callable[[], object]] = {
        "open": box.open,
        "after": lambda: box.after(0, since=EARLIER, limit=10),
        "fetch": lambda: box.fetch(1),
        "file": lambda: box.file([1, 2], "taken"),
    }
    return calls[call]()


def test_what_lies_above_a_uid_is_told_in_order() -> None:
    """The oldest first, none of an earlier day, no more than asked for; the limit leaves the newest for later."""
    box = FakeMailbox(TODAY)
    box.put(b"old", day=date(2026, 8, 31))
    box.put(b"1", b"22", b"333")
    assert box.open() == 1
    assert box.after(0, since=EARLIER, limit=2) == [Waiting(2, 1), Waiting(3, 2)]
    assert box.after(3, since=EARLIER, limit=2) == [Waiting(4, 3)]
    assert box.after(4, since=EARLIER, limit=2) == []


def test_a_moved_mail_is_gone_from_the_folder() -> None:
    """What is moved again is no fault; without the right to move all stay."""
    box = filled(b"1", b"2")
    box.open()
    assert box.file([1], "taken")
    assert box.file([1], "taken")
    assert (box.fetch(1), box.fetch(2)) == (None, b"2")
    assert [one.raw for one in box.folders["taken"]] == [b"1"]
    box.moves = False
    assert not box.file([2], "taken")
    assert box.fetch(2) == b"2"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_line_that_breaks_is_closed_and_opens_again(call: str, fault: Fault) -> None:
    """Before the effect nothing has happened, after it all has; the next session finds the mailbox so."""
    box = filled(b"1", b"2")
    box.fault = once(call, fault)
    with pytest.raises(MailboxAway):
        asked(box, "open")
        asked(box, call)
    assert not box.is_open
    box.open()
    left = 0 if (call, fault) == ("file", "after") else 2
    assert len(box.after(0, since=EARLIER, limit=10)) == left


def test_of_several_mails_only_the_first_may_move() -> None:
    """The line breaks between two of one request."""
    box = filled(b"1", b"2", b"3")
    box.fault = once("file", "midway")
    box.open()
    with pytest.raises(MailboxAway):
        box.file([1, 2], "taken")
    assert [one.raw for one in box.inbox] == [b"2", b"3"]


def test_a_folder_that_is_made_anew_has_other_numbers() -> None:
    """The same mails, another UIDVALIDITY; a UID of before leads to none or to another mail."""
    box = filled(b"1", b"2")
    box.open()
    box.file([1], "taken")
    box.fault = once("fetch", "renumbered")
    with pytest.raises(MailboxAway):
        box.fetch(2)
    assert box.open() == 2
    assert [box.fetch(one.uid) for one in box.after(0, since=EARLIER, limit=10)] == [b"2"]


def test_mails_come_in_between_two_calls() -> None:
    """They are above all that were there."""
    box = filled(b"1")
    box.fault, box.arrives = once("after", "arrival"), lambda: [b"22"]
    box.open()
    assert box.after(1, since=EARLIER, limit=10) == [Waiting(2, 2)]
