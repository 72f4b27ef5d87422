"""The rows of the table in docs/amendments.md that give a measure another number, or none."""

from __future__ import annotations

from tests.examples.amendment_rows import (
    ALL,
    BEGUN,
    CLOSES,
    DONE,
    M25,
    M26,
    M27,
    M28,
    PLANNED,
    SOON,
    Deed,
    End,
    M,
    Measure,
    Plan,
    Row,
    below,
    books,
    done,
    orphaned,
    told,
)

NATURE = Measure("1.3", "Издания о природе края", "2027", "Оцифровано 7 изданий")
MOVED = {M: "II.1.1", M25: "II.1.1/2025", M27: "II.1.1/2027"}
TEXT = "description"

NUMBERS = (
    Row(
        "split",
        books("2026"),
        (told(M, "Факт: 4"),),
        books("2026", NATURE, target="Оцифровано 8 изданий"),
        End(
            made=("I.1.3",),
            deadlines={M26: (SOON, 4), "I.1.3/2027": (PLANNED, None)},
            actual={M: 4, "I.1.3": None},
            written={M: TEXT},
        ),
    ),
    Row(
        "joined",
        books("2026", NATURE),
        (told(M, "Факт: 4"), told("I.1.3", "Факт: 2")),
        books("2026", target="Оцифровано 17 изданий"),
        End(
            deadlines={M26: (SOON, 4)},
            actual={M: 4},
            doubts=orphaned("I.1.3"),
            written={M: TEXT},
            told=("I.1.3",),
        ),
    ),
    Row(
        "moved-section",
        books("2025, 2027"),
        (*done(M25, 4), told(M27, "Факт: 2")),
        Plan((), (Measure("1.1", "Оцифровка изданий", "2025, 2027"),), "renamed: {I.1.2: II.1.1}"),
        End(
            carried=MOVED,
            below=below("II.1.1", "II.1.1/2025", "II.1.1/2027"),
            deadlines={"II.1.1/2025": (DONE, 4), "II.1.1/2027": (BEGUN, 2)},
            actual={"II.1.1": 6},
            written=dict.fromkeys(MOVED.values(), "title description"),
        ),
    ),
    Row(
        "renumbered-into-freed",
        books("2025", Measure("1.3", "Музей связи", "2026", "Собрано 5 экспонатов")),
        (told(M, "Факт: 4"), told("I.1.3", "Факт: 2")),
        Plan((Measure("1.2", "Музей связи", "2026", "Собрано 5 экспонатов"),), mapping="renamed: {I.1.3: I.1.2}"),
        End(
            carried={M: "I.1.2~1", "I.1.3": M},
            deadlines={M26: (SOON, 2)},
            actual={M: 2},
            doubts=orphaned("I.1.2~1"),
            written={M: "title description", "I.1.2~1": TEXT},
            told=("I.1.2~1",),
        ),
    ),
    Row(
        "freed-number-reused",
        books("2026"),
        (told(M, "Факт: 4"),),
        Plan((Measure("1.2", "Музей связи", "2027", "Собрано 5 экспонатов"),)),
        End(
            carried={M: "I.1.2~1"},
            made=(M,),
            deadlines={M27: (PLANNED, None)},
            actual={M: None},
            doubts=orphaned("I.1.2~1"),
            written={"I.1.2~1": TEXT},
            told=("I.1.2~1",),
        ),
        refused="number-reused",
        said="renamed: {I.1.2: null}",
    ),
)

DROPPED = (
    Row(
        "dropped",
        books("2025, 2027"),
        (told(M, "Договор подписан"), *done(M25, 4), told(M27, "Факт: 2")),
        Plan(()),
        End(below=below(M, M25, M27), doubts=orphaned(M25, M27), told=(M, M27)),
    ),
    Row(
        "dropped",
        books("2025, 2027"),
        (told(M, "Договор подписан"), *done(M25, 4), told(M27, "Факт: 2")),
        Plan((Measure("1.3", "Музей связи", "2026", "Собрано 5 экспонатов"),), mapping=CLOSES),
        End(
            made=("I.1.3",),
            below=below(M, M25, M27),
            deadlines={"I.1.3/2026": (SOON, None)},
            actual={"I.1.3": None},
            doubts=orphaned(M25, M27),
            closed=(M, M27),
        ),
        waits=True,
    ),
    Row(
        "dropped-reopened",
        books("2027"),
        (told(M, "Факт: 2"),),
        Plan((), mapping=CLOSES),
        End(doubts=orphaned(M), drift=(f"{M} status",)),
        between=(Plan((), mapping=CLOSES), (Deed("reopen", M),)),
    ),
    Row(
        "taken-up-again",
        books("2027"),
        (told(M, "Факт: 2"),),
        books("2028", mapping=CLOSES),
        End(deadlines={M28: (BEGUN, 2)}, actual={M: 2}, written={M: ALL}, opened=(M,)),
        between=(Plan((), mapping=CLOSES), ()),
    ),
    Row(
        "taken-up-again",
        books("2027"),
        done(M, 2),
        books("2027", mapping=CLOSES),
        End(deadlines={M27: (DONE, 2)}, actual={M: 2}),
        between=(Plan((), mapping=CLOSES), ()),
    ),
)
