"""Which figures that cannot be read their authors are asked about, in the issue itself, and in which words.

Decides who is asked what: of each issue the newest such figure, once, and never of what was written before this
version's first pull. The question is a change like any other, shown by `vekha diff` and made by `vekha sync`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice

from mappings.language import N_, catalogue
from mappings.progress import FigureLine, Report, Status
from mappings.signature import mark_of
from mappings.wording import clean, cut
from sync.difference.bases import Remembered
from sync.difference.changeset import Change
from sync.difference.comments import open_comments, question
from sync.memory import Memory
from sync.runs.inputs import Inputs
from sync.runs.reported import author_of, read_report
from sync.tracker import ActualIssue, TakesComments, Tracker

RUN_LIMIT = 20  # questions in one run: whoever has many issues is not flooded with mails
_SHOWN = 60  # characters of what was written
_WITHDRAWS = frozenset({"нет", "нет данных", "", "no", "none", "no data", "n/a"})  # said on purpose

_NAMED = N_("{author}, the figure «{text}» could not be read, so it does not count yet.")
_UNNAMED = N_("The figure «{text}» could not be read, so it does not count yet.")
_MEND = N_("Please write it in a new comment, on a line of its own: «{example}».")


def questions(
    inputs: Inputs, tracker: Tracker, memory: Memory, issues: Mapping[str, ActualIssue]
) -> tuple[Change, ...]:
    """The comments that ask, as changes; none where the config says so or the tracker takes no comments."""
    if not inputs.config.reported.answer or memory.asks_since is None or not isinstance(tracker, TakesComments):
        return ()
    return tuple(islice(_asked(inputs, tracker, memory, issues), RUN_LIMIT))


def _asked(inputs: Inputs, tracker: Tracker, memory: Memory, issues: Mapping[str, ActualIssue]) -> Iterator[Change]:
    capabilities = tracker.capabilities
    in_flight, held = timedelta(seconds=capabilities.in_flight_seconds), timedelta(seconds=capabilities.held_seconds)
    remembered = Remembered(memory, in_flight=in_flight, held=held, now=inputs.clock())
    coming = {intent.key for intent in open_comments(memory, remembered)[0]}
    counts = {
        key: len(measure.indicators)
        for measure in inputs.plan.measures
        for key in (measure.key, *(deadline.key for deadline in measure.deadlines))
    }
    for key, issue in issues.items():
        if key not in counts or key in coming:
            continue
        report, _unread = read_report(issue, inputs.mapping, markup=capabilities.markup, indicators=counts[key])
        if report.status is Status.CANCELLED:
            continue
        for line in _unclear(report, issue, memory):
            example = f"{_word(inputs)} {line.indicator}: 9" if counts[key] > 1 else f"{_word(inputs)}: 9"
            about = f"{line.indicator}\n{line.text}"
            text = _text(line, example, inputs.mapping.language)
            said = question(text, about, issue, plan_key=inputs.config.plan.key, memory=memory)
            if said is not None:
                yield Change("comment", "issue", key, {"comment": said}, actual=issue)
                break


def _unclear(report: Report, issue: ActualIssue, memory: Memory) -> Iterator[FigureLine]:
    """The lines that cannot be read and that nobody has corrected, the newest first, where somebody may be asked."""
    ours = {(author_of(one), one.at) for one in issue.comments if mark_of(one.text)}
    for line in sorted(report.unread_lines, key=lambda one: one.at, reverse=True):
        fresh = memory.asks_since is not None and line.at > memory.asks_since
        withdrawn = clean(line.text).casefold().strip(" .—–-") in _WITHDRAWS
        if fresh and not withdrawn and (line.author, line.at) not in ours:
            yield line


def _text(line: FigureLine, example: str, language: str) -> str:
    """The question in the language of the plan's mapping, as everything else that stands in the issue."""
    speak = catalogue(language).gettext
    author, written = clean(line.author), cut(clean(line.text), _SHOWN)
    told = speak(_NAMED) if author else speak(_UNNAMED)
    return f"{told.format(author=author, text=written)}\n{speak(_MEND).format(example=example)}"


def _word(inputs: Inputs) -> str:
    return "Факт" if inputs.mapping.language == "ru" else "Fact"
