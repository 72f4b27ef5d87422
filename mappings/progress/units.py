"""Whether two units are one thing in two grammatical cases: «библиотека», «библиотеки», «муниципальных библиотек».

Compares words and nothing else; which unit a target has is read in `mappings.reading.targets`.
"""

from __future__ import annotations

from mappings.wording import folded

_ENDING = 2  # letters by which the cases of a noun differ
_STEM = 3  # letters that two cases of a noun have in common at least
_WORDS = 4  # of a unit as somebody wrote it; the noun is among the first


def same_unit(one: str, other: str) -> bool:
    """Whether two units name the same thing: the noun of either, which stands last, is among the words of the other."""
    ours, theirs = folded(one).split()[:_WORDS], folded(other).split()[:_WORDS]
    if not ours or not theirs:
        return not ours and not theirs
    return any(_one_noun(word, theirs[-1]) for word in ours) or any(_one_noun(word, ours[-1]) for word in theirs)


def _one_noun(one: str, other: str) -> bool:
    if one == other:
        return True
    common = next((at for at, (ours, theirs) in enumerate(zip(one, other, strict=False)) if ours != theirs), None)
    common = min(len(one), len(other)) if common is None else common
    return common >= max(_STEM, len(one) - _ENDING, len(other) - _ENDING)
