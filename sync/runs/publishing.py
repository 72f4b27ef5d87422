"""The summary as a page of the project's wiki, where the config asks for that; nothing of the staff's is written over.

It raises nothing of the tracker's: what kept the page from being written comes back, and the round goes on. What
stands on the page is the affair of `sync.summary`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.wording import clean, cut, moment
from sync.errors import Conflict, Misconfigured, Purpose, Transient
from sync.runs.at_work import NOBODY, Watch, at_work
from sync.runs.inputs import Inputs
from sync.runs.public_address import PublicAddress
from sync.summary import Summary
from sync.summary.as_wiki import to_wiki, told
from sync.summary.shared_page import SharedPage, joined, parted
from sync.tracker import HasWiki, Tracker, WikiPage

_NAME = 60  # characters of a name that stands in a message


@dataclass(frozen=True)
class Published:
    """The wiki page: its title and address, whether it was `written` now, or why it could not be."""

    title: str
    url: str | None = None
    written: bool = False
    error: VekhaError | None = None


def publish(inputs: Inputs, summary: Summary, watch: Watch = NOBODY) -> Published:
    """Bring the page up to date, where what it tells has changed."""
    title = page_title(inputs)
    try:
        with at_work(inputs, watch) as work:
            return _publish(inputs, summary, title, work.tracker)
    except VekhaError as error:
        return Published(title, error=error)


def page_title(inputs: Inputs) -> str:
    """The title of the page: the config's own, or the same for every plan."""
    return inputs.config.summary.wiki_page or _("Plan summary")


def wiki_of(inputs: Inputs, tracker: Tracker) -> HasWiki:
    """The tracker as one that has a wiki; raises `Misconfigured` where it has none."""
    if isinstance(tracker, HasWiki):
        return tracker
    hint = _("take publish: wiki out of the config; the summary is in its file all the same")
    raise Misconfigured("wiki-none", _("this tracker has no wiki"), _purpose(inputs), hint=hint)


def shared_part(inputs: Inputs, page: WikiPage) -> SharedPage:
    """The parts of a page that stands there; raises where Vekha may not write its own.

    `Misconfigured` is of a page that is not this plan's, `Conflict` of one whose part others have written in.
    """
    shared, title = parted(page.text), page.title
    if shared is None:
        message = _("the wiki has a page «{title}» already, and it is not Vekha's: it stays as it is")
        hint = _("rename or delete it, or set another summary.wiki_page")
        raise Misconfigured("wiki-foreign", message.format(title=title), _purpose(inputs), hint=hint)
    if not shared.is_of(inputs.config.plan.key):
        message = _("the wiki page «{title}» holds the summary of another plan")
        hint = _("set summary.wiki_page: «{title}»").format(title=f"{title} {inputs.config.plan.key}")
        raise Misconfigured("wiki-other-plan", message.format(title=title), _purpose(inputs), hint=hint)
    if not shared.untouched:
        message = _("somebody has written in Vekha's part of the wiki page «{title}»: it stays as it is")
        if page.author and page.at is not None:
            message = _(
                "somebody has written in Vekha's part of the wiki page «{title}» (last: {author}, {at}): it stays"
            )
        at = moment(page.at.astimezone(inputs.zone)) if page.at else ""
        message = message.format(title=title, author=cut(clean(page.author), _NAME), at=at)
        hint = _(
            "move these words below the line with the mark and delete all that stands above it, or restore the earlier "
            "version from the page's history: the next run writes it anew"
        )
        raise Conflict("wiki-edited", message, _purpose(inputs), hint=hint)
    return shared


def _publish(inputs: Inputs, summary: Summary, title: str, tracker: Tracker) -> Published:
    wiki = wiki_of(inputs, tracker)
    text = wiki.wiki_text()
    page = wiki.read_page(title)
    shared = shared_part(inputs, page) if page is not None else None
    counts, below = told(summary, text), shared.below if shared else "\n"
    if page is not None and shared is not None and shared.tells(counts):
        return Published(title, _public(inputs, page))
    whole = joined(to_wiki(summary, text), counts, inputs.config.plan.key, below)
    try:
        now = wiki.write_page(title, whole, version=page.version if page else None)
    except Conflict:
        message = _("somebody has changed the wiki page «{title}» at this moment: it stays as it is")
        hint = _("the next run tries again")
        raise Transient("wiki-busy", message.format(title=title), _purpose(inputs), hint=hint) from None
    return Published(title, _public(inputs, now), written=True)


def _public(inputs: Inputs, page: WikiPage) -> str | None:
    return PublicAddress.of(inputs.config.tracker.settings).front_of(page.url)


def _purpose(inputs: Inputs) -> Purpose:
    return Purpose(inputs.config.tracker.kind, "write_page")
