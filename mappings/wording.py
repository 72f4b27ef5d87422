"""How texts, days and numbers are worded wherever they are shown: clean lines, cut titles, dates, quiet headings.

Pure functions; a date and a number are in the active language. They do not choose what is shown.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mappings.language import gettext as _
from mappings.language import pgettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mappings.plan import Extension, Plan

_SHOUTING = 0.7  # the share of capitals above which a heading is set in capitals
_SHORT_WORD = 3  # an unknown word of capitals no longer than this is taken for an abbreviation
_SMALL = re.compile(  # short words that are no abbreviations even where the plan's text does not use them
    "а|без|бы|в|во|вне|для|до|же|за|и|из|или|им|их|к|как|ко|ли|на|над|не|ни|но|о|об|обо|от|по|под|при|про|с|со|то|у|что"
    "|a|an|and|as|at|by|for|in|of|on|or|the|to"
)

_THIN = "\u202f"  # a narrow space that does not break
_ACTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")  # a spreadsheet takes what begins so for a formula

_NO_CHARACTERS = "\ufffe\uffff"  # which XML does not take
_INSTEAD = {"Cc": " ", "Cf": "", "Cs": ""}  # controls, invisible format and direction marks, halves of a pair
_SHOWN_INSTEAD = {"Cc": "\ufffd", "Cf": "", "Cs": "\ufffd", "Zl": " ", "Zp": " "}  # where lines and blanks stay
# What a cut leaves hanging: punctuation and a preposition or a conjunction, but neither initials nor abbreviations.
_HANGING = frozenset(",;:–—(«-")
_SHORT = re.compile(r"(?<=[\s(«])[а-яёa-z]{1,2}\Z")  # at the end of the few characters that it is looked for in
_TRAILING = " ,.;:–—-(«"
_FIRST = re.compile(r"^\W*\w")
_WORD = re.compile(r"[^\W\d_]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;«\"(]\s*)[^\W\d_]+")


def clean(text: str) -> str:
    """The text on one line: nothing in it steers a terminal, turns the direction of reading or cannot be seen."""
    if text.isprintable():  # as nearly all are: then there is nothing of the kind in it
        return " ".join(text.split())
    return " ".join("".join(_kept(char, _INSTEAD) for char in text).split())


def harmless(text: str) -> str:
    """The text with its lines, blanks and tabs: nothing in it steers a terminal or turns the direction of reading.

    Where a control stood, a mark is left to be seen; what cannot be seen goes.
    """
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char if char in "\n\t" else _kept(char, _SHOWN_INSTEAD) for char in lines)


def in_cell(text: str) -> str:
    """The text as a cell of a spreadsheet may hold it: a sign goes before what would act as a formula."""
    return f"'{text}" if text.startswith(_ACTS) else text


def on_page(value: Any) -> Any:
    """What a template is to print, a text as `harmless`; what was made fit for HTML already stays marked as that."""
    return type(value)(harmless(value)) if isinstance(value, str) and not value.isprintable() else value


def _kept(char: str, instead: Mapping[str, str]) -> str:
    return "" if char in _NO_CHARACTERS else instead.get(unicodedata.category(char), char)


def fold(text: str) -> str:
    """The text without signs that cannot be seen, every run of white space as one blank and none at the ends."""
    return " ".join(_UNSEEN.sub("", text).split())


def folded(name: str) -> str:
    """A name in the form in which names of people and things are compared: `fold`, whatever the case of its letters."""
    return fold(name).casefold()


def cut(text: str, limit: int) -> str:
    """The text in at most `limit` characters, cut at a word where that leaves most of it."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    head = text[: limit - 1]
    at_word = head if text[limit - 1].isspace() else head.rpartition(" ")[0]
    wholes = (_without_hanging(at_word), at_word)
    kept = next((whole for whole in wholes if len(whole) > limit // 2), head)
    return kept.rstrip(_TRAILING) + "…"


def _without_hanging(text: str) -> str:
    """The text without what a cut leaves hanging: punctuation, a preposition or a conjunction at its end.

    Neither initials nor abbreviations are taken for such words.
    """
    end = len(text)
    while end:
        short = _SHORT.search(text[max(0, end - 3) : end])
        if short:
            end -= len(short.group())
        elif text[end - 1].isspace() or text[end - 1] in _HANGING:
            end -= 1
        else:
            break
    return text[:end]


def day(when: date) -> str:
    """A date as people write it."""
    return _("{day:%Y-%m-%d}").format(day=when)


def extended(extensions: Sequence[Extension]) -> str:
    """From which day to which a deadline was extended, step by step, and by which orders; "" where it was not."""
    if not extensions:
        return ""
    steps = [
        _("to {day} ({order})").format(
            day=day(one.until), order=", ".join(filter(None, (clean(one.by), clean(one.order))))
        )
        for one in extensions
    ]
    return _("Extended from {day} {steps}").format(day=day(extensions[0].before), steps=", ".join(steps))


def moment(when: datetime) -> str:
    """A date, a time and the zone's distance from UTC, for an aware moment."""
    minutes = int((when.utcoffset() or timedelta(0)).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    zone = f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    return _("{day} {time} ({zone})").format(day=day(when), time=f"{when:%H:%M}", zone=zone)


def number(value: Decimal | None) -> str:
    """A number as people write it, thousands set apart; a dash where there is none."""
    if value is None:
        return "—"
    shown = format(value.normalize() if value else Decimal(0), ",f").replace("-", "−")
    return shown.replace(",", _THIN).replace(".", pgettext("decimal mark", "."))


def percent(value: Decimal | None) -> str:
    """A percent with its sign; a dash where there is none."""
    return "—" if value is None else pgettext("percent", "{n}%").format(n=number(value))


def section_headings(plan: Plan) -> dict[str, str]:
    """What stands above the measures of each section, by its key; nothing where the sections tell nothing apart."""
    titles = section_titles(plan)
    if not plan.is_sectioned:
        return dict.fromkeys(titles, "")
    return {key: f"{key}. {title}" if title else key for key, title in titles.items()}


def section_titles(plan: Plan) -> dict[str, str]:
    """The titles of the plan's sections by key, clean and without capitals."""
    known = known_words(plan)
    return {section.key: unshout(clean(section.title), known) for section in plan.sections}


def known_words(plan: Plan) -> dict[str, str]:
    """How the plan's own running text writes each word: a small letter anywhere wins over a capital.

    Words that open a sentence are left out, since their capital says nothing.
    """
    known: dict[str, str] = {}
    for word in _running_words(plan):
        folded = word.casefold()
        if word == folded or folded not in known:
            known[folded] = word
    return known


def unshout(title: str, known: Mapping[str, str]) -> str:
    """A heading set in capitals as a sentence, each word as the plan's running text writes it."""
    letters = [char for char in title if char.isalpha()]
    if sum(char.isupper() for char in letters) <= len(letters) * _SHOUTING:
        return title
    quiet = _WORD.sub(lambda match: _quiet_word(match.group(), known), title)
    return _FIRST.sub(lambda match: match.group().upper(), quiet)


def _quiet_word(word: str, known: Mapping[str, str]) -> str:
    small = word.lower()
    kept = word if len(word) <= _SHORT_WORD and not _SMALL.fullmatch(small) else small
    return known.get(word.casefold(), kept)


def _running_words(plan: Plan) -> Iterator[str]:
    texts = [group.title for group in plan.groups]
    for measure in plan.measures:
        texts += (measure.title, measure.target_text, *measure.executors)
    for text in texts:
        yield from _WORD.findall(_SENTENCE_START.sub(" ", text))
