"""The languages of the site: which files are pages of each, and where a link between them leads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Language:
    """One language of the site. `code` is its folder, `suffix` the end of its pages' names."""

    code: str
    suffix: str
    title: str


ENGLISH = Language("en", ".md", "Vekha")
RUSSIAN = Language("ru", ".ru.md", "Веха")
LANGUAGES = (ENGLISH, RUSSIAN)


def language_of(path: str) -> Language | None:
    """The language of a file, told by its name; None of what is no page."""
    return next((one for one in (RUSSIAN, ENGLISH) if path.endswith(one.suffix)), None)


def address(path: str) -> str:
    """Where the page of a file stands on the site, from its root; the file's path is from the root of the sources."""
    language = language_of(path)
    if language is None:
        raise ValueError(f"{path} is no page")
    return f"{language.code}/{path.removesuffix(language.suffix)}.html"


def across(path: str, docname: str) -> str:
    """The address of a file's page, as a page of the other language links it."""
    up = len(PurePosixPath(docname).parts)
    return "../" * up + address(path)
