"""Mails for a trial: one that only shows that mail arrives, and digests that go to somebody else than they are for.

They are worded here; that nothing of them is remembered is for who sends them.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import datetime

from mappings import language
from mappings.language import gettext as _
from mappings.wording import clean, moment
from notify.alerts.recipients import Recipient
from notify.letters.digest import Digest

_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


def trial_letter(address: str, *, plan_title: str, now: datetime) -> Digest:
    """A mail that says what it is: if it arrives, others do."""
    text = _(
        "This mail was sent to see whether mail from Vekha arrives. If you are reading it, it does; there is nothing "
        "to be done."
    )
    about = _("The plan: {title}").format(title=clean(plan_title))
    sent = _("Sent: {moment}").format(moment=moment(now))
    paragraphs = "".join(f"<p>{html.escape(one)}</p>" for one in (text, about, sent))
    return Digest(
        recipient=Recipient("", address),
        address=address,
        kind="test",
        alerts=(),
        day=now.date(),
        is_trial=True,
        occasion=now.isoformat(),
        subject=_("A test mail: does it arrive?"),
        text="\n\n".join((text, about, sent)) + "\n",
        html=f'<!DOCTYPE html>\n<html lang="{language.active()}"><body>{paragraphs}</body></html>\n',
        plan_title=plan_title,
        language=language.active(),
    )


def redirected(digest: Digest, address: str) -> Digest:
    """The digest for another reader: whom it is for stands in its first line, and it has another Message-ID."""
    meant = digest.recipient
    line = _("This mail is for {name} <{address}> and was redirected for a trial.").format(
        name=clean(meant.name), address=clean(digest.address)
    )
    marked = f'<p style="margin:0;padding:8px;background:#fff3cd;color:#202124">{html.escape(line)}</p>'
    start = _BODY.search(digest.html)
    at = start.end() if start else 0
    return replace(
        digest,
        address=address,
        is_trial=True,
        text=f"{line}\n\n{digest.text}",
        html=digest.html[:at] + marked + digest.html[at:],
    )
