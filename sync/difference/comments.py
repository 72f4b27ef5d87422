"""Whether something is still to be said in an issue: what stands among its comments, and what may yet arrive.

A comment is known by its mark. One that the staff deleted is not said again. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from mappings.importing.words import years_of
from mappings.signature import Said, mark, mark_of, parted, said_by, signed
from sync.difference.bases import Remembered
from sync.memory import Intent, Memory
from sync.tracker import ActualIssue, Comment


def open_comments(memory: Memory, remembered: Remembered) -> tuple[tuple[Intent, ...], tuple[Intent, ...]]:
    """The comments of earlier runs whose outcome is not known: those that may yet arrive, and those that cannot."""
    intents = [intent for intent in memory.intents if intent.action == "comment"]
    return (
        tuple(one for one in intents if remembered.in_flight(one)),
        tuple(one for one in intents if not remembered.in_flight(one)),
    )


def imported(text: str, issue: ActualIssue, *, plan_key: str, memory: Memory) -> str | None:
    """An imported report with its mark; None where it stands, or where the staff deleted it."""
    if _stands(text, issue):
        return None
    marks = {mark_of(one.text) for one in issue.comments}
    for number in count():  # one that was withdrawn, or that a later one took the place of, is said anew
        its_mark = mark(Said.IMPORTED, plan_key, text, str(number))
        if its_mark not in marks:
            return None if (issue.key, its_mark) in memory.said else signed(text, its_mark)
    raise AssertionError  # pragma: no cover - the count has no end


def question(text: str, about: str, issue: ActualIssue, *, plan_key: str, memory: Memory) -> str | None:
    """A question with its mark; None where it was asked already. `about` is what it asks about."""
    its_mark = mark(Said.QUESTION, plan_key, about)
    asked = {mark_of(one.text) for one in issue.comments}
    return None if its_mark in asked or (issue.key, its_mark) in memory.said else signed(text, its_mark)


def answered(text: str, parts: Iterable[str], issue: ActualIssue, *, plan_key: str, memory: Memory) -> str | None:
    """What a person answered by mail, with its mark; None where it stands, or where the staff deleted it.

    `parts` tell this answer from every other.
    """
    its_mark = mark(Said.REPLY, plan_key, *parts)
    said = {mark_of(one.text) for one in issue.comments}
    return None if its_mark in said or (issue.key, its_mark) in memory.said else signed(text, its_mark)


def standing(text: str, issue: ActualIssue) -> str | None:
    """The report of the same period that counts now among those that were imported, its mark included."""
    years = years_of(text)
    same = [one.text for one in _reports(issue) if years and years_of(parted(one.text)[0]) == years]
    return same[-1] if same else None


def withdrawn(its_mark: str) -> str:
    """The mark of what takes a report back."""
    return mark(Said.WITHDRAWN, its_mark)


def _stands(text: str, issue: ActualIssue) -> bool:
    if years_of(text):
        counts = standing(text, issue)
        return counts is not None and parted(counts)[0] == text
    marks = {mark_of(one.text) for one in issue.comments}
    same = (parted(one.text) for one in _reports(issue))
    return any(words == text and withdrawn(its_mark) not in marks for words, its_mark in same)


def _reports(issue: ActualIssue) -> Iterable[Comment]:
    return (one for one in issue.comments if said_by(one.text) in (Said.IMPORTED, Said.WITHDRAWN))
