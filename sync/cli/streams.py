"""The streams of this process as they are: closed, full, cut off, or in letters that lack some.

What a stream cannot take is lost. That is remembered and never raised, for what is printed is not the work.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import Any, Literal

from mappings.wording import harmless


def open_missing() -> None:
    """Put /dev/null where a standard descriptor is closed, lest the next file that is opened be printed into."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - it takes no name


class Stream:
    """One of the two streams. `lost` is why something did not arrive, the first time that happened.

    It stands where `sys` has one when it is written to, or where it had one when it was taken over.
    """

    def __init__(self, name: Literal["stdout", "stderr"]) -> None:
        self._name = name
        self._taken: list[Any] = []
        self.lost: OSError | ValueError | None = None

    def take_over(self) -> None:
        """From now on whatever prints past this stream prints through it, and harmlessly."""
        self._taken = [getattr(sys, self._name)]
        setattr(sys, self._name, _StandIn(self))

    @property
    def encoding(self) -> str:
        """The letters of the stream."""
        return getattr(self._target, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        """Whether a person sees at once what is written."""
        try:
            return self._target is not None and bool(self._target.isatty())
        except (OSError, ValueError):
            return False

    def fileno(self) -> int:
        """The descriptor; raises `OSError` where there is none."""
        if self._target is None:
            raise _closed()
        return int(self._target.fileno())

    def write(self, text: str) -> int:
        """Write a text for people in the letters of the stream, with a question mark for those that it lacks."""
        self.send(text.encode(self.encoding, "replace"))
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""

    def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        try:
            if data:
                _write(self._target, data)
        except (OSError, ValueError) as error:  # a ValueError is a stream that was closed in this process
            self.lost = self.lost or error

    @property
    def _target(self) -> Any:
        return self._taken[0] if self._taken else getattr(sys, self._name)


class _StandIn(io.TextIOBase):
    """What stands in `sys` for a stream that was taken over."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override] # a property reads as the attribute does
        return self._stream.encoding

    @property
    def buffer(self) -> _StandInForBytes:
        return _StandInForBytes(self)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def write(self, text: str) -> int:
        self._stream.write(harmless(text))
        return len(text)


class _StandInForBytes(io.RawIOBase):
    """Where a stand-in takes text that is encoded already, in UTF-8."""

    def __init__(self, text: _StandIn) -> None:
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._text.write(bytes(data).decode(errors="replace"))
        return len(data)


def _write(target: Any, data: bytes) -> None:
    """Write it all past the buffers, which would keep what failed and try it again."""
    if target is None:
        raise _closed()
    target.flush()
    buffer = getattr(target, "buffer", None)
    if buffer is None:
        target.write(data.decode(errors="replace"))
        return
    raw, rest = getattr(buffer, "raw", buffer), memoryview(data)
    while rest:
        written = raw.write(rest)
        if written is None:  # another process has set the pipe not to block, and its reader is slow
            select.select([], [raw], [])
        else:
            rest = rest[written:]


def _closed() -> OSError:
    return OSError(errno.EBADF, os.strerror(errno.EBADF))
