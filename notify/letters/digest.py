"""One mail to one person: what stands in it, in which order, its subject, its two bodies and the files with it.

Puts the letter together from its parts; what is told was decided in `notify.alerts`, how it travels is for
`notify.letters.message`. The HTML stays below the size at which Gmail cuts a mail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mappings import language
from mappings.links import web_link
from mappings.progress import Progress
from mappings.wording import clean
from notify.alerts.alert import Alert
from notify.alerts.deciding import Decisions
from notify.alerts.reasons import KINDS
from notify.alerts.recipients import Recipient, address_key
from notify.letters.answering import answering_of
from notify.letters.asking import asks_of
from notify.letters.attachments import Attachment, attachments_of
from notify.letters.foot import foot_of
from notify.letters.imprint import Imprint
from notify.letters.letter import Letter
from notify.letters.news import subject_of, verdict_of
from notify.letters.others import Others, others_of
from notify.letters.parts import Told, sorted_by_reason
from notify.letters.rows import rows_of
from notify.letters.standing import standing_of

ROWS = 150  # deadlines shown in one mail
HTML_BYTES = 100_000  # Gmail cuts a mail at about 102 KB


@dataclass(frozen=True)
class Digest:
    """One person's mail. `address` is where it goes: that of a stand-in while `recipient` is away.

    `kind` is the gravest of its alerts, which are all it tells, in its order; `day` is that of the round. One for a
    trial is another mail than the one that counts; `occasion` tells letters without alerts from each other.
    """

    recipient: Recipient
    address: str
    kind: str
    alerts: tuple[Alert, ...]
    day: date
    subject: str
    text: str
    html: str
    plan_title: str
    language: str
    attachments: tuple[Attachment, ...] = ()
    is_trial: bool = False
    occasion: str = ""

    @property
    def person(self) -> str:
        """The `address_key` of the person for whom it is, wherever it goes."""
        return address_key(self.recipient.email)


def make_digest(alerts: Sequence[Alert], decisions: Decisions, progress: Progress, imprint: Imprint) -> Digest:
    """The mail that tells one person these alerts, of which there is at least one.

    The person may have several entries as a recipient; a deadline that two of them name is told once.
    """
    recipients = list(dict.fromkeys(alert.recipient for alert in alerts))
    parts = sorted_by_reason(alerts)
    told = tuple(alert for part in parts for alert in part.alerts)
    person = address_key(recipients[0].email)
    others = others_of(decisions, {alert.key for alert in told}, person)
    frame = _letter(recipients, parts, others, progress, imprint)
    letter, (text, html), is_cut = _fitting(frame, parts, others, progress, imprint.render)
    return Digest(
        recipient=recipients[0],
        address=recipients[0].address(imprint.today),
        kind=next(kind for kind in KINDS if any(alert.kind == kind for alert in told)),
        alerts=told,
        day=imprint.today,
        subject=letter.subject,
        text=text,
        html=html,
        plan_title=letter.plan_title,
        language=letter.lang,
        attachments=tuple(attachments_of(parts, progress, others, imprint, is_cut=is_cut)),
    )


def _letter(
    recipients: Sequence[Recipient], parts: Sequence[Told], others: Others, progress: Progress, imprint: Imprint
) -> Letter:
    """The letter without its rows."""
    plan_title = clean(progress.plan.title)
    standing, shares = standing_of(recipients, progress)
    answering = answering_of(parts, imprint)
    links = (web_link(alert.url) for part in parts for alert in part.alerts)
    return Letter(
        lang=language.active(),
        subject=subject_of(parts, imprint, clean(imprint.plan_name) or plan_title),
        verdict=verdict_of(parts, imprint),
        asks=tuple(asks_of(parts, imprint)),
        mark=answering.mark,
        plan_title=plan_title,
        standing=standing,
        shares=shares,
        parts=(),
        how=answering.how,
        example=answering.example,
        foot=tuple(foot_of(recipients, parts, others, imprint)),
        summary_url=web_link(imprint.summary_url),
        tracker_url=web_link(imprint.tracker_url),
        first_url=next(filter(None, links), None),
    )


def _fitting(
    letter: Letter,
    parts: Sequence[Told],
    others: Others,
    progress: Progress,
    render: Callable[[Letter], tuple[str, str]],
) -> tuple[Letter, tuple[str, str], bool]:
    """The letter with as many rows as there is room for, its text and HTML, and whether some rows are left out."""
    limit = ROWS
    while True:
        rows = rows_of(parts, limit, progress, others)
        whole = replace(letter, parts=rows.parts)
        text, html = render(whole)
        if limit <= 1 or len(html.encode()) <= HTML_BYTES:
            return whole, (text, html), rows.is_cut
        limit = limit * 3 // 4
