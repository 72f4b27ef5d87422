"""The confirmation of an answer: what of it was taken, what was not understood and how to write it, what to do next.

Words and a look like that of every letter. It goes to the address that the config has, whatever the answer came from,
and is nothing that can be answered itself. What was taken and written is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mappings import language
from mappings.language import gettext as _
from mappings.links import web_link
from mappings.reporting.lines import figure_line
from mappings.spans import on
from mappings.wording import clean, cut, moment
from notify.alerts.recipients import Recipient
from notify.letters.digest import HTML_BYTES, Digest
from notify.letters.letter import Block, Due, Letter, Line, Part, Row, Tone
from notify.letters.news import measures, with_plan
from notify.letters.rendering import rendered
from notify.letters.wording import plain

KIND = "confirmation"
ROWS = 100  # shown in each part at most
_TITLE, _TEXT, _SUBJECT, _READY = 120, 140, 120, 1_000  # characters shown of each


@dataclass(frozen=True)
class Stated:
    """A figure as it was typed. `indicator` is its number where the measure has several, `year` where it names one."""

    text: str
    indicator: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Confirmed:
    """What was said of one deadline that the digest told.

    `item` is its key there, `number` and `title` are its measure's; `by_year` says that a year stands for its date.
    `accepted` says that it was taken note of, `until` for how long, `wish` is the date asked for; `unread` is what was
    meant as a figure and is none. `unwritten` are the lines that could not be written into its issue, as they may be
    put there by hand.
    """

    item: str
    number: str
    title: str
    due: date
    url: str | None = None
    by_year: bool = True
    figures: tuple[Stated, ...] = ()
    reasons: tuple[str, ...] = ()
    accepted: bool = False
    until: date | None = None
    wish: date | None = None
    unread: tuple[Stated, ...] = ()
    unwritten: tuple[str, ...] = ()

    @property
    def is_understood(self) -> bool:
        """Whether there was anything to take."""
        return bool(self.figures or self.reasons or self.accepted or self.wish)


@dataclass(frozen=True)
class Confirmation:
    """What a confirmation tells, and whom.

    `name` and `address` are the recipient's by the config. `answered` is the subject of the digest, `at` when the
    answer was written, aware and in the plan's zone; `occasion` tells this answer from every other, as its Message-ID
    does. `not_in_digest` are items as typed that the digest did not tell, `unclear` lines without an item; `example` is
    an item that it did tell. `contact` is who may be told that the answer is another one's.
    """

    name: str
    address: str
    plan_title: str
    answered: str
    at: datetime
    occasion: str
    example: str
    items: tuple[Confirmed, ...] = ()
    not_in_digest: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    attachments: int = 0
    plan_name: str = ""
    contact: str = ""
    summary_url: str | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether something of it was not understood."""
        return bool(self.not_in_digest or self.unclear or any(one.unread for one in self.items))


def confirmation_letter(told: Confirmation, render: Callable[[Letter], tuple[str, str]] = rendered) -> Digest:
    """The letter to whoever answered. `render` makes its text and its HTML, as in `notify.letters.imprint`."""
    limit = ROWS
    while True:
        letter = _letter(told, limit)
        text, html = render(letter)
        if limit <= 1 or len(html.encode()) <= HTML_BYTES:
            break
        limit = limit * 3 // 4
    return Digest(
        recipient=Recipient(told.name, told.address),
        address=told.address,
        kind=KIND,
        alerts=(),
        day=told.at.date(),
        occasion=told.occasion,
        subject=letter.subject,
        text=text,
        html=html,
        plan_title=letter.plan_title,
        language=letter.lang,
    )


def _letter(told: Confirmation, limit: int) -> Letter:
    """The letter with so many deadlines in each of its parts at most."""
    plan_title, news = plain(clean(told.plan_title)), _news(told)
    return Letter(
        lang=language.active(),
        subject=with_plan(news, clean(told.plan_name) or plan_title),
        verdict=f"{news}.",
        asks=tuple(_asks(told)),
        mark="",
        plan_title=plan_title,
        standing=_("Your answer of {moment} to the mail “{subject}”.").format(
            moment=moment(told.at), subject=_shown(told.answered, _SUBJECT)
        ),
        shares=(),
        parts=tuple(_parts(told, limit)),
        how="",
        example=(),
        foot=tuple(_foot(told)),
        summary_url=web_link(told.summary_url),
        tracker_url=None,
        first_url=next(filter(None, (web_link(one.url) for one in told.items)), None),
    )


def _news(told: Confirmation) -> str:
    understood = [one for one in told.items if one.is_understood]
    if not understood:
        return _("Your answer could not be read")
    if told.is_doubtful or any(one.unwritten for one in understood):
        return _("Your answer was accepted in part")
    return _("Your answer was accepted: {measures}").format(measures=_measures(understood))


def _asks(told: Confirmation) -> Iterator[str]:
    """What is left to be done by the reader, if anything is."""
    if told.is_doubtful:
        yield _("What was not understood stands below, with an example: please answer the digest once more.")
    elif not any(one.is_understood for one in told.items):
        yield _(
            "Neither a figure nor a reason nor a date was found in it. Please answer the digest once more, with lines "
            "such as “{item}” and below it “{line}”."
        ).format(item=clean(told.example), line=figure_line("12", language.active()))
    if any(one.unwritten for one in told.items):
        yield _("Some of it could not be written into the tracker: please add the lines below to the issue.")
    if told.attachments:
        yield _("Attached files are not read: please attach them to the issue.")


def _parts(told: Confirmation, limit: int) -> Iterator[Part]:
    """What was taken, what was not written, and what was not understood, as far as there is any."""
    taken = [one for one in told.items if one.is_understood and not one.unwritten]
    unwritten = [one for one in told.items if one.unwritten]
    unread = [one for one in told.items if one.unread]
    if taken:
        heading = _("Written into the issues: {measures}").format(measures=_measures(taken))
        yield _part("taken", heading, "calm", list(map(_taken, taken)), limit)
    if unwritten:
        heading = _("Not written into the tracker: {measures}").format(measures=_measures(unwritten))
        yield _part("unwritten", heading, "alarm", list(map(_unwritten, unwritten)), limit)
    if unread:
        heading = _("Figures not understood: {measures}").format(measures=_measures(unread))
        yield _part("unread", heading, "notice", list(map(_unread, unread)), limit)
    if told.unclear:
        advice = _("Name the measure on the line above, as in “{item}”.").format(item=clean(told.example))
        yield _quoting("unclear", _("Not clear of which measure"), advice, told.unclear, limit)
    if told.not_in_digest:
        advice = _("Only what the digest tells can be answered; all else is written in the issue itself.")
        yield _quoting("not_in_digest", _("Not in the digest that was answered"), advice, told.not_in_digest, limit)


def _part(reason: str, heading: str, tone: Tone, rows: Sequence[Row], limit: int) -> Part:
    return Part(
        reason,
        heading,
        tone,
        short=False,
        notes=(),
        blocks=(Block("", tuple(rows[:limit])),),
        left_out=_left_out(len(rows) - limit),
    )


def _quoting(reason: str, heading: str, advice: str, texts: Sequence[str], limit: int) -> Part:
    """What stands in no row: texts as they were typed, and what to do about them."""
    shown = (_("“{text}”").format(text=_shown(text)) for text in texts[:limit])
    return Part(
        reason,
        heading,
        "notice",
        short=False,
        notes=(*shown, advice),
        blocks=(),
        left_out=_left_out(len(texts) - limit),
    )


def _left_out(count: int) -> str:
    return _("and others: {n}").format(n=count) if count > 0 else ""


def _taken(one: Confirmed) -> Row:
    figures = [Line(_dues(one, each), _figure(each), "") for each in one.figures]
    lines = figures or [Line(_dues(one), _("written into the issue"), "")]
    return _row(one, lines, tuple(_remarks(one)))


def _figure(stated: Stated) -> str:
    text = _shown(stated.text)
    if stated.indicator is None:
        return _("figure {text}, written into the issue").format(text=text)
    return _("indicator {n}, figure {text}, written into the issue").format(n=stated.indicator, text=text)


def _remarks(one: Confirmed) -> Iterator[str]:
    """What was said beside figures."""
    yield from (_("Reason: {reason}").format(reason=_shown(reason)) for reason in one.reasons)
    if one.accepted and one.until:
        yield _("Acknowledged until {day}.").format(day=on(one.until))
    elif one.accepted:
        yield _("Acknowledged.")
    if one.wish == one.due:
        yield _("{day} is the due date as it is: nothing was asked for.").format(day=on(one.due))
    elif one.wish:
        yield _(
            "The request to move the due date to {day} is passed on to the head; until it is decided, the date of the "
            "plan holds."
        ).format(day=on(one.wish))


def _unwritten(one: Confirmed) -> Row:
    line = Line(_dues(one), _("to be added to the issue as a comment"), "")
    return _row(one, [line], tuple(_shown(line, _READY) for line in one.unwritten))


def _unread(one: Confirmed) -> Row:
    """What cannot be read, and below it how the first of it is written."""
    lines = [
        Line(_dues(one, each), _("“{text}” could not be read as a number").format(text=_shown(each.text)), "")
        for each in one.unread
    ]
    example = figure_line("12", language.active(), indicator=one.unread[0].indicator)
    return _row(one, lines, (_("Please write it so:"), clean(one.item), example))


def _row(one: Confirmed, lines: Sequence[Line], notes: tuple[str, ...]) -> Row:
    title = _shown(one.title, _TITLE)
    return Row(clean(one.number), title, web_link(one.url), target="", who="", notes=notes, lines=tuple(lines))


def _dues(one: Confirmed, stated: Stated | None = None) -> tuple[Due, ...]:
    """The year that a figure names, or else that of the deadline, or its date."""
    year = (stated.year if stated else None) or (one.due.year if one.by_year else None)
    return (Due(_("for {year}").format(year=year) if year else on(one.due), None),)


def _foot(told: Confirmation) -> Iterator[str]:
    yield _("To correct or add something, answer the digest once more: what is said last counts.")
    if told.contact:
        yield _("If it was not you who answered, please tell {contact}.").format(contact=_shown(told.contact))
    else:
        yield _("If it was not you who answered, please tell whoever keeps the plan.")
    yield _("This mail goes to the address named in Vekha's config, whatever address the answer came from.")


def _measures(items: Sequence[Confirmed]) -> str:
    return measures(len({one.number for one in items}))


def _shown(text: str, limit: int = _TEXT) -> str:
    """What somebody wrote: on one line, short, and no web address that a mail program makes a link of."""
    return cut(plain(clean(text)), limit)
