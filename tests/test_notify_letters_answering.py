"""A letter and an answer to it belong together: what the letter itself says is never taken for its reader's words."""

from __future__ import annotations

from datetime import UTC, datetime
from email.mime.text import MIMEText

import pytest

from mappings import language
from notify.letters.digest import Digest
from notify.replies.answer import Answer, read_answer
from notify.replies.naming import Item
from notify.replies.received import receive
from tests.examples.letter_values import to_be_answered


def read(digest: Digest, body: str, kind: str = "plain") -> Answer:
    """What an answer to a digest says."""
    items = [
        Item(one.key, one.case.measure.measure.key, one.due, len(one.case.measure.measure.indicators))
        for one in digest.alerts
    ]
    mail = receive(MIMEText(body, kind, "utf-8").as_bytes())
    return read_answer(mail.text, items, written_at=datetime(2027, 1, 12, tzinfo=UTC))


def is_only_the_figure(answer: Answer) -> bool:
    """Whether an answer says one figure and nothing else whatever."""
    beside = (answer.reasons, answer.acknowledged, answer.wishes, answer.unread, answer.not_in_digest, answer.unclear)
    return [(one.item, one.text) for one in answer.facts] == [("I.1.1/2026", "12")] and not any(beside)


@pytest.mark.parametrize("spoken", ["ru", "en"])
def test_a_letter_that_is_quoted_without_any_sign_says_nothing(spoken: str) -> None:
    """Some programs put the letter below the answer bare: what is asked, the line, the rows and the example."""
    language.use(spoken)
    digest = to_be_answered()
    own = "I.1.1\nФакт: 12\n\n" if spoken == "ru" else "I.1.1\nFact: 12\n\n"
    assert is_only_the_figure(read(digest, own + digest.text))
    head, body = digest.html.split("<h1", 1)
    typed = "".join(f"<p>{line}</p>" for line in own.splitlines())
    assert is_only_the_figure(read(digest, f"{head}{typed}<h1{body}", "html"))


@pytest.mark.parametrize("spoken", ["ru", "en"])
def test_the_example_can_be_answered_as_it_stands(spoken: str) -> None:
    """With words in place of the dots each of its lines is read, for the item that it names."""
    language.use(spoken)
    digest = to_be_answered()
    example = [line.strip() for line in digest.text.rpartition("\n--------\n")[2].splitlines() if line[:4] == "    "]
    answer = read(digest, "\n".join(example).replace("…", "12"))
    assert [(one.item, one.text) for one in answer.facts] == [("I.1.1/2026", "12")]
    assert answer.reasons == (("I.1.1/2026", "12"),)
    assert [(item, str(until)) for item, until in answer.acknowledged] == [("I.1.1/2026", "2027-01-25")]
    copied = read(digest, "\n".join(example))
    assert (copied.facts, [one.text for one in copied.unread]) == ((), ["…"])
