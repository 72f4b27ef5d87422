"""Deadlines as an iCalendar file: a calendar to subscribe to, or an attachment of a mail.

Words the entries and leaves folding and escaping to the library. The same entries give the same bytes: a file that is
written anew changes only with what it tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from email.utils import parseaddr
from uuid import UUID, uuid5

from icalendar import Calendar, Event, vCalAddress

from mappings.language import active
from mappings.language import gettext as _
from mappings.marker import marker
from mappings.wording import clean, cut
from notify.calendars.entries import Entry, EntryState
from notify.calendars.published import Published

_OURS = UUID("5b1d2f0e-7c1b-4f43-9d83-2b6a0f5d1c77")  # the namespace of the events' identities; it never changes
_NAME, _EXECUTORS = 120, 300  # characters shown of the calendar's name and of an entry's executors
_REFRESH = "P1D"  # how often a program that subscribes should look


def as_icalendar(published: Iterable[Published], *, plan_key: str, name: str, sender: str) -> bytes:
    """The file, in UTF-8 with CRLF line ends.

    `name` is the calendar's, such as the plan's title; `sender` is whose it is, `Name <address>` or an address.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Vekha//vekha//{active().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", cut(clean(name), _NAME) or plan_key)
    calendar.add("x-published-ttl", _REFRESH)
    organizer = _organizer(sender)
    for one in published:
        event = _event(one, plan_key)
        event.add("organizer", organizer)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _organizer(sender: str) -> vCalAddress:
    """Whose calendar it is: what is published must name that (RFC 5546)."""
    name, address = parseaddr(sender)
    organizer = vCalAddress(f"mailto:{address}")
    if name:
        organizer.params["CN"] = clean(name)
    return organizer


def _event(published: Published, plan_key: str) -> Event:
    entry, changed_at = published.entry, published.changed_at.astimezone(UTC)
    event = Event()
    event.add("uid", str(uuid5(_OURS, marker(plan_key, entry.key))))
    event.add("sequence", published.sequence)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", entry.due)
    event.add("dtend", entry.due + timedelta(days=1))
    event.add("summary", _summary(entry))
    event.add("description", "\n".join(_description(entry)))
    if entry.heading:
        event.add("categories", [entry.heading])
    event.add("status", "CANCELLED" if entry.state is EntryState.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if entry.url:
        event.add("url", entry.url)
    return event


def _summary(entry: Entry) -> str:
    text = f"{entry.measure}. {entry.title}"
    if entry.state is EntryState.DONE:
        return _("Done: {title}").format(title=text)
    if entry.state is EntryState.CANCELLED:
        return _("Cancelled: {title}").format(title=text)
    return text


def _description(entry: Entry) -> Iterator[str]:
    """What a person sees on opening an entry; the link too, since some programs do not show that of its own."""
    yield _("Expected result: {text}").format(text=entry.target or _("not named in the plan"))
    names = cut("; ".join(entry.executors), _EXECUTORS)
    yield _("Executor: {names}").format(names=names or _("not named in the plan"))
    if entry.heading:
        yield _("Section {heading}").format(heading=entry.heading)
    if entry.extended:
        yield entry.extended
    if entry.url:
        yield entry.url
