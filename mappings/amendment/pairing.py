"""Finds the measures of an earlier plan again in an amended one, whatever their numbers are now.

Decides which two measures are one and how sure that is. A pair that is not sure is left to a person: a measure taken
for another would carry a wrong history. It says nothing of what has changed in a pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from mappings.plan import Measure, Plan
from mappings.wording import fold

_COMPARED = 1000  # characters of a title; what is longer differs or agrees before that
_CANDIDATES = 3  # measures of the new plan that are looked at for one of the old plan
_TELLING = 5  # words; a shorter title may be borne by two measures that have nothing to do with one another
_WHOLE = 100.0  # percent, as all the likenesses below
_SURE = 85.0  # two titles of one measure, one of them reworded
_SURE_BESIDE_THE_REST = 70.0  # enough where timing and target are the same
_MARGIN = 5.0  # a sure pair is so much ahead of any other with one of the two
_LIKELY = 60.0  # below it two titles only share a subject
_KEPT_NUMBER = 50.0  # enough where the number is the same; what is below is another measure under an old number
_OWN_NUMBER = 10.0  # what the same number counts for where several measures are alike


@dataclass(frozen=True)
class Pair:
    """One measure in both plans. `similarity` is that of its two titles, from 0 to 1."""

    old: Measure
    new: Measure
    similarity: float


@dataclass(frozen=True)
class Pairing:
    """The measures found again, those that may be the same, and what is left of each plan, in the plans' order."""

    pairs: tuple[Pair, ...]
    likely: tuple[Pair, ...]
    removed: tuple[Measure, ...]
    added: tuple[Measure, ...]


def pair_measures(old: Plan, new: Plan, renamed: Mapping[str, str]) -> Pairing:
    """Pair the measures of two plans: as `renamed` says, then by equal titles, then by number and likeness.

    Lines of `renamed` whose keys the plans do not have say nothing. Of `likely` neither measure is in a pair.
    """
    search = _Search(old, new)
    search.take_decided(renamed)
    search.take_equal()
    likely = search.take_alike()
    return Pairing(
        pairs=search.pairs(),
        likely=likely,
        removed=tuple(one for one in old.measures if one.key in search.left_old()),
        added=tuple(one for one in new.measures if one.key in search.left_new()),
    )


def words_of(text: str) -> str:
    """A text as it is compared: its words only, case and typography aside."""
    return fold("".join(sign if sign.isalnum() else " " for sign in text.casefold().replace("ё", "е")))


def paired(old: Measure, new: Measure) -> Pair:
    """Two measures side by side, whether they are one or not."""
    titles = [words_of(measure.title)[:_COMPARED] for measure in (old, new)]
    return Pair(old, new, round(fuzz.ratio(*titles) / _WHOLE, 2))


class _Side:
    """One of the two plans: its measures and what they are known by."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.measures = {measure.key: measure for measure in plan.measures}
        self.titles = {key: words_of(one.title) for key, one in self.measures.items()}
        self.compared = {key: title[:_COMPARED] for key, title in self.titles.items() if title}
        self._sections = {section.key: words_of(section.title) for section in plan.sections}
        self._groups = {group.key: words_of(group.title) for group in plan.groups}

    def by_title(self, keys: Collection[str]) -> dict[str, list[str]]:
        """The keys that bear each title."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, title in self.titles.items():
            if key in keys:
                found[title].append(key)
        return found

    def section(self, key: str) -> str:
        return self._sections.get(self.measures[key].section, "")

    def all_else(self, key: str) -> tuple[object, ...]:
        """Everything that a measure is known by, its number and title aside."""
        one = self.measures[key]
        above = self._groups.get(one.group or "", ""), self.titles.get(one.parent or "", "")
        return (self.section(key), *above, one.executors, *_asked(one))


def _asked(measure: Measure) -> tuple[str, str]:
    return words_of(measure.timing_text), words_of(measure.target_text)


class _Search:
    """What has been found of two plans so far. Keys are the old plan's or the new plan's, as the names say."""

    def __init__(self, old: Plan, new: Plan) -> None:
        self._old, self._new = _Side(old), _Side(new)
        self._taken: dict[str, str] = {}  # an old key -> the new one
        self._found: set[str] = set()  # new keys

    def left_old(self) -> set[str]:
        return self._old.measures.keys() - self._taken.keys()

    def left_new(self) -> set[str]:
        return self._new.measures.keys() - self._found

    def pairs(self) -> tuple[Pair, ...]:
        """What was found, in the new plan's order."""
        back = {new: old for old, new in self._taken.items()}
        olds, news = self._old.measures, self._new.measures
        return tuple(paired(olds[back[new]], news[new]) for new in news if new in back)

    def take_decided(self, renamed: Mapping[str, str]) -> None:
        """Take what a person has decided."""
        for old, new in renamed.items():
            if old in self._old.measures and new in self._new.measures:
                self._take(old, new)

    def take_equal(self) -> None:
        """Take what bears the same title: under the same number, else what is the only one that it can be."""
        news = self._new.by_title(self.left_new())
        for title, olds in self._old.by_title(self.left_old()).items():
            others = news.get(title, [])
            for key in set(olds).intersection(others):
                self._take(key, key)
            if title:
                self._take_moved(olds, others)

    def _take_moved(self, olds: list[str], news: list[str]) -> None:
        if len(olds) == len(news) == 1:
            if olds[0] not in self._taken and self._related(olds[0], news[0]):
                self._take(olds[0], news[0])
            return
        places: dict[tuple[object, ...], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for key in olds:
            places[self._old.all_else(key)][0].append(key)
        for key in news:
            places[self._new.all_else(key)][1].append(key)
        for before, after in places.values():
            left_old = [key for key in before if key not in self._taken]
            left_new = [key for key in after if key not in self._found]
            if len(left_old) == len(left_new) == 1:
                self._take(left_old[0], left_new[0])

    def _related(self, old: str, new: str) -> bool:
        """Whether two measures of one title have more in common than that, or the title says enough."""
        if len(self._old.titles[old].split()) >= _TELLING or self._old.section(old) == self._new.section(new):
            return True
        before, after = self._old.measures[old], self._new.measures[new]
        return _asked(before)[1] == _asked(after)[1] or before.executors == after.executors

    def take_alike(self) -> tuple[Pair, ...]:
        """Take what is alike, the likest first; what is not sure is only returned."""
        doubted: list[tuple[str, str]] = []
        ranked = sorted(self._candidates(), key=lambda one: -one[2])
        for old, new, _rank in ranked:
            if old in self._taken or new in self._found:
                continue
            if old == new or self._sure(old, new):
                self._take(old, new)
            else:
                doubted.append((old, new))
        likely: dict[str, str] = {}
        for old, new in doubted:
            free = old not in self._taken and new not in self._found
            if free and old not in likely and new not in likely.values():
                likely[old] = new
        return tuple(paired(self._old.measures[old], self._new.measures[new]) for old, new in likely.items())

    def _candidates(self) -> Iterator[tuple[str, str, float]]:
        """Old and new keys of measures that may be the same, with their rank."""
        left = self.left_new()
        titles = {key: title for key, title in self._new.compared.items() if key in left}
        for old in (key for key in self._old.compared if key not in self._taken):
            if old in titles and self._likeness(old, old) >= _KEPT_NUMBER:
                yield old, old, self._likeness(old, old) + _OWN_NUMBER
            for _title, score, new in process.extract(
                self._old.compared[old], titles, scorer=fuzz.ratio, limit=_CANDIDATES, score_cutoff=_LIKELY
            ):
                if new != old:
                    yield old, new, score

    def _sure(self, old: str, new: str) -> bool:
        """Whether two titles are near enough, and no other measure of the two plans is about as near."""
        if self._old.titles[old] == self._new.titles[new]:
            return False  # else it would have been taken for equal
        score = self._likeness(old, new)
        asked = _asked(self._old.measures[old])
        beside = all(asked) and asked == _asked(self._new.measures[new])
        if score < (_SURE_BESIDE_THE_REST if beside else _SURE):
            return False
        rivals = (
            (self._old.compared[old], self._new.compared, new),
            (self._new.compared[new], self._old.compared, old),
        )
        return not any(
            key != own
            for title, others, own in rivals
            for _title, _score, key in process.extract(
                title, others, scorer=fuzz.ratio, limit=2, score_cutoff=score - _MARGIN
            )
        )

    def _likeness(self, old: str, new: str) -> float:
        return fuzz.ratio(self._old.compared.get(old, ""), self._new.compared.get(new, ""))

    def _take(self, old: str, new: str) -> None:
        self._taken[old] = new
        self._found.add(new)
