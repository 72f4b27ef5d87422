"""Amendments one after another, as a plan of ten years has them: the figures stay with what they were reported for.

An issue is known by what the staff wrote in it, whatever key it bears by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.examples.amendment_rows import (
    BEGUN,
    CLOSES,
    DONE,
    M25,
    M26,
    M27,
    M27END,
    M27JUNE,
    M28,
    PLANNED,
    SOON,
    Deed,
    M,
    Plan,
    books,
    done,
    told,
)


@dataclass(frozen=True)
class Chain:
    """Plans with what the staff do after each was synced, and what stands in the end.

    With `above_open` the staff close an issue above open ones, which not every tracker lets them.
    `said` are the comments by key, `open` the keys of those of the measure's issues that are open.
    """

    name: str
    steps: tuple[tuple[Plan, tuple[Deed, ...]], ...]
    said: Mapping[str, str]
    open: tuple[str, ...]
    deadlines: Mapping[str, tuple[str, float | None]]
    actual: float | None
    above_open: bool = False


DEAL = told(M, "Договор подписан")
CHAINS = (
    Chain(
        "one, several, one, several",
        (
            (books("2025"), done(M, 4)),
            (books("2025, 2027"), (DEAL, told(M27, "Факт: 2"))),
            (books("2027"), ()),
            (books("2025, 2027"), ()),
        ),
        said={M: "Договор подписан", M25: "Факт: 4", M27: "Факт: 2"},
        open=(M, M27),
        deadlines={M25: (DONE, 4), M27: (BEGUN, 2)},
        actual=6,
    ),
    Chain(
        "one, several, the same one, several",
        (
            (books("2025"), done(M, 4)),
            (books("2025, 2027"), ()),
            (books("2025"), ()),
            (books("2025, 2027, 2028"), ()),
        ),
        said={M25: "Факт: 4"},
        open=(M, M27, M28),
        deadlines={M25: (DONE, 4), M27: (PLANNED, None), M28: (PLANNED, None)},
        actual=4,
    ),
    Chain(
        "several, one of them, done, several",
        (
            (books("2025, 2027"), done(M25, 4)),
            (books("2027"), done(M, 3)),
            (books("2027, 2028"), ()),
        ),
        said={M25: "Факт: 4", M27: "Факт: 3"},
        open=(M, M28),
        deadlines={M27: (DONE, 3), M28: (PLANNED, None)},
        actual=7,
        above_open=True,
    ),
    Chain(
        "several, one of them, the rest closed, done, several",
        (
            (books("2025, 2027", mapping=CLOSES), done(M25, 4)),
            (books("2027", mapping=CLOSES), done(M, 3)),
            (books("2025, 2027, 2028", mapping=CLOSES), ()),
        ),
        said={M25: "Факт: 4", M27: "Факт: 3"},
        open=(M, M28),
        deadlines={M25: (DONE, 4), M27: (DONE, 3), M28: (PLANNED, None)},
        actual=7,
    ),
    Chain(
        "several, the first of them, worked on, several",
        (
            (books("2025, 2027"), ()),
            (books("2025"), (told(M, "Факт: 4"),)),
            (books("2025, 2027"), ()),
        ),
        said={M25: "Факт: 4"},
        open=(M, M25, M27),
        deadlines={M25: ("overdue", 4), M27: (PLANNED, None)},
        actual=4,
    ),
    Chain(
        "done, replaced, and back",
        (
            (books("2025"), done(M, 4)),
            (books("2026, 2027"), ()),
            (books("2025, 2026, 2027"), ()),
        ),
        said={M25: "Факт: 4"},
        open=(M, M26, M27),
        deadlines={M25: (DONE, 4), M26: (SOON, None), M27: (PLANNED, None)},
        actual=4,
    ),
    Chain(
        "all done, replaced by one, and by several",
        (
            (books("2025, 2026"), (DEAL, *done(M25, 4), *done(M26, 3), Deed("close", M))),
            (books("2028"), ()),
            (books("2025, 2026, 2027, 2028"), ()),
        ),
        said={M: "Договор подписан", M25: "Факт: 4", M26: "Факт: 3"},
        open=(M, M27, M28),
        deadlines={M25: (DONE, 4), M26: (DONE, 3), M27: (PLANNED, None), M28: (PLANNED, None)},
        actual=7,
    ),
    Chain(
        "a date added in a year, dropped, added",
        (
            (books("2025, 2027"), (told(M27, "Факт: 2"),)),
            (books("31.12.2025, 30.06.2027, 31.12.2027"), (told(M27JUNE, "Факт: 1"),)),
            (books("2025, 2027"), ()),
            (books("31.12.2025, 30.06.2027, 31.12.2027"), ()),
        ),
        said={M27END: "Факт: 2", M27JUNE: "Факт: 1"},
        open=(M, M25, M27END, M27JUNE),
        deadlines={M25: ("overdue", None), M27JUNE: (BEGUN, 1), M27END: (BEGUN, 2)},
        actual=3,
    ),
    Chain(
        "moved year by year",
        (
            (books("2025"), (told(M, "Факт: 4"),)),
            (books("2026"), ()),
            (books("2026, 2028"), ()),
            (books("2027, 2028"), ()),
            (books("2028"), ()),
        ),
        said={M27: "Факт: 4"},
        open=(M, M27, M28),
        deadlines={M28: (PLANNED, None)},
        actual=4,
    ),
)
