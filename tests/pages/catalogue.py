"""Collects the messages of the sources; brings the Russian catalogue up to date: `python -m tests.pages.catalogue`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
RUSSIAN = ROOT / "mappings" / "locale" / "ru" / "LC_MESSAGES" / "vekha.po"
PACKAGES = ("mappings", "notify", "sync")
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2"), ("**.html", "jinja2")]
OPTIONS = {pattern: {"encoding": "utf-8", "newstyle_gettext": "true"} for pattern, _method in METHODS}
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "gettext")),
    **dict.fromkeys(("_np", "ngettext"), (1, 2)),
    "pgettext": ((1, "c"), 2),
}
HEADERS = (
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Language",
    "Plural-Forms",
)


def collect() -> Catalog:
    """Every message of the sources, untranslated."""
    catalogue = Catalog()
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, METHODS, OPTIONS, keywords=KEYWORDS)
        for _file, _line, message, _comments, context in found:
            catalogue.add(message, context=context)
    return catalogue


def russian() -> Catalog:
    """The Russian catalogue as it stands."""
    with RUSSIAN.open("rb") as file:
        return read_po(file, locale="ru")


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def key_of(message: Message) -> tuple[str | None, str]:
    """What tells messages apart: the context and the English text."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def updated() -> Catalog:
    """The Russian catalogue with the messages of the sources, and no others; new ones are untranslated."""
    known = {key_of(message): message.string for message in messages(russian())}
    catalogue = Catalog(locale="ru", header_comment="# Vekha in Russian.", fuzzy=False)
    for message in messages(collect()):
        plural = not isinstance(message.id, str)
        text = known.get(key_of(message))
        fits = text is not None and isinstance(text, str) != plural
        empty: str | tuple[str, ...] = ("", "", "") if plural else ""
        catalogue.add(message.id, text if fits and text else empty, context=message.context, flags=message.flags)
    return catalogue


def written(catalogue: Catalog) -> str:
    """A catalogue as a file, without the headers that change with every run."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, width=100)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    dated = tuple(f'"{name}:' for name, _value in catalogue.mime_headers if name not in HEADERS)
    return "".join(line for line in lines if not line.startswith(dated))


if __name__ == "__main__":
    RUSSIAN.write_text(written(updated()), encoding="utf-8")
