"""Makes the plan's text harmless in GitLab, and brings it back: no quick action, mention, reference or markup in it.

Of a description only the plan block is touched: its body is put to sleep, its lines stay lines, its marker is hidden
in a comment. The staff's words pass through byte by byte. Titles have a form of their own, as long as the plan's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mappings import marker
from mappings.marker import normal
from mappings.signature import parted, signed
from mappings.wording import cut

TITLE_LIMIT = 255  # characters; what GitLab takes

_GAP = "\u200b"  # zero width: where it stands, no token is recognised
_JOINER = "\u2060"  # zero width too: after a look-alike, it tells that of the plan from that put in for another
_BREAK = "  "  # two spaces at the end: without them GitLab shows the next line as the rest of this one

# Where no gap helps, since GitLab takes it for a letter; and NUL, which GitLab refuses.
_IN_BLOCK = {"`": "ˋ", "*": "∗", "_": "ˍ", "~": "∼", "\0": "␀"}
# In titles that have no room left for gaps, characters are exchanged one for one.
_IN_TITLE = {"@": "ⓐ", "#": "♯", "!": "ǃ", "&": "＆", "$": "＄", "[": "⁅", ":": "∶", "-": "‐", "\0": "␀"} | {
    digit: chr(ord(digit) + 0xFEE0) for digit in "0123456789ABCDEFabcdef"
}
_LETTERS = "ǃ０-９Ａ-Ｆａ-ｆ"  # of those, what counts as a letter until a joiner stands behind it

_ADDRESS = 500  # characters; a longer one is left whole nowhere
_OBJECT = (  # what the pages of GitLab's own things are called: their addresses are references
    rf"(?:\S{{0,{_ADDRESS}}}/-/|[^/\s]+/[^/\s]+/\S{{0,{_ADDRESS}}}?/"
    r"(?:issues|work_items|merge_requests|commit|compare|snippets|milestones|epics"
    r"|iterations|vulnerabilities|alert_management|designs|wikis)/)"
)
_HOST = r"[^\W_](?:[^\W_]|-+(?=[^\W_]))*"
# Links and addresses are left whole: they are useful, and what was put into them would be copied with them.
_LINK = re.compile(
    rf"(?<![^\W_])https?://(?!\S{{{_ADDRESS}}})(?!{_OBJECT}){_HOST}(?:\.{_HOST})*(?::\d+)?(?![\w-])"
    r"(?:[/?](?:(?:[^\W_]|[.?=/-]|%[0-9A-Fa-f]{2}|(?<=[^\W_])_(?=[^\W_])|&(?!#?\w+;|\d))*(?:[^\W_]|/|%[0-9A-Fa-f]{2}))?)?"
    r"(?:#[A-Za-z](?:[^\W_]|[_-](?=[^\W_]))*)?"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._+-])(?!www\.)[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*"
    r"@[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*)+(?<=[A-Za-z])(?![\w@-]|\.\w)"
)
_GAPS = re.compile(
    r"^(?=[^\w\n«„“(]|_|\d{1,9}[.)](?!\S))"  # quick actions, lists, headings, tables, quotes, code by indentation
    r"|(?<=[\[{<\\])"  # links, wiki pages, footnotes, inline diffs, tags, escapes
    r"|(?<=\])(?=\()"  # links
    r"|(?<=@)(?=[A-Za-z0-9_.])|(?<=[#!])(?=\d)|(?<=&)(?=[#\w])"  # mentions, issues, merge requests, epics, entities
    r"|(?<=%)(?=[^ \t\n<])(?![.,;:)»!?]{1,4}(?:[ \t\n]|\Z))"  # milestones and placeholders
    r"|(?<=[A-Za-z0-9_.-])(?=>)"  # projects
    r"|(?<=:)(?=//|[A-Za-z0-9_+-]+:)|(?<=\bwww)(?=\.)",  # what is no plain link, emoji
    re.MULTILINE,
)
_CODE = re.compile(r"(?<![A-Za-z0-9_])(?=[0-9_]*[A-Za-z])[A-Za-z0-9_]+-(?=\d)")  # issues of GitLab, Jira and others
_COMMIT = re.compile(rf"(?<![^\W_{_LETTERS}])(?=\d*[A-Fa-f])[0-9A-Fa-f]{{7,40}}(?![^\W_{_LETTERS}])")
_PIECE = 6  # digits and letters, too few for a commit
_ASLEEP = re.compile(r"[`$\0*~_]")
_HARMLESS = re.compile(r"(?<=[^\W_])_+(?=[^\W_])|(?<![^ \t\n])(?:_+|\*+|~)(?![^ \t\n])")  # in a word, and by themselves
_TITLE = re.compile(
    rf"(?<![^\W{_LETTERS}])@(?=[A-Za-z0-9_.])|[#!$](?=\d)|&(?=[#\w])|\[(?=[a-z_]+:)|:(?=[A-Za-z0-9_+-]+:)|:(?=//"
    + _OBJECT
    + ")"
)
_FENCE = re.compile(rf"\s*({re.escape(marker.FENCE_OPEN)}|{re.escape(marker.FENCE_CLOSE)})\s*\\\s*")

_REAL = {alike: character for character, alike in _IN_BLOCK.items()}
_REAL_IN_TITLE = {alike: character for character, alike in _IN_TITLE.items()}
_MARKED_IN_TITLE = re.compile(f"([{''.join(_REAL_IN_TITLE)}]?)({_JOINER}*)")
_MARKED = re.compile(f"([{''.join(_REAL)}]){_JOINER}(?=(?:{_JOINER}{_JOINER})*(?!{_JOINER}))")


def still_block(description: str, plan_key: str) -> str:
    """The description as it is written: the plan's block made harmless, all else as it is."""
    lines = _lines(description)
    span = _span(lines, plan_key)
    if span is None:
        return "\n".join(lines)
    opening, *body, mark, closing = (line.rstrip() for line in lines[span.start : span.stop])
    inner = _still("\n".join(body)).split("\n")
    after = lines[span.stop : span.stop + 1]
    block = [_kept(opening, inner[:1]), *inner, _hidden(mark), _kept(closing, after)]
    return "\n".join([*lines[: span.start], *block, *lines[span.stop :]])


def wake_block(description: str, plan_key: str) -> str:
    """The description as the plan has it: what `still_block` did is undone.

    The marker counts in a comment, however it is spaced, and bare. Without a whole block nothing is changed.
    """
    lines = _lines(description)
    bare = [_bare(line, plan_key) for line in lines]
    span = _span(bare, plan_key)
    if span is None:
        return "\n".join(lines)
    opening, *body, mark, closing = (line.rstrip() for line in bare[span.start : span.stop])
    block = [opening, *_wake("\n".join(body)).split("\n"), mark, closing]
    return "\n".join([*lines[: span.start], *block, *lines[span.stop :]])


def with_block(stored: str, description: str, plan_key: str) -> str:
    """What to write where `stored` stands in GitLab and `description`, in the plan's form, is wanted.

    The block is exchanged and the staff's words stay byte by byte, unless it is they that are to be others.
    """
    block = marker.find_block(description, plan_key)
    if block is None:
        return still_block(description, plan_key)
    lines = _lines(stored)
    span = _span([_bare(line, plan_key) for line in lines], plan_key)
    if span is not None:
        wanted = [*lines[: span.start], block, *lines[span.stop :]]
    else:
        wanted = [block, "", *lines] if stored else [block]
    written = still_block("\n".join(wanted), plan_key)
    same = normal(wake_block(written, plan_key)) == normal(description)
    return written if same else still_block(description, plan_key)


def still_milestone(description: str, plan_key: str) -> str:
    """A milestone's description as it is written; its marker stands in no block. `find_key` reads it."""
    lines = normal(description).split("\n")
    marked = [_bare(line, plan_key) == line and marker.find_key(line, plan_key) is not None for line in lines]
    words = still("\n".join(line for line, is_mark in zip(lines, marked, strict=True) if not is_mark))
    marks = [_hidden(line) for line, is_mark in zip(lines, marked, strict=True) if is_mark]
    return "\n".join([*([words] if words else []), *marks])


def find_key(description: str, plan_key: str) -> str | None:
    """The key that a description is marked with for this plan, as in `mappings.marker`; also where it is hidden."""
    return marker.find_key("\n".join(_bare(line, plan_key) for line in _lines(description)), plan_key)


def still_comment(text: str) -> str:
    """A comment of Vekha's own as it is written: its words made harmless, its mark as it is."""
    words, its_mark = parted(text)
    return signed(still(words), its_mark) if its_mark else still(text)


def wake_comment(text: str) -> str:
    """A comment as it was given: what `still_comment` did is undone; anybody else's is left as it is."""
    words, its_mark = parted(text)
    return signed(wake(words), its_mark) if its_mark else text


def still_title(title: str, limit: int = TITLE_LIMIT) -> str:
    """A title as it is written, in at most `limit` characters; white space is folded as it is for the comparison.

    Each token in it that would act takes a gap, which is one character. Where they do not fit, look-alikes stand for
    characters, and the title is as long as the plan's, save for look-alikes already in that: each takes one more.
    Only where these leave no room is the title cut at a word; then it comes back otherwise than the plan has it.
    """
    title = " ".join(title.split())
    written = _still_title(title, exchanged=False)
    room = limit
    while len(written) > limit:
        written = _still_title(cut(title, room), exchanged=True)
        room -= 1
    return written


def wake_title(title: str) -> str:
    """The title that `still_title` was given, as far as it was not cut."""

    def woken(match: re.Match[str]) -> str:
        alike, joiners = match[1], len(match[2])
        real = alike if joiners % 2 else _REAL_IN_TITLE.get(alike, "")
        return real + _JOINER * (joiners // 2)

    return re.sub(f"{_GAP}({_GAP}?)", r"\1", _MARKED_IN_TITLE.sub(woken, title))


def still(text: str) -> str:
    """A text of which GitLab makes nothing but lines and plain links; `wake` brings it back in its normal form."""
    return _still(normal(text))


def wake(text: str) -> str:
    """The text that `still` was given, in its normal form."""
    return _wake(normal(text))


def _still(text: str) -> str:
    gaps = {match.start() for match in _GAPS.finditer(text)} | {match.end() for match in _CODE.finditer(text)}
    for match in _COMMIT.finditer(text):
        gaps.update(range(match.start() + _PIECE, match.end(), _PIECE))
    asleep = {match.start() for match in _ASLEEP.finditer(text)}
    for match in _HARMLESS.finditer(text):
        asleep.difference_update(range(*match.span()))
    for pattern in (_LINK, _MAIL):
        for match in pattern.finditer(text):
            gaps.difference_update(range(match.start() + 1, match.end()))
            asleep.difference_update(range(*match.span()))
    pieces = []
    for at, character in enumerate(text):
        if at in gaps and _GAP not in text[max(0, at - 1) : at + 1]:
            pieces.append(_GAP)
        if at in asleep:
            pieces.append(_IN_BLOCK[character] + _JOINER if character in _IN_BLOCK else f"\\{character}")
        else:
            pieces.append(character * 2 if character in (_GAP, _JOINER) else character)  # the plan's own are doubled
    if len(text) in gaps:
        pieces.append(_GAP)  # a backslash at the end would break the line and vanish
    lines = "".join(pieces).split("\n")
    return "\n".join(_kept(line, lines[number + 1 : number + 2]) for number, line in enumerate(lines))


def _wake(text: str) -> str:
    # GitLab's own editor ends lines with a backslash; the plan's are followed by a gap.
    text = re.sub(r"\\$", "", text, flags=re.MULTILINE)
    text = _MARKED.sub(lambda match: _REAL[match[1]], text.replace(r"\$", "$"))
    return re.sub(f"([{_GAP}{_JOINER}])(\\1?)", r"\2", text)


def _still_title(title: str, *, exchanged: bool) -> str:
    points = {match.start() for match in _TITLE.finditer(title)}
    points |= {match.end() - 1 for match in _CODE.finditer(title)}
    for match in _COMMIT.finditer(title):
        points.update(range(match.start() + _PIECE - 1, match.end() - 1, _PIECE))
    for match in _LINK.finditer(title):
        points.difference_update(range(*match.span()))
    pieces = []
    for at, character in enumerate(title):
        if character == "\0" or (exchanged and at in points):
            pieces.append(_IN_TITLE[character])
        else:
            own = _JOINER if character in _REAL_IN_TITLE else character if character in (_GAP, _JOINER) else ""
            pieces.append(character + own + (_GAP if at in points else ""))
    return "".join(pieces)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _span(lines: list[str], plan_key: str) -> range | None:
    """Where among the lines the first whole block of the plan stands."""
    block = marker.find_block("\n".join(lines), plan_key)
    if block is None:
        return None
    text = "\n".join(["", *(line.rstrip() for line in lines), ""])
    at = text.count("\n", 0, text.index(f"\n{block}\n"))
    return range(at, at + block.count("\n") + 1)


def _hidden(mark: str) -> str:
    return f"<!-- {mark.strip()} -->"


def _bare(line: str, plan_key: str) -> str:
    """The marker of a line that hides one, a fence without the line end of GitLab's editor; else the line as it is."""
    match = re.fullmatch(rf"\s*<!--\s*({re.escape(plan_key)}:[^\s:]+?)\s*-->\s*", line) or _FENCE.fullmatch(line)
    return match[1] if match else line


def _kept(line: str, after: Iterable[str]) -> str:
    """The line so ended that what comes after it begins a new one on the page, too."""
    line = line.rstrip()
    return line + _BREAK if line and "".join(after).strip() else line
