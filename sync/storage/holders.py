"""Which process holds a file: as it wrote it down in its lock, or as the kernel lists it. It holds nothing itself."""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from mappings.language import gettext as _
from mappings.wording import moment

_PROCESSES = Path("/proc")
_LENGTH = 120  # signs of a command that are told
_STOPPED = (["T"], ["t"])  # the states of a process that a signal or a debugger has stopped
_START = 19  # the field of /proc/PID/stat after the name that says when a process began, in ticks since the boot


@dataclass(frozen=True)
class Holder:
    """A process that holds a file. `since` is ISO 8601, empty where it is not known, as `command` is."""

    pid: int
    host: str
    since: str = ""
    command: str = ""

    def note(self) -> bytes:
        """What it writes into its lock."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    def told(self) -> str:
        """The process in words, in the machine's zone."""
        who = _("process {pid} ({command}) on {host}") if self.command else _("process {pid} on {host}")
        who = who.format(pid=self.pid, command=self.command, host=self.host)
        try:
            since = moment(datetime.fromisoformat(self.since).astimezone())
        except ValueError:
            return who
        return _("{who}, since {since}").format(who=who, since=since)

    @property
    def stopped(self) -> bool:
        """Whether it is a process of this machine that somebody has stopped."""
        return self.host == socket.gethostname() and _stat(self.pid)[:1] in _STOPPED


def this_process(now: datetime) -> Holder:
    """The process that runs this."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return Holder(os.getpid(), socket.gethostname(), now.astimezone(UTC).isoformat(timespec="seconds"), _shown(command))


def noted(content: bytes) -> Holder | None:
    """The holder that a lock's content names."""
    try:
        read = json.loads(content)
        pid, words = int(read["pid"]), [str(read[name]) for name in ("host", "since", "command")]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Holder(pid, *map(_shown, words))


def locker_of(path: Path) -> Holder | None:
    """The process that the kernel lists as holding a part of a file, writers first; None where none is known."""
    try:
        there = path.stat()
        listed = (_PROCESSES / "locks").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    device = f"{os.major(there.st_dev):02x}:{os.minor(there.st_dev):02x}:{there.st_ino}"
    locks = [line.split() for line in listed if "->" not in line]
    mine = str(os.getpid())
    held = [one for one in locks if one[1] == "POSIX" and one[5] == device and one[4] not in (mine, "-1")]
    held.sort(key=lambda one: one[3] != "WRITE")
    return _process(int(held[0][4])) if held else None


def way_out(holder: Holder) -> str:
    """What to do about a holder."""
    if holder.stopped:
        hint = _("it is stopped: kill -CONT {pid} lets it go on, kill -9 {pid} ends it")
        return hint.format(pid=holder.pid)
    return _("wait until it has ended, then try again")


def _process(pid: int) -> Holder:
    try:
        command = (_PROCESSES / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        command = ""
    return Holder(pid, socket.gethostname(), _begun(pid), _shown(command))


def _begun(pid: int) -> str:
    fields = _stat(pid)
    try:
        boot = next(
            int(line.split()[1])
            for line in (_PROCESSES / "stat").read_text(encoding="ascii").splitlines()
            if line.startswith("btime")
        )
        seconds = boot + int(fields[_START]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _stat(pid: int) -> list[str]:
    """The fields of a process after its name, its state first; nothing where it is not there."""
    try:
        text = (_PROCESSES / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _shown(text: str) -> str:
    one_line = "".join(sign if sign.isprintable() else "?" for sign in " ".join(text.split()))
    return one_line if len(one_line) <= _LENGTH else f"{one_line[:_LENGTH]}…"
