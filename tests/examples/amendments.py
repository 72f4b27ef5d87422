"""The rows of the table in docs/amendments.md, in its order; what they are made of is told in `amendment_rows`.

Each one begins with its name, the plan before and what the staff do; then the amended plan and how it ends.
"""

from __future__ import annotations

from tests.examples.amended_numbers import DROPPED, NUMBERS
from tests.examples.amendment_rows import (
    ALL,
    BEGUN,
    DONE,
    M25,
    M26,
    M27,
    M27END,
    M27JUNE,
    M28,
    PLANNED,
    SOON,
    WHOLE,
    Deed,
    End,
    M,
    Row,
    below,
    books,
    done,
    orphaned,
    told,
)

SPAN = "title description milestone due"
TEXT = "description"

ONE_AND_SEVERAL = (
    Row(
        "one-to-several",
        books("2025"),
        done(M, 4),
        books("2025, 2027"),
        End(
            carried={M: M25},
            made=(M, M27),
            below=below(M, M25, M27),
            deadlines={M25: (DONE, 4), M27: (PLANNED, None)},
            actual={M: 4},
            written={M25: "description parent"},
        ),
    ),
    Row(
        "one-to-several-untouched",
        books("2026"),
        (),
        books("2026, 2027"),
        End(
            made=(M26, M27),
            below=below(M, M26, M27),
            deadlines={M26: (SOON, None), M27: (PLANNED, None)},
            actual={M: None},
            written={M: SPAN},
        ),
    ),
    Row(
        "one-replaced-by-several",
        books("2025"),
        done(M, 4),
        books("2026, 2027"),
        End(
            carried={M: M25},
            made=(M, M26, M27),
            below=below(M, M26, M27),
            deadlines={M26: (SOON, None), M27: (PLANNED, None)},
            actual={M: 4},
            doubts=orphaned(M25),
            written={M25: TEXT},
        ),
    ),
    Row(
        "one-open-replaced-by-several",
        books("2025"),
        (told(M, "Факт: 4"),),
        books("2026, 2027"),
        End(
            made=(M26, M27),
            below=below(M, M26, M27),
            deadlines={M26: (SOON, None), M27: (PLANNED, None)},
            actual={M: 4},
            written={M: f"{SPAN} start"},
        ),
    ),
    Row(
        "several-to-one",
        books("2025, 2027"),
        (*done(M25, 4), told(M, "Факт: 5"), told(M27, "Факт: 2")),
        books("2027"),
        End(
            carried={M27: M, M: WHOLE},
            below=below(WHOLE, M25),
            deadlines={M27: (BEGUN, 2)},
            actual={M: 7},
            doubts=(*orphaned(M25), f"own-differs {WHOLE}"),
            written={M: "description parent", WHOLE: TEXT},
            told=(WHOLE,),
        ),
    ),
    Row(
        "several-to-one-untouched",
        books("2025, 2027"),
        done(M25, 4),
        books("2027"),
        End(
            below=below(M, M25, M27),
            deadlines={M27: (PLANNED, None)},
            actual={M: 4},
            doubts=orphaned(M25),
            written={M: "title description milestone start"},
            told=(M27,),
        ),
    ),
)

DATES = (
    Row(
        "date-added-in-year",
        books("2025, 2027"),
        (*done(M25, 4), told(M27, "Факт: 2")),
        books("31.12.2025, 30.06.2027, 31.12.2027"),
        End(
            carried={M27: M27END},
            made=(M27JUNE,),
            below=below(M, M25, M27JUNE, M27END),
            deadlines={M25: (DONE, 4), M27JUNE: (PLANNED, None), M27END: (BEGUN, 2)},
            actual={M: 6},
            written={M: TEXT, M25: TEXT, M27END: "title description start"},
        ),
    ),
    Row(
        "date-dropped-in-year",
        books("31.12.2025, 30.06.2027, 31.12.2027"),
        (*done(M25, 4), told(M27JUNE, "Факт: 1"), told(M27END, "Факт: 2")),
        books("2025, 2027"),
        End(
            carried={M27END: M27},
            below=below(M, M25, M27, M27JUNE),
            deadlines={M25: (DONE, 4), M27: (BEGUN, 2)},
            actual={M: 7},
            doubts=orphaned(M27JUNE),
            written={M: TEXT, M25: TEXT, M27: "title description start"},
            told=(M27JUNE,),
        ),
    ),
    Row(
        "year-moved",
        books("2025"),
        done(M, 4),
        books("2026"),
        End(deadlines={M26: (DONE, 4)}, actual={M: 4}, written={M: ALL}),
    ),
    Row(
        "year-moved-of-several",
        books("2025, 2027"),
        (told(M25, "Факт: 4"), told(M, "Договор подписан")),
        books("2026, 2027"),
        End(
            carried={M25: M26},
            below=below(M, M26, M27),
            deadlines={M26: (SOON, 4), M27: (PLANNED, None)},
            actual={M: 4},
            written={M: "title description start", M26: ALL, M27: TEXT},
        ),
    ),
    Row(
        "done-year-replaced",
        books("2025, 2027"),
        done(M25, 4),
        books("2026, 2027"),
        End(
            made=(M26,),
            below=below(M, M25, M26, M27),
            deadlines={M26: (SOON, None), M27: (PLANNED, None)},
            actual={M: 4},
            doubts=orphaned(M25),
            written={M: "title description start", M27: TEXT},
        ),
    ),
    Row(
        "date-added-below-closed",
        books("2025, 2026"),
        (*done(M25, 4), *done(M26, 3), Deed("close", M)),
        books("2025, 2026, 2028"),
        End(
            made=(M28,),
            below=below(M, M25, M26, M28),
            deadlines={M25: (DONE, 4), M26: (DONE, 3), M28: (PLANNED, None)},
            actual={M: 7},
            written={M: "title description due", M25: TEXT, M26: TEXT},
            opened=(M,),
        ),
    ),
    Row(
        "all-done-replaced",
        books("2025, 2026"),
        (*done(M25, 4), *done(M26, 3), Deed("close", M)),
        books("2028"),
        End(
            carried={M: WHOLE},
            made=(M,),
            below=below(WHOLE, M25, M26),
            deadlines={M28: (PLANNED, None)},
            actual={M: 7},
            doubts=orphaned(M25, M26),
            written={WHOLE: TEXT},
        ),
    ),
)

ROWS = (*ONE_AND_SEVERAL, *DATES, *NUMBERS, *DROPPED)
