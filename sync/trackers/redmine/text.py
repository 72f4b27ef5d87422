"""Makes the plan's text harmless in Redmine, and brings it back: the markup and links of all three formats stay asleep.

Only Vekha's own comments and the body of the plan block are touched; fences, marker and the staff's words pass through
as they are. One form serves Textile, Markdown and CommonMark, whichever the administrator sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from mappings.marker import find_block, normal
from mappings.signature import parted, signed

_GAP = "\u200b"  # zero width: where it stands, no token is recognised
_JOINER = "\u2060"  # zero width too: after a look-alike, it says that the plan has the real character
# Where no gap helps: these need no boundary in one format or another, or take a gap for a letter.
_LOOK_ALIKE = {"`": "ˋ", "^": "ˆ", "*": "∗", "@": "＠", "_": "ˍ"}
_REAL = {alike: real for real, alike in _LOOK_ALIKE.items()}

# Links and addresses are left whole: they are useful, and a gap in them would be copied with them.
_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9.:?=/-]|%[0-9A-Fa-f]{2}|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|&(?!#?\w+;))*[A-Za-z0-9/]"
    r"|(?<![A-Za-z0-9._+-])(?!www\.)[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)+"
)
_GAPS = re.compile(
    r"^(?=[^A-ZА-ЯЁа-яё«„“\n])"  # lists, headings, tables, quotes, code by indentation, Textile's `h2.`
    r"|(?<=[#\[\]{<\\])"  # issues, macros, wiki pages, references, tags, escapes
    r"|(?<=&)(?=[#\w])|(?<=\S)(?=&)"  # entities, and an address before one
    r'|(?<=")(?=:)'  # Textile's links
    r"|(?<=~)(?=~)|(?<=\?)(?=\?)|(?<==)(?==)"  # struck through, cited, untouched text
    r"|(?<![^\s(>])(?=[-+_~%?!](?![ \t]))"  # Textile's phrases and images: they begin after a space, a bracket or a tag
    r"|(?<!\w)(?=_)"  # emphasis
    r"|(?=\|)|(?<=x)(?=%)|(?<=[A-Z0-9])(?=\()"  # cells, an escape of Textile's own, abbreviations
    r"|(?<=\br)(?=\d)"  # revisions
    r"|(?<=[,-])(?=!)",  # Redmine takes `!` away where a link might follow
    re.MULTILINE,
)
_LINK = re.compile(r"\b(?:attachment|commit|document|export|forum|message|news|project|source|user|version)(?=[:#@])")
_ASLEEP = re.compile(
    r"[`@]|[*^](?![ \t]|\Z)"
    r"|(?<![A-Za-z0-9_])_++(?=\S)|(?<=[A-Za-z0-9])_++(?=[^\w\s])|(?<=[A-Za-z0-9]_)_++(?=\S)"  # before a word or a sign
)
_WORD = re.compile(r"\S+")
_SITE = re.compile(r"\bwww\.")
_OWN = re.compile(f"[{_GAP}{_JOINER}]")
_MARKED = re.compile(f"([{''.join(_REAL)}]){_JOINER}(?=(?:{_JOINER}{_JOINER})*(?!{_JOINER}))")


def still_block(description: str, plan_key: str) -> str:
    """The description as it is written: the body of the plan's block made harmless, all else as it is."""
    return _in_block(description, plan_key, still)


@lru_cache(maxsize=8)  # an answer's description is compared, and then goes into the version
def wake_block(description: str, plan_key: str) -> str:
    """The description as the plan has it: what `still_block` did to the body is undone."""
    return _in_block(description, plan_key, wake)


def still_comment(text: str) -> str:
    """A comment of Vekha's own as it is written: its words made harmless, its mark as it is."""
    words, its_mark = parted(text)
    return signed(still(words), its_mark) if its_mark else still(text)


def wake_comment(text: str) -> str:
    """A comment as it was given: what `still_comment` did is undone; anybody else's is left as it is."""
    words, its_mark = parted(text)
    return signed(wake(normal(words)), its_mark) if its_mark else text


def still(text: str) -> str:
    """A text in which nothing acts in any of Redmine's formats; `wake` brings it back exactly."""
    whole = [match.span() for match in _ADDRESS.finditer(text)]
    gaps = {match.start() for match in _GAPS.finditer(text)}
    gaps |= {match.start() + 1 for match in _LINK.finditer(text)}
    gaps |= set(_sites_within_addresses(text))
    asleep = {at for match in _ASLEEP.finditer(text) for at in range(*match.span())}
    for start, end in whole:
        gaps.difference_update(range(start + 1, end))
        asleep.difference_update(range(start, end))
    own = {match.start() for match in _OWN.finditer(text)}
    pieces, done = [], 0
    for at in sorted((gaps | asleep | own) - {len(text)}):
        pieces.append(text[done:at])
        done = at
        if at in gaps and _GAP not in text[max(0, at - 1) : at + 1]:
            pieces.append(_GAP)
        if at in asleep:
            pieces += _LOOK_ALIKE[text[at]], _JOINER
            done += 1
        elif at in own:
            pieces.append(text[at])  # the plan's own, told apart by being doubled
    pieces.append(text[done:])
    if len(text) in gaps:
        pieces.append(_GAP)  # a backslash at the end would break the line and vanish
    return "".join(pieces)


def _sites_within_addresses(text: str) -> Iterator[int]:
    """Where a gap keeps Textile from making a link within a link: of `www.` in what is an address of mail, too."""
    if "www." in text and "@" in text:
        for word in _WORD.finditer(text):
            upto = text.rfind("@", *word.span())
            yield from (site.start() + 1 for site in _SITE.finditer(text, word.start(), max(upto, word.start())))


def wake(text: str) -> str:
    """The text that `still` was given."""
    real = _MARKED.sub(lambda match: _REAL[match[1]], text)
    return re.sub(f"([{_GAP}{_JOINER}])(\\1?)", r"\2", real)


def _in_block(description: str, plan_key: str, change: Callable[[str], str]) -> str:
    block = find_block(description, plan_key)
    if block is None:
        return description
    text = normal(description)
    before, _block, after = text.partition(block)
    opening, *body, mark, closing = block.split("\n")
    return before + "\n".join((opening, change("\n".join(body)), mark, closing)) + after
