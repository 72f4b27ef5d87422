"""The references that are made of the sources, in both languages: `python -m tests.pages.reference` writes them anew.

What explains stands on the pages written by hand, and above the mark of these; below it stands what the sources decide.
"""

from __future__ import annotations

from pathlib import Path

from tests.pages.reference import keys, options

DOCS = Path(__file__).parents[3] / "docs"
MARK = "<!-- made by `make reference` from here on -->\n\n"


def references() -> dict[Path, str]:
    """The made pages: where each stands, and what it has to say."""
    makers = {"options": options.made, "keys": keys.made}
    return {
        path: _opening(path) + MARK + made(code)
        for name, made in makers.items()
        for code, suffix in (("en", ".md"), ("ru", ".ru.md"))
        for path in (DOCS / f"{name}{suffix}",)
    }


def _opening(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition(MARK)[0]
