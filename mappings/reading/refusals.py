"""The refusals that several formats share: damaged, locked, too large, made to do harm.

Decides their codes and words. Whether a document is one of these is for its format's reader.
"""

from __future__ import annotations

import re

from mappings.errors import DocumentError
from mappings.language import gettext as _

# Leads to another machine: any scheme of more than one letter but `file:`, which counts where it names a host.
_OUTSIDE = re.compile(r"\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|file:(?://[^/]|/{4})|[\\/]{2}[^\\/])", re.IGNORECASE)


def too_large(message: str) -> DocumentError:
    """The refusal of a document that is larger than any plan's."""
    return DocumentError("document-too-large", message, hint=_("is it the plan? A plan's table is far smaller"))


def leads_outside(target: str) -> bool:
    """Whether a link leads to another machine."""
    return _OUTSIDE.match(target) is not None


def broken() -> DocumentError:
    """The refusal of a file that cannot be read as what its ending says."""
    return DocumentError(
        "document-broken",
        _("the file is damaged, or not what its ending says"),
        hint=_("open it in the program it was made with and save it again"),
    )


def locked() -> DocumentError:
    """The refusal of a file that only its owner can open."""
    return DocumentError(
        "document-locked",
        _("the file is protected by a password, or in the old binary form"),
        hint=_("save it in the present form and without a password"),
    )


def unsafe(message: str) -> DocumentError:
    """The refusal of a file that was made to do harm, or looks it."""
    return DocumentError("document-unsafe", message, hint=_("ask who sent it; save the plan again from a clean copy"))


def outside_link(target: str) -> DocumentError:
    """The refusal of a file that would have its reader fetch something from another machine."""
    return DocumentError(
        "document-outside-link",
        _("a part of the document lies elsewhere: {target}").format(target=target[:120]),
        hint=_("save the plan with everything in it, pictures and templates too"),
    )
