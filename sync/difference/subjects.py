"""Whether an issue and a measure of the plan speak of one thing: by the words of their titles, numbers aside.

A number may be another measure's the year after, so a marker alone does not say it. Pure: texts in, an answer out.
"""

from __future__ import annotations

import re

from mappings.desired.issues import DesiredIssue
from mappings.wording import folded
from sync.tracker import ActualIssue

_NUMBER = re.compile(r"^\s*+(?=[\w.]*\d)[\w.]++\s++")
_WHEN = re.compile(r"(?<!\s)\s*+\([^()]*+\)\s*+$")
_WORD = re.compile(r"\w{3,}")
_STEM = 5  # letters; what follows them is mostly an ending
_SHARED = 0.5  # of the words of the shorter title; what has fewer in common is another measure


def same_subject(issue: ActualIssue, wanted: DesiredIssue) -> bool:
    """Whether what stands in an issue is what the plan says there, perhaps in other words.

    A title of the staff's own says nothing against it where the plan block still has the plan's words.
    """
    return alike(issue.title, wanted.title) or subject_of(wanted.title) in folded(issue.description)


def alike(one: str, other: str) -> bool:
    """Whether two titles share half of their words, those of the shorter one."""
    if subject_of(one) == subject_of(other):
        return True
    words = [{word[:_STEM] for word in _WORD.findall(subject_of(title))} for title in (one, other)]
    shorter = min(map(len, words))
    return not shorter or len(words[0] & words[1]) >= _SHARED * shorter


def subject_of(title: str) -> str:
    """A title without its number and its year, in the form in which titles are compared."""
    return folded(_WHEN.sub("", _NUMBER.sub("", title)))
