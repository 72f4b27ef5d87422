"""The counts of the torture, how they add up, and the page that tells them. It disturbs nothing."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks.idle import machine

FEW = 3  # runs
MAIL_FAULT = "mail fault: "  # and the stage of the exchange, and what went wrong there
LONGEST = "longest wait of a loser, ms"


@dataclass
class Unit:
    """What one piece of work came to: its counts, its measured runs, and the breach that ended it."""

    counts: dict[str, int] = field(default_factory=dict)
    clearing: list[int] = field(default_factory=list)
    lasting: list[int] = field(default_factory=list)
    breach: str = ""


@dataclass
class Part:
    """What is to be done, in how many units so far, and what they came to."""

    units: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    clearing: list[int] = field(default_factory=list)
    lasting: list[int] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        """Take in what a unit came to."""
        longest = max(unit.counts.get(LONGEST, 0), self.counts[LONGEST])
        self.counts.update(unit.counts)
        self.counts[LONGEST] = longest
        self.clearing += unit.clearing
        self.lasting += unit.lasting
        self.breaches += [unit.breach] if unit.breach else []
        self.units += 1


def page(parts: dict[str, Part], done: dict[str, tuple[int, int]], caught: dict[str, dict[str, str]]) -> str:
    """The counts as a Markdown page.

    `done` is how much of a part was done and how much was wanted, `caught` which tests catch which deliberate bug.
    """
    all_counts: Counter[str] = Counter()
    for part in parts.values():
        all_counts.update(part.counts)
    breaches = [breach for part in parts.values() for breach in part.breaches]
    return "\n".join(
        [*_head(parts, done, breaches), *_met(all_counts), *_other(parts, all_counts), *_foot(parts, caught)]
    )


def _head(parts: dict[str, Part], done: dict[str, tuple[int, int]], breaches: list[str]) -> list[str]:
    told = {
        "machine": "property examples: scripts of about ten disturbances each, settled in the end",
        "faults": "calls of the port that failed, in storms that strike three in ten; slow ones not counted",
        "kills": "syncs killed by the kernel",
        "races": "races between processes",
        "answers": "answers by mail, over a mailbox, a tracker and a ledger that fail at every step",
        "mails": "exchanges with a mail server that failed, at every stage, in rounds of alerts",
    }
    found = Counter(_rule_of(breach) for breach in breaches)
    rules = ", ".join(f"{count} × {rule}" for rule, count in found.items())
    return [
        "# The torture of the engine",
        "",
        "The engine, the ledger and the embedded tracker as they are, disturbed on purpose by `tests/torture`.",
        "After every step a witness reads the tracker's own history: at most one issue for each marker, no field of",
        "the staff's written, no foreign issue touched, nothing deleted; what they have finished stays",
        "finished with its figures, and no figure stands under another measure. In the end one clean run converges,",
        "the next plans nothing, and the ledger says what stands.",
        "",
        "| | done | wanted | breaches | minutes |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {told[name]} | {reached:,} | {wanted:,} | {len(parts[name].breaches)} "
            f"| {parts[name].seconds / 60:.1f} |"
            for name, (reached, wanted) in done.items()
        ),
        "",
        "The mails are those of alerts by SMTP: in the end everybody has been told everything, nothing counts as sent",
        "that the server did not take, and a mail goes once more at most for each answer lost, as the same mail.",
        "Of the answers by mail each stands in its issue in the end, is confirmed once and lies in its folder; none is",
        "ever posted twice, and no mail of the mailbox lost.",
        "",
        "Duplicates 0, missing 0, overwritten 0, mails lost 0." if not breaches else f"**Breaches:** {rules}.",
        "",
    ]


def _rule_of(breach: str) -> str:
    return breach.split(": ")[2] if breach.count(": ") > 1 else breach


def _met(counts: Counter[str]) -> list[str]:
    met = {name.removeprefix("fault: "): count for name, count in counts.items() if name.startswith("fault: ")}
    return [
        f"| faults of all parts ({sum(met.values()):,}) | |",
        "|---|---:|",
        *(f"| {name} | {count:,} |" for name, count in sorted(met.items(), key=lambda one: -one[1])),
        "",
    ]


def _other(parts: dict[str, Part], counts: Counter[str]) -> list[str]:
    names = (
        *("runs", "settled", "staff's actions", "refusals", "deaths", "deaths at the ledger", "ledgers lost"),
        *("ledgers rolled back", "late arrivals", "overlaps turned away", "kills at a system call"),
        *("kills at a random time", "races of two syncs", "losers turned away", LONGEST, "races with a person"),
        *("mail rounds", "mails taken", "mails taken once more", "answers to mails lost"),
        *("rounds of answers", "deaths amid answers", "faults of the mailbox"),
        *("edits beside a sync", "set back unseen", "broken off and finished unasked", "other plans refused"),
    )
    gale = parts["faults"]
    lines = ["| all else | |", "|---|---:|", *(f"| {name} | {counts[name]:,} |" for name in names), ""]
    if gale.clearing and gale.lasting:
        lines += [
            "Runs until nothing was left to do, an hour apart, on a line that loses three calls in ten:",
            "",
            "| | storms | mean | at most 3 | most |",
            "|---|---:|---:|---:|---:|",
            _spread("in the first run", gale.clearing),
            _spread("in every run", gale.lasting),
            "",
        ]
    return lines


def _spread(name: str, runs: list[int]) -> str:
    few = sum(one <= FEW for one in runs) / len(runs)
    return f"| {name} | {len(runs):,} | {statistics.mean(runs):.2f} | {few:.1%} | {max(runs)} |"


def _foot(parts: dict[str, Part], caught: dict[str, dict[str, str]]) -> list[str]:
    minutes = sum(part.seconds for part in parts.values()) / 60
    lines = []
    if caught:
        lines = [
            "Bugs put into the engine on purpose, and what caught each:",
            "",
            "| bug | caught by |",
            "|---|---|",
            *(
                f"| {name} | {'; '.join(f'`{test}`: {rule}' for test, rule in tests.items()) or '**nothing**'} |"
                for name, tests in caught.items()
            ),
            "",
        ]
    return [
        *lines,
        "«Set back unseen»: the answer to an update was lost, and before the next run somebody set a field back to",
        "what it had been. That looks as if nothing had been written, and so it is written again.",
        "",
        f"Measured on {datetime.now(UTC).date()}: {machine()}; {minutes:.0f} minutes.",
        "",
        "Run it again with `make torture`, or `python -m benchmarks.torture` from the root; it writes this page.",
        "",
    ]
