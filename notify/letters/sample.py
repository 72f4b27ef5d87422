"""A letter that has everything a letter can have: what an operator's own template is tried on.

Its words are nobody's; no reader gets it.
"""

from __future__ import annotations

from mappings import language
from notify.letters.letter import Block, Due, Letter, Line, Part, Row, Share

_URL = "https://tracker.example/issues/1"


def sample_letter() -> Letter:
    """A letter with a part of each look: rows with and without links, one line and several, notes, and what is cut."""
    full = Row(
        number="I.1.1",
        title="Title",
        url=_URL,
        target="Target",
        who="Executor",
        notes=("Reason",),
        lines=(Line((Due("2025", _URL), Due("2026", None)), "said", "fact"), Line((Due("2027", None),), "said", "")),
    )
    bare = Row(number="I.2", title="Title", url=None, target="", who="", notes=(), lines=(Line((), "", ""),))
    block = Block("I. Section", (full, bare))
    parts = (
        Part("newly_late", "Heading", "alarm", short=False, notes=("Note",), blocks=(block,), left_out="left out"),
        Part("ask", "Heading", "quiet", short=True, notes=(), blocks=(block,), left_out=""),
        Part("backlog", "Heading", "notice", short=False, notes=(), blocks=(), left_out=""),
    )
    return Letter(
        lang=language.active(),
        subject="Subject",
        verdict="Verdict.",
        asks=("Ask.",),
        mark="Answer above this.",
        plan_title="Plan",
        standing="Deadlines in the plan: 2",
        shares=(Share("done", 1, 50, "good"), Share("ahead", 1, 50, "quiet")),
        parts=parts,
        how="How.",
        example=("I.1.1", "Fact: …"),
        foot=("Foot.",),
        summary_url=_URL,
        tracker_url=None,
        first_url=_URL,
    )
