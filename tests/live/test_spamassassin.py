"""What a spam filter of the kind that mail servers use thinks of every kind of mail, by its local tests."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from shutil import which

import pytest

from mappings import language
from notify.letters.digest import Digest
from notify.letters.message import build_message
from notify.letters.trial import redirected, trial_letter
from tests.examples.confirmation_values import CONFIRMATIONS
from tests.examples.letter_values import KINDS, SENDER, backlog_again, before

pytestmark = pytest.mark.live_mail

NOW = datetime(2026, 11, 30, 4, 15, tzinfo=UTC)
_RULE = re.compile(r"^ *(-?\d+\.\d) ([A-Z][A-Z0-9_]+) ", re.MULTILINE)
_NAME = re.compile(r"^X-Kind: (.+)$", re.MULTILINE)
_ON_THE_WORDS = re.compile(r"FUZZY_")  # rules on the plan's own words


def digests() -> Iterator[tuple[str, Digest]]:
    """Every kind of mail with its name, those for a trial too."""
    for reason, make in KINDS.items():
        yield reason.value, make()
    yield "backlog again", backlog_again()
    yield from ((name, make()) for name, make in CONFIRMATIONS.items())
    yield "a trial", trial_letter("reader@lib.example", plan_title="План", now=NOW)
    yield "redirected", redirected(before(), "operator@lib.example")


def mailbox(mails: dict[str, bytes]) -> bytes:
    """The mails as one file, which the filter takes in one run; each bears its name, for it mixes them."""
    return b"".join(
        b"From vekha Mon Nov 30 04:15:00 2026\nX-Kind: %s\n%s\n" % (name.encode(), raw.replace(b"\r\n", b"\n"))
        for name, raw in mails.items()
    )


@pytest.mark.parametrize("spoken", ["ru", "en"])
def test_no_mail_looks_like_spam(spoken: str) -> None:
    """No local test finds anything against any kind of mail, but for what the plan's own words set off.

    A mail without a date and a Message-ID shows that the filter finds what there is.
    """
    language.use(spoken)
    program = which("spamassassin")
    assert program is not None, "spamassassin is not installed: see tests/live/mail_up.sh"
    mails = {
        name: build_message(digest, plan_key="megion", sender=SENDER, reply_to="", now=NOW)
        for name, digest in digests()
    }
    mails["bare"] = re.sub(rb"(Date|Message-ID): .*?\r\n(?!\s)", b"", mails["before"], flags=re.DOTALL)
    answered = subprocess.run(
        [program, "--local", "--test-mode", "--mbox"], input=mailbox(mails), capture_output=True, check=True
    )
    against, seen = {}, set()
    for report in answered.stdout.decode("utf-8", "replace").split("\nFrom vekha "):
        name = _NAME.findall(report)[0]
        seen.add(name)
        found = {rule for points, rule in _RULE.findall(report) if float(points) > 0}
        if not all(_ON_THE_WORDS.match(rule) for rule in found):
            against[name] = found
    assert seen == set(mails)
    assert against == {"bare": {"MISSING_DATE", "MISSING_MID"}}
