"""Whether the summary could be published in the tracker's wiki, where the config asks for that. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.plan import Severity
from sync.runs.publishing import page_title, shared_part, wiki_of
from sync.tracker import Diagnosis, Tracker

if TYPE_CHECKING:
    from sync.runs.inputs import Inputs


def look_at_wiki(tracker: Tracker, inputs: Inputs) -> Iterator[Diagnosis]:
    """The page and the right to write it; nothing where the config publishes nothing."""
    if inputs.config.summary.publish != "wiki":
        return
    title = page_title(inputs)
    try:
        wiki = wiki_of(inputs, tracker)
        wiki.wiki_text()
        page = wiki.read_page(title)
        if page is not None:
            shared_part(inputs, page)
    except VekhaError as error:
        yield Diagnosis.of(error)
        return
    text = _("The wiki page «{title}» is Vekha's to write.")
    if page is None:
        text = _("The wiki page «{title}» is made by the next run.")
    yield Diagnosis("wiki-page", Severity.INFO, text.format(title=title))
