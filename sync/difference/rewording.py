"""Tells an issue's text that only says the same in other words from one that says something else.

Decides which text an issue may keep until its next change. The base holds, beside the text last written, a stamp: the
fingerprints of its facts and of its wording, and of the text that they belong to. Pure: values in, values out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mappings.desired.issues import DesiredIssue
from mappings.desired.words import Written, digest
from mappings.marker import normal
from sync.difference.fields import Sides, Values
from sync.memory import Base, Memory

_TEXT = "description"
_STAMP = "stamp"
_PARTS = 3


@dataclass(frozen=True)
class Rewording:
    """The sides of an issue whose text only words anew what stands there, with the new text left out of them.

    `text` is the new one. `stands` says whether the earlier text stands untouched.
    """

    sides: Sides
    text: str
    stands: bool

    def written(self, changed: Values, *, now: bool) -> tuple[Values, bool]:
        """What is written of an issue, and whether there is nothing to it but other words.

        With anything else the new text goes along; alone it waits, unless it is asked for `now`.
        """
        if changed:
            return ({**changed, _TEXT: self.text} if self.stands or _TEXT in changed else changed), False
        return ({_TEXT: self.text} if self.stands and now else {}), self.stands


def rewording(wanted: DesiredIssue, sides: Sides) -> Rewording | None:
    """How an issue's text differs in its words alone from the one last written, or None where it does not."""
    text, theirs = normal(wanted.block), sides.theirs[_TEXT]
    before = _said_before(wanted, sides)
    if before is None or text in (before, theirs):
        return None
    kept = replace(sides, ours={**sides.ours, _TEXT: before}, base={**sides.base, _TEXT: before})
    return Rewording(kept, text, stands=theirs == before)


def stamped(base: Values, wanted: DesiredIssue) -> Values:
    """A base with the stamp of its text, where it is known that the text tells the facts of today."""
    text = base.get(_TEXT)
    bare = {name: value for name, value in base.items() if name != _STAMP}
    if text is None or not wanted.facts:
        return bare
    if text == normal(wanted.block):
        return {**bare, _STAMP: _stamp(Written(text, wanted.facts, wanted.wording))}
    known = _written(base)
    if known is None and text in map(normal, wanted.earlier()):
        known = Written(text, wanted.facts, "")
    return {**bare, _STAMP: _stamp(known)} if known is not None else bare


def written_texts(memory: Memory) -> Mapping[str, Written]:
    """The texts last written whose stamps are good, by the keys of their issues."""
    links = (link for (kind, _key), link in memory.links.items() if kind == "issue")
    return {link.key: written for link in links if (written := _written(link.base)) is not None}


def _said_before(wanted: DesiredIssue, sides: Sides) -> str | None:
    """The text that stands for the same facts: the one last written, or one of a version that left no stamp."""
    written = _written(sides.base)
    if written is not None:
        return written.text if written.facts == wanted.facts else None
    known = [normal(text) for text in wanted.earlier()]
    return next((text for text in (sides.base.get(_TEXT), sides.theirs[_TEXT]) if text in known), None)


def _stamp(written: Written) -> str:
    return f"{written.facts} {written.wording} {digest([written.text])}"


def _written(base: Base) -> Written | None:
    """The text of a base with the fingerprints of its stamp; None where it has none, or one of another text."""
    text, parts = base.get(_TEXT), (base.get(_STAMP) or "").split(" ")
    if text is None or len(parts) != _PARTS or parts[-1] != digest([text]):
        return None
    return Written(text, parts[0], parts[1])
