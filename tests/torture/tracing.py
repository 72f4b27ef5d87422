"""Runs something in a child process that is killed at its n-th system call to the disk or the network.

The kernel's own tracing (ptrace of Linux) stops the child at every system call, whichever library makes it; the one
it is killed at has no effect. It knows nothing of what the child does.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from collections.abc import Callable

_TRACEME, _SYSCALL, _SETOPTIONS, _SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x100000  # tell calls apart, follow fork, vfork and clone, and kill with the tracer
PATIENCE = 60  # seconds after which a child that hangs ends by itself
_WALL = 0x40000000  # threads, too
_CALL_STOP = signal.SIGTRAP | 0x80
_ENTERED = 1

# What reaches the disk or the network, by name: read, write, open, close, lock, sync, rename, send and the like.
_X86_64 = {
    *(0, 1, 2, 3, 4, 5, 6, 8, 17, 18, 19, 20, 40, 72, 73, 74, 75, 76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91),
    *(41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 133, 257, 258, 262, 263, 264, 265, 266, 268, 269, 276, 277, 280),
    *(285, 288, 295, 296, 299, 306, 307, 316, 326, 327, 328, 332, 437, 439),
}
_AARCH64 = {
    *(25, 29, 32, 33, 34, 35, 36, 37, 38, 45, 46, 47, 48, 52, 53, 56, 57, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71),
    *(78, 79, 80, 81, 82, 83, 88, 198, 199, 200, 201, 202, 203, 206, 207, 211, 212, 242, 243, 269, 276, 285, 286, 287),
    *(291, 437, 439),
}
_CALLS = {"x86_64": _X86_64, "aarch64": _AARCH64}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


class _Info(ctypes.Structure):
    _fields_ = (
        ("stop", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("architecture", ctypes.c_uint32),
        ("at", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
        ("spare", ctypes.c_uint64 * 2),
    )


def _ptrace(request: int, process: int, address: int = 0, data: object = None) -> None:
    if _libc.ptrace(request, process, address, data) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"a process cannot be traced here: {os.strerror(number)}")


def run_until(point: int | None, work: Callable[[], object]) -> tuple[int, bool]:
    """Do something in a child process, which is killed at the n-th such call, or never.

    Returns how many calls it came to, and whether it was killed. Raises `OSError` where nothing can be traced.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setpgid(0, 0)
            signal.alarm(PATIENCE)
            _ptrace(_TRACEME, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            work()
            code = 0
        finally:
            os._exit(code)
    os.waitpid(child, 0)
    _ptrace(_SETOPTIONS, child, 0, _OPTIONS)
    return _follow(child, point)


def _follow(child: int, point: int | None) -> tuple[int, bool]:
    count = 0
    wanted = _CALLS[platform.machine()]
    _ptrace(_SYSCALL, child)
    while True:
        thread, status = os.waitpid(-child, _WALL)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if thread != child:
                continue
            if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
                return count, True
            if status:
                raise ChildProcessError(f"the child ended by itself: {status}")
            return count, False
        stop = os.WSTOPSIG(status)
        if stop == _CALL_STOP and _enters(thread, wanted):
            count += 1
            if count == point:
                os.kill(child, signal.SIGKILL)
                continue
        passed_on = 0 if stop in (_CALL_STOP, signal.SIGTRAP, signal.SIGSTOP) else stop
        try:
            _ptrace(_SYSCALL, thread, 0, passed_on)
        except ProcessLookupError:
            continue  # it was killed meanwhile


def _enters(thread: int, wanted: set[int]) -> bool:
    info = _Info()
    _ptrace(_SYSCALL_INFO, thread, ctypes.sizeof(info), ctypes.addressof(info))
    return info.stop == _ENTERED and info.number in wanted
