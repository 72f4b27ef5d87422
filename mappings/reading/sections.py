"""The sections of a plan as its headings begin them: which the next row stands in, and what was odd about a heading.

Decides the key of a section. Whether a row is a heading at all is for `entries`.
"""

from __future__ import annotations

from dataclasses import replace

from mappings.plan import Finding, Place, Section
from mappings.reading.context import Context
from mappings.reading.findings import found
from mappings.reading.headings import Heading, roman
from mappings.wording import fold

_SHOWN = 120  # characters of a heading that a finding shows


class Sections:
    """The sections so far; `key` is that of the last, empty before any begins."""

    def __init__(self, context: Context) -> None:
        self.items: list[Section] = []
        self.findings: list[Finding] = []
        self.key = ""
        self.open = False  # whether the last row was a heading
        self.dated = False  # whether the last one is a section by its date
        self._context = context
        self._kind = ""  # the word that the plan's sections begin with
        self._known: dict[str, Section] = {}

    @property
    def untitled(self) -> bool:
        """Whether a heading has begun whose title is still to come."""
        return self.open and bool(self.items) and not self.items[-1].title

    @property
    def titled(self) -> bool:
        """Whether a heading has begun a section."""
        return any(section.title for section in self.items)

    def ensure(self, place: Place) -> None:
        """Begin a first section without a title where none has begun."""
        if not self.key:
            self._begin("I", "", place)

    def add(self, key: str, title: str, place: Place) -> None:
        """A section with a numeral begins; one that is known goes on."""
        self._context.section(title)
        self._begin(key, title, place)

    def add_titled(self, heading: Heading, text: str, place: Place) -> None:
        """A section with a numeral or a label; a label of another kind than the sections' stands within one."""
        if self._kind and heading.kind and heading.kind != self._kind:
            self.findings.append(found("heading-passed-over", place, text=text[:_SHOWN]))
            return
        self._kind = self._kind or heading.kind
        if heading.key:
            self.add(heading.key, heading.title, place)
        else:
            self._imply(heading.title, place)

    def add_bare(self, text: str, place: Place) -> None:
        """A section without a numeral; capitals right below a heading go on with it."""
        if self.open and self.items and text.isupper():
            self.go_on(text, place)
        else:
            self._imply(text, place)

    def add_dated(self, text: str, place: Place) -> None:
        """A section by its date, which the context has heard already; a month right below a year makes one with it."""
        if self.dated and self.open:
            self.items[-1] = replace(self.items[-1], title=f"{self.items[-1].title}, {text}")
            return
        self._begin(self._implied(place), text, place)
        self.dated = True

    def go_on(self, text: str, place: Place) -> None:
        """The title of the last section goes on."""
        above = self.items[-1]
        self.items[-1] = replace(above, title=fold(f"{above.title} {text}"))
        if above.title:
            self.findings.append(found("row-split", above.place, place=place))

    def _imply(self, title: str, place: Place) -> None:
        self.add(self._implied(place), title, place)

    def _implied(self, place: Place) -> str:
        """The numeral of the position that the next section has."""
        key = roman(len(self.items) + 1)
        self.findings.append(found("section-numeral-missing", place, section=key))
        return key

    def _begin(self, key: str, title: str, place: Place) -> None:
        first = self._known.get(key)
        if first is None:
            self._known[key] = Section(key, title, place)
            self.items.append(self._known[key])
        else:
            self.findings.append(found("number-duplicate", place, number=key, other=first.place))
        self.key, self.dated = key, False
