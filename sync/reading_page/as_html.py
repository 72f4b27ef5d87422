"""How a document was read as one self-contained HTML page: it fetches nothing, runs no script and leads nowhere else.

The markup and its style lie beside this file; here is only how they are put together.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment

from mappings import language
from mappings.plan import Measure
from mappings.reading import Document
from mappings.reading.findings import hint_of, message_of, place_of
from mappings.wording import cut, day
from sync.pages import page_environment
from sync.reading_page.rows import Sheet, sheet_of
from sync.reading_page.words import asked_for, certainty, how_sure, severity_word, years_of
from sync.summary.as_html import palette
from sync.summary.words import deadlines, measures

_PARTS = Path(__file__).parent
_MOST_DAYS = 24  # deadlines of one measure that are named; of more the first and the last


def reading_page(document: Document, *, name: str) -> bytes:
    """The page in UTF-8, in the active language. `name` is what the document's file is called."""
    sheet = sheet_of(document)
    style = palette() + (_PARTS / "page.css").read_text(encoding="utf-8")
    page = (
        _environment()
        .get_template("page.html")
        .render(
            plan=document.plan,
            sheet=sheet,
            doubtful=[block for block in sheet.blocks if block.doubtful],
            name=name,
            lang=language.active(),
            due=sum(len(one.deadlines) for one in document.plan.measures),
            style=style,
            # the markup holds texts of others: no style but this one counts, and no script runs
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        )
    )
    return page.encode(errors="replace")


@cache
def _environment() -> Environment:
    environment = page_environment(_PARTS)
    of_plans = (asked_for, certainty, how_sure, measures, deadlines, years_of)
    of_findings = (message_of, hint_of, place_of, severity_word)
    environment.filters |= {one.__name__: one for one in (cut, *of_plans, *of_findings)}
    environment.filters |= {"days": _days, "heads": _heads, "sentence": _sentence}
    return environment


def _days(measure: Measure) -> list[str]:
    """The days by which a measure is due."""
    days = [day(one.due) for one in measure.deadlines]
    return days if len(days) <= _MOST_DAYS else [days[0], "…", days[-1]]


def _heads(sheet: Sheet, cells: tuple[str, ...]) -> list[tuple[str, str]]:
    """The cells of a row that say something, each with the words above its column."""
    heads = (*sheet.columns, *[""] * len(cells))
    return [(heads[at] if len(cells) > 1 else "", cell) for at, cell in enumerate(cells) if cell]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "…", "?")) else ".")
