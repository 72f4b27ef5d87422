"""What a folder of a mailbox is called on its server: some want a prefix, and each has a separator of its own."""

from __future__ import annotations

import contextlib

from notify.mailbox.line import Client, Declined

_INBOX = "INBOX"


def server_name(client: Client, name: str) -> str | None:
    """The name under which a folder of the config's is there; None where it is not.

    The name as it stands goes before the one in the prefix of the login's own folders. A `/` parts folders whatever
    parts them on this server.
    """
    if name.upper() == _INBOX:
        return _INBOX
    return next((one for one in dict.fromkeys((name, _own_name(client, name))) if _is_there(client, one)), None)


def made(client: Client, name: str) -> str:
    """Make a folder among the login's own, and show it to the programs that show only what was subscribed to."""
    own = _own_name(client, name)
    client.create_folder(own)
    with contextlib.suppress(Declined):  # it is there all the same
        client.subscribe_folder(own)
    return own


def _is_there(client: Client, name: str) -> bool:
    return any(found == name for _flags, _separator, found in client.list_folders("", name))


def _own_name(client: Client, name: str) -> str:
    prefix, separator = _own_place(client)
    own = name.replace("/", separator) if separator else name
    return own if own.startswith(prefix) else prefix + own


def _own_place(client: Client) -> tuple[str, str]:
    """The prefix and the separator of the login's own folders, both empty where there is none."""
    if client.has_capability("NAMESPACE"):
        personal = client.namespace().personal
        if personal:
            prefix, separator = personal[0]
            return prefix or "", separator or ""
    roots = client.list_folders("", "")
    separator = roots[0][1] if roots else None
    return "", separator.decode("ascii") if separator else ""
