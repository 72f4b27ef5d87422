"""The process that becomes a program which is not ours: it bounds itself, leaves the network, and is that program.

On the standard input it takes a `mappings.apart.programs.Program` as JSON. On the standard output it says READY, and
why, where there is no such program to become.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import sys
from pathlib import Path

from mappings.apart.limits import READY, bound_program

_NEW_USERS, _NEW_NETWORK = 0x1000_0000, 0x4000_0000  # of Linux: CLONE_NEWUSER, CLONE_NEWNET


def main() -> None:
    """Become the program; ends with 1 where that cannot be."""
    wanted = json.loads(sys.stdin.buffer.read())
    leave_network()
    bound_program(wanted["memory"], wanted["written"], wanted["seconds"])
    told = os.dup(1)  # closed when the program takes over
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nowhere, number)
    os.write(told, READY)
    command = wanted["command"]
    try:
        os.execve(command[0], command, wanted["environment"])  # noqa: S606 - no shell is what is wanted
    except OSError as error:
        os.write(told, (error.strerror or str(error)).encode())
        sys.exit(1)


def leave_network() -> None:
    """Leave every network, this machine's own too, where the system lets an account do so; else nothing changes."""
    user, group = os.getuid(), os.getgid()
    if _unshared(_NEW_NETWORK) or not _unshared(_NEW_USERS | _NEW_NETWORK):
        return
    with contextlib.suppress(OSError):  # who one is, which a new world of users does not know
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path(f"/proc/self/{name}").write_text(line, encoding="ascii")


def _unshared(flags: int) -> bool:
    try:
        return bool(ctypes.CDLL(None).unshare(flags) == 0)
    except (AttributeError, OSError):  # no such call on this system
        return False


if __name__ == "__main__":
    main()
