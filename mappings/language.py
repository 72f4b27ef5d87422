"""The language in which people are spoken to: gettext catalogues and the choice between them.

One language is active in a process. Nothing here decides what is said; message ids are the English texts.
"""

from __future__ import annotations

import gettext as _gettext
import os
import re
from datetime import date
from pathlib import Path

LANGUAGES = ("ru", "en")
LOCALE_DIR = Path(__file__).parent / "locale"


_active: _gettext.NullTranslations = _gettext.NullTranslations()
_name = "en"


def use(language: str) -> None:
    """Make `language` ("ru" or "en") the active one; an unknown name falls back to the English message ids."""
    global _active, _name  # noqa: PLW0603 - one language is active in a process, as in gettext itself
    _name = language if language in LANGUAGES else "en"
    _active = catalogue(_name)


def active() -> str:
    """The code of the active language."""
    return _name


def catalogue(language: str) -> _gettext.NullTranslations:
    """The catalogue of a language; English is the message ids themselves."""
    return _gettext.translation("vekha", LOCALE_DIR, [language], fallback=True)


def day_text(day: date, language: str) -> str:
    """A calendar day as it is written in a language: 31.12.2027 in Russian, else 2027-12-31."""
    return day.strftime("%d.%m.%Y") if language == "ru" else day.isoformat()


def from_environment(default: str = "ru") -> str:
    """The language the environment asks for (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`), or `default`.

    The C and POSIX locales ask for nothing: cron sets them, and most operators read Russian.
    """
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wanted in os.environ.get(variable, "").split(":"):
            name = re.split(r"[_.@-]", wanted)[0].lower()
            if name in LANGUAGES:
                return name
    return default


def gettext(message: str) -> str:
    """The message in the active language."""
    return _active.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the plural form that `count` takes in the active language."""
    return _active.ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """The message in the active language, told apart from its homographs by `context`."""
    return _active.pgettext(context, message)


def untranslated(message: str) -> str:
    """Mark a message for extraction; it is translated when it is shown."""
    return message


def plural_ids(singular: str, plural: str) -> tuple[str, str]:
    """Mark a message with its plural for extraction; a library translates it when it shows it."""
    return singular, plural


N_ = untranslated  # the name that gettext's own tools look for
