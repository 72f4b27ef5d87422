"""The lines of a mail by the deadline that they speak of: the one that was named last before them.

Whatever follows a number that the digest did not tell is nobody's. A line that reports something and whose deadline is
not clear is told, never guessed. What the lines say, the reader of comments reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mappings.reporting import Passage, Reported, read_passages
from mappings.wording import clean, cut
from notify.replies.naming import STARTS, Item, Named, Names, Part, of_day
from notify.replies.quotation import Line

MOST_TOLD = 50  # lines, and numbers, that are told as not understood
MOST_ASKED = 1_000  # lines of which it is asked whether they report something, though their deadline is not clear

_LONGEST_TOLD = 200  # characters of a line
_REPORTS = re.compile(STARTS)
_ANNOUNCES = (":", "=")
_SENTENCE_ENDS = (".", "!", "?", ";", *_ANNOUNCES)
_IN_SENTENCE = re.compile(r"[\W_]*+[a-zа-яё]")
_WRAPPED = 55  # characters that a line has at least which a program wrapped


@dataclass(frozen=True)
class Sorted:
    """What is said of each deadline, a text of lines, in the order in which they were named; and what of none."""

    texts: tuple[tuple[Item, str], ...]
    not_in_digest: tuple[str, ...]
    unclear: tuple[str, ...]


def sort_lines(lines: Iterable[Line], items: Sequence[Item], written_at: datetime) -> Sorted:
    """Sort the lines of a mail that answers a digest which told these deadlines; `written_at` is aware."""
    sorting = _Sorting(items, written_at)
    for line in lines:
        if line.is_quoted:
            sorting.take_quoted(line.text)
        else:
            sorting.take(line.text)
    return sorting.sorted()


def reported(text: str, written_at: datetime, indicators: int | None = None) -> Reported:
    """What a text reports, by the reader that reads comments."""
    passage = Passage(text, author="", at=written_at, place="comment")
    return read_passages([passage], markup="plain", indicators=indicators)


class _Sorting:
    """Takes one line after the other, and keeps what was named last."""

    def __init__(self, items: Sequence[Item], written_at: datetime) -> None:
        self._names = Names(items)
        self._written_at = written_at
        self._only = tuple(Named("", (item,)) for item in items[:1] if len(items) == 1)
        self._named = self._only
        self._named_by_quote = False
        self._new_paragraph = True  # of what is quoted
        self._left = MOST_ASKED
        self._above = ""  # the writer's own line right above
        self._last: Item | None = None  # whose that line is
        self._of: dict[Item, list[str]] = {}
        self._not_in_digest: dict[str, None] = {}
        self._unclear: list[str] = []

    def sorted(self) -> Sorted:
        """What was taken so far."""
        return Sorted(
            tuple((item, "\n".join(lines)) for item, lines in self._of.items()),
            tuple(self._not_in_digest)[:MOST_TOLD],
            tuple(cut(clean(line), _LONGEST_TOLD) for line in self._unclear),
        )

    def take_quoted(self, line: str) -> None:
        """Take a quoted line: it reports nothing, but it may name what is answered right below it.

        A paragraph that names nothing ends that, so that words below a whole digest are not taken for its last row's.
        """
        self._above, self._last = "", None
        if not line.strip():
            self._new_paragraph = True
            return
        if named := self._names.at_start(line):
            self._named, self._named_by_quote = named, True
        elif self._new_paragraph and self._named_by_quote:
            self._named, self._named_by_quote = self._only, False
        self._new_paragraph = False

    def take(self, line: str) -> None:
        """Take a line of the writer's own."""
        self._new_paragraph = True
        first, *further = self._names.parts(line, after_colon=self._above.rstrip().endswith(_ANNOUNCES))
        if self._goes_on(line, first) and not further:
            self._named = () if first.named else self._named
            self._take_part(line, line)
        elif not (first.named or further or _REPORTS.search(line)):
            self._take_mention(line)
        else:
            for part in (first, *further):
                self._take_named(part.named)
                self._take_part(part.text, line)
        self._above = line

    def _goes_on(self, line: str, first: Part) -> bool:
        """Whether a line only goes on with the sentence above, so that a number which begins it may name nothing."""
        above = self._above.rstrip()
        wrapped = len(above) > _WRAPPED and not above.endswith(_SENTENCE_ENDS)
        return wrapped and _IN_SENTENCE.match(first.text) is not None and not _REPORTS.search(line)

    def _take_mention(self, line: str) -> None:
        """Take a line that reports nothing and may speak of another deadline than the lines before it.

        Where it ends in a colon, what follows is of that one; else it is not clear of which.
        """
        known = {item for one in self._named for item in one.items}
        others = [one for one in self._names.mentioned(line) if known.isdisjoint(one.items)]
        if len(others) == 1 and line.rstrip().endswith(_ANNOUNCES):
            self._take_named((others[0],))
        elif others:
            self._named = ()
        self._take_part(line, line)

    def _take_named(self, named: tuple[Named, ...]) -> None:
        if named:
            self._named, self._named_by_quote = named, False
            self._not_in_digest.update((one.typed, None) for one in named if not one.items)

    def _take_part(self, text: str, line: str) -> None:
        """Take a piece of a line for what was named last."""
        items = self._named[0].items if len(self._named) == 1 else ()
        if len(items) > 1:
            items = self._of_its_year(text, items)
        if len(items) == 1:
            self._keep(text, items[0])
        elif len(self._named) == 1 and not self._named[0].items:
            if self._named_by_quote and self._reports(text):
                self._not_in_digest[self._named[0].typed] = None
        elif len(self._unclear) < MOST_TOLD:
            self._tell(text, line)

    def _keep(self, text: str, item: Item) -> None:
        lines = self._of.setdefault(item, [])
        if lines and self._last != item:
            lines.append("")  # the lines do not follow one another
        lines.append(text)
        self._last = item

    def _tell(self, text: str, line: str) -> None:
        """Tell a line that reports something; with the one above where that only announces it."""
        self._last = None
        if self._reports(text):
            self._unclear.append(line)
        elif self._above.rstrip().endswith(_ANNOUNCES) and self._reports(f"{self._above}\n{text}"):
            self._unclear.append(f"{self._above} {line}")

    def _of_its_year(self, text: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Which of a measure's deadlines a line is for, by the year that its figures name."""
        years = {figure.year for figure in self._asked(text).lines}
        year = years.pop() if len(years) == 1 else None
        return of_day(items, str(year)) if year else items

    def _reports(self, text: str) -> bool:
        said = self._asked(text)
        return bool(said.lines or said.reasons or said.acknowledgements or said.wishes)

    def _asked(self, text: str) -> Reported:
        """What a line reports by itself."""
        if self._left == 0 or not _REPORTS.search(text):
            return Reported()
        self._left -= 1
        return reported(text, self._written_at)
