"""What the operating system says of a failure, in the active language.

The C library has these words in the language of its own locale, which need not be installed. They are shown only: what
a failure is, is told by its number, in `mappings.causes`.
"""

from __future__ import annotations

from mappings.language import N_
from mappings.language import gettext as _

# As glibc has them. What is not here is shown as the system says it.
SYSTEM_WORDS = (
    N_("Address already in use"),
    N_("Argument list too long"),
    N_("Bad file descriptor"),
    N_("Broken pipe"),
    N_("Cannot allocate memory"),
    N_("Connection refused"),
    N_("Connection reset by peer"),
    N_("Connection timed out"),
    N_("Device or resource busy"),
    N_("Disk quota exceeded"),
    N_("Exec format error"),
    N_("File exists"),
    N_("File name too long"),
    N_("File too large"),
    N_("Input/output error"),
    N_("Invalid argument"),
    N_("Is a directory"),
    N_("Name or service not known"),
    N_("Network is unreachable"),
    N_("No locks available"),
    N_("No route to host"),
    N_("No space left on device"),
    N_("No such device"),
    N_("No such device or address"),
    N_("No such file or directory"),
    N_("Not a directory"),
    N_("Operation not permitted"),
    N_("Operation not supported"),
    N_("Permission denied"),
    N_("Read-only file system"),
    N_("Resource temporarily unavailable"),
    N_("Stale file handle"),
    N_("Structure needs cleaning"),
    N_("Temporary failure in name resolution"),
    N_("Text file busy"),
    N_("Too many levels of symbolic links"),
    N_("Too many open files"),
    N_("Too many open files in system"),
    N_("Transport endpoint is not connected"),
)


def said_by_system(error: BaseException) -> str:
    """The system's words for a failure; the name of its kind where there are none."""
    words = getattr(error, "strerror", None) or str(error)
    return _(words) if words else type(error).__name__
