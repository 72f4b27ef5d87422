"""The rows of a document with what was read of each: a measure's rows, a heading's, and those that say nothing.

Order and place only; nothing here is worded or judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from mappings.plan import Finding, Group, Measure, Place, Plan, Section
from mappings.reading import Document
from mappings.reading.confidence import OF_ALL, UNSURE, confidences, taken_by
from mappings.reading.document import header_of
from mappings.reading.table.rows import Row, Table
from sync.reading_page.words import LEFT_OUT

_MANY = 3  # measures; of fewer each is told all about itself
_OF_WHOLE = {*OF_ALL, "header-missing", "numbers-missing"}  # said at the first row, and not of it


@dataclass
class Block:
    """Rows of the document, and what was read of them: measures, or the heading of a section or a group, or nothing.

    `confidence` is the least of its measures', from 0 to 1.
    """

    number: int
    place: Place
    rows: list[Row] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    headings: list[Section | Group] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    confidence: float = 1.0

    @property
    def told(self) -> list[Finding]:
        """What is told at its row: how sure it was read is shown without words."""
        return [one for one in self.findings if one.code != UNSURE]

    @property
    def doubtful(self) -> bool:
        """Whether a person has to look at it."""
        return any(one.code in (UNSURE, LEFT_OUT) or one.severity.value == "error" for one in self.findings)

    @property
    def doubts(self) -> list[Finding]:
        """What makes it doubtful: its errors, and what takes from its certainty; of a row that was left out, that."""
        return [
            one for one in self.findings if taken_by(one.code) or one.severity.value == "error" or one.code == LEFT_OUT
        ]


@dataclass(frozen=True)
class Sheet:
    """A whole document: the headings of its columns, its blocks in order, and findings that belong to no row.

    `shared` are findings that say the same of every measure, by their code: a column that the document does not have
    is told once.
    """

    columns: tuple[str, ...]
    blocks: tuple[Block, ...]
    others: tuple[Finding, ...]
    shared: dict[str, tuple[Finding, ...]]


def sheet_of(document: Document) -> Sheet:
    """Lay a document out for reading."""
    plan, table = document.plan, document.table
    start, columns = _columns(table)
    blocks = _blocks(plan, table.rows[start:])
    sure = confidences(plan)
    for block in blocks:
        block.confidence = min((sure[one.key] for one in block.measures), default=1.0)
    shared = _shared(plan)
    left = [one for one in plan.findings if one not in shared.get(one.code, ())]
    return Sheet(columns, tuple(blocks), tuple(_give_findings(left, blocks)), shared)


def _columns(table: Table) -> tuple[int, tuple[str, ...]]:
    """Where the rows below the header begin, and the words above each column."""
    found_at = header_of(table.rows)
    if found_at is None:
        return 0, ()
    at, header = found_at
    printed = table.rows[at : at + header.height]
    width = max((len(row.cells) for row in printed), default=0)
    words = ([row.cells[column] for row in printed if column < len(row.cells)] for column in range(width))
    return at + header.height, tuple(" ".join(dict.fromkeys(filter(None, one))) for one in words)


def _blocks(plan: Plan, rows: tuple[Row, ...]) -> list[Block]:
    """A block for each row that something was read of or that was left out, with the rows that go on with it.

    What stands at no row of the document has a block of its own at the end.
    """
    measures, headings = _by_place(plan)
    left_out = {one.place for one in plan.findings if one.code == LEFT_OUT}
    blocks: list[Block] = []
    for row in rows:
        if not blocks or row.place in left_out or row.place in measures or row.place in headings:
            blocks.append(Block(len(blocks) + 1, row.place))
            blocks[-1].measures = measures.pop(row.place, [])
            blocks[-1].headings = headings.pop(row.place, [])
        blocks[-1].rows.append(row)
    for place in sorted(measures):
        blocks.append(Block(len(blocks) + 1, place, measures=measures[place]))
    return blocks


def _by_place(plan: Plan) -> tuple[dict[Place, list[Measure]], dict[Place, list[Section | Group]]]:
    measures: dict[Place, list[Measure]] = defaultdict(list)
    headings: dict[Place, list[Section | Group]] = defaultdict(list)
    for measure in plan.measures:
        measures[measure.place].append(measure)
    titled: tuple[Section | Group, ...] = (*plan.sections, *plan.groups)
    for heading in titled:
        if heading.title:
            headings[heading.place].append(heading)
    return measures, headings


def _shared(plan: Plan) -> dict[str, tuple[Finding, ...]]:
    """The findings that every measure has in the same words, where there are measures enough to tire of them."""
    if len(plan.measures) < _MANY:
        return {}
    same: dict[tuple[str, tuple[tuple[str, str | Place], ...]], list[Finding]] = defaultdict(list)
    for one in plan.findings:
        if one.measure is not None and one.code != UNSURE:
            same[one.code, one.details].append(one)
    everyone = {measure.key for measure in plan.measures}
    return {
        code: tuple(alike) for (code, _details), alike in same.items() if {one.measure for one in alike} == everyone
    }


def _give_findings(findings: list[Finding], blocks: list[Block]) -> Iterator[Finding]:
    """Hand each finding to the block of its row; what is left belongs to none, or concerns the whole document."""
    at = {row.place: block for block in blocks for row in block.rows} | {
        block.place: block for block in reversed(blocks)
    }
    for one in findings:
        if one.place in at and one.code not in _OF_WHOLE:
            at[one.place].findings.append(one)
        else:
            yield one
