"""The settings with which LibreOffice turns a file of an old format into a present one, as a profile of its own.

No macro runs, no link is followed or brought up to date, and whatever would be fetched from a network all the same goes
to a proxy that nobody is behind.
"""

from __future__ import annotations

from pathlib import Path

_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_NETWORK = "/org.openoffice.Inet/Settings"
_NOBODY = ("127.0.0.1", "9")  # the port of the service that discards, which no machine has any more

_SETTINGS = (
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    (_NETWORK, "ooInetProxyType", "2"),
    (_NETWORK, "ooInetNoProxy", ""),
    *(
        (_NETWORK, f"ooInet{kind}Proxy{what}", value)
        for kind in ("HTTP", "HTTPS", "FTP")
        for what, value in zip(("Name", "Port"), _NOBODY, strict=True)
    ),
)
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_FILE = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def write_profile(folder: Path) -> None:
    """Make a profile in a folder that is not there yet; raises `OSError`."""
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(_FILE.format(items=items), encoding="utf-8")
