"""A small model, for tests, of what GitLab does with the text of an issue: what it runs, stores, links and renders.

Every function names the file of GitLab's source that it stands for. Where versions differ the model takes the one in
which more happens; it looks nothing up, so whatever could be somebody's name or number counts as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# doc/user/project/quick_actions.md: all of them, whatever they need of a licence or a kind of object.
COMMANDS = (
    *(
        "add_child",
        "add_contacts",
        "add_email",
        "approve",
        "assign",
        "assign_reviewer",
        "award",
        "blocked_by",
        "blocks",
    ),
    *("board_move", "checkin_reminder", "clear_health_status", "clear_weight", "clone", "close", "confidential"),
    *("convert_to_ticket", "copy_metadata", "create_merge_request", "done", "draft", "due", "duplicate", "epic"),
    *("estimate", "estimate_time", "health_status", "invite_email", "iteration", "label", "labels", "link", "lock"),
    *("merge", "milestone", "move", "page", "parent_epic", "promote", "promote_to", "promote_to_incident", "publish"),
    *("react", "ready", "reassign", "reassign_reviewer", "rebase", "relabel", "relate", "remove_child"),
    *("remove_contacts", "remove_due_date", "remove_email", "remove_epic", "remove_estimate", "remove_iteration"),
    *("remove_label", "remove_milestone", "remove_parent", "remove_parent_epic", "remove_time_estimate"),
    *("remove_time_spent", "remove_zoom", "reopen", "request_review", "requires_checkin", "reviewer", "set_parent"),
    *("severity", "shrug", "spend", "spend_time", "spent", "status", "submit_review", "subscribe", "tableflip", "tag"),
    *("target_branch", "timeline", "title", "todo", "type", "unapprove", "unassign", "unassign_reviewer", "unblock"),
    *("unlabel", "unlink", "unlock", "unrelate", "unsubscribe", "weight", "wip", "zoom"),
)
_STRIPPED = " \t\n\v\f\r\0"  # what Ruby's `strip` takes away
_COMMAND = re.compile(
    r"(?P<code>`.+?`)|(?P<html>^<[^>]+?>\n.+?\n</[^>]+?>$)"
    rf"|^/(?P<cmd>{'|'.join(COMMANDS)})(?:[ ](?P<arg>[^\n]*))?(?:[ \t\v\f\r\n]*\n|\Z|(?=\n))",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)

_NAMESPACE = r"(?:[A-Za-z0-9_.][A-Za-z0-9_.-]*[A-Za-z0-9_-]|[A-Za-z0-9_])"  # lib/gitlab/path_regex.rb
_USER = re.compile(rf"(?<!\w)@({_NAMESPACE}(?:/{_NAMESPACE})*)")
_EVERYWHERE = re.compile(
    r"(?:#|GL-)\d+"  # issues
    r"|!\d+"  # merge requests
    r"|\$\d+"  # snippets
    r"|\[[a-z_]+:[^\]\s]+"  # vulnerabilities, work items, epics, contacts, feature flags, wiki pages
    r"|(?<!\w)(?=\d*[A-Fa-f])[0-9A-Fa-f]{7,40}(?!\w)"  # commits
    r"|(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9_]*-\d+"  # issues of Jira, YouTrack and their like
    r"|:[A-Za-z0-9_+-]+:"  # emoji
    r"|&\d+",  # epics
)
_IN_DESCRIPTIONS = re.compile(
    r"~(?:[A-Za-z0-9_?.&:-]|\".+?\")"  # labels
    r"|%(?!\u200b)(?:[^\" \t\n\r\f\v<]*\w|\"[^\"]+\"|\{\w)"  # milestones (none is named for a gap), placeholders
    r"|[A-Za-z0-9_][A-Za-z0-9_.-]*>"  # projects
    r"|\[\+.*?\+\]|\{\+.*?\+\}|\[-.*?-\]|\{-.*?-\}"  # inline diffs
    r"|\[\[.*?\]\]|\[TOC\]"  # wiki pages, tables of contents
)
# `link_reference_pattern` in app/models/concerns/referable.rb: addresses of GitLab's own objects.
_OBJECT = re.compile(
    r"\S+/-/\S+"
    r"|[a-z]+://[^/\s]+/[^/\s]+/[^\s]+?/(?:issues|work_items|merge_requests|commit|compare|snippets|milestones|epics"
    r"|iterations|vulnerabilities|alert_management|designs|wikis)/\S+"
)
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
# comrak's `autolink` and `relaxed_autolinks`, in their strict part: nothing else is sure to become a link.
_AUTOLINK = re.compile(
    rf"(?<![^\W_])https?://{_LABEL}(?:\.{_LABEL})*(?::\d+)?(?![\w-])(?:[/?#.,;:!)»\"'][^\s<]*)?"
    r"|(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]+@(?:[A-Za-z0-9_-]+\.)+[A-Za-z0-9_-]*[A-Za-z](?![A-Za-z0-9_-])"
)
_TITLE_LINK = re.compile(r"[a-z][a-z0-9+.-]+://[^\s>]+")  # lib/banzai/filter/autolink_filter.rb
_EXTRAS = {
    "footnote": re.compile(r"\[\^[^\]\s]+\]"),
    "math": re.compile(r"\$\$.+?\$\$|\$(?![\s$])[^$]*(?<!\s)\$(?!\d)", re.DOTALL),
    "strike": re.compile(r"(?<!~)~(?![\s~]).*?(?<!\s)~(?!~)", re.DOTALL),
}
_LINES = {
    "description list": re.compile(r"^[ ]{0,3}:[ \t]", re.MULTILINE),
    "include": re.compile(r"^::include\{", re.MULTILINE),
    "quote fence": re.compile(r"^[ ]{0,3}>>>", re.MULTILINE),
    "front matter": re.compile(r"\A\s*(?:---|\+\+\+|;;;)[^\n]*\n"),
}
_PLAIN = {"inline", "paragraph_open", "text", "text_special", "softbreak", "hardbreak"}
_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)


def run_quick_actions(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What is stored of a description or a comment, and the quick actions in it, each with its argument.

    lib/gitlab/quick_actions/extractor.rb, lib/banzai/filter/quick_action_filter.rb: commands are looked for in the
    paragraphs at the top of the Markdown tree, so not in code, quotes, lists, tables or HTML; there they stand at the
    very start of a line, outside code spans. They are taken out. What `/shrug` and `/tableflip` put in is left out.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", text.replace("\r", ""))
    actions: list[tuple[str, str]] = []

    def taken(match: re.Match[str]) -> str:
        if match["cmd"] is None:
            return match.group()
        actions.append((match["cmd"].lower(), (match["arg"] or "").strip(_STRIPPED)))
        return ""

    for first, end in _paragraphs_with_commands("".join(lines)):
        last = end + 1 if lines[end : end + 1] == ["\n"] else end
        paragraph = _COMMAND.sub(taken, "".join(lines[first:last]))
        lines[first:last] = [paragraph, *[""] * (last - first - 1)]
    return "".join(lines).rstrip(_STRIPPED), actions


def stored(text: str) -> str:
    r"""A description as it comes back, quick actions apart: lib/gitlab/quick_actions/extractor.rb.

    Every `\r` goes, also one that stands alone, and so does the white space at the very end.
    """
    return text.replace("\r", "").rstrip(_STRIPPED)


def stored_title(title: str) -> str:
    """A title as it comes back: `strip_attributes! :title` in app/models/concerns/issuable.rb."""
    return title.strip(_STRIPPED)


def mentions(text: str, *, title: bool = False) -> list[str]:
    """The users and groups that a text notifies, `all` among them.

    app/models/user.rb (`reference_pattern`), lib/banzai/filter/references/user_reference_filter.rb: looked for in
    the rendered text outside code, links and escaped characters. Titles are no Markdown
    (lib/banzai/pipeline/single_line_pipeline.rb), so in them nothing but a link keeps a name from being one.
    """
    return [match[1] for node in _nodes(text, title=title) for match in _USER.finditer(node)]


def references(text: str, *, title: bool = False) -> list[str]:
    """Everything that becomes a link to something of GitLab's, or a picture, beyond Markdown itself.

    `reference_pattern` in app/models (issue, work_item, merge_request, milestone, label, snippet, commit, project),
    `jira_issue_key_regex` in lib/gitlab/regex.rb, emoji_filter.rb and inline_diff_filter.rb in lib/banzai/filter;
    titles know fewer (lib/banzai/pipeline/single_line_pipeline.rb). Of commits a number alone counts as none: that
    one begins with just the digits of a figure is one chance in millions.
    """
    nodes = _nodes(text, title=title)
    patterns = [_EVERYWHERE] if title else [_EVERYWHERE, _IN_DESCRIPTIONS]
    found = [match.group() for node in nodes for pattern in patterns for match in pattern.finditer(node)]
    pattern = _TITLE_LINK if title else _AUTOLINK
    links = [link.group() for node in _texts(text, title=title) for link in pattern.finditer(node)]
    return found + [link for link in links if _OBJECT.match(link)]


def structure(text: str) -> list[str]:
    """What Markdown makes of a description beyond paragraphs, lines and plain links; empty for plain prose.

    lib/banzai/filter/markdown_engines/glfm_markdown.rb (`OPTIONS`): CommonMark with tables, strikethrough, footnotes,
    tasks, alerts, description lists, math and block quotes of many lines; and lib/banzai/filter/front_matter_filter.rb,
    include_filter.rb. HTML comments count as nothing, nor do backslashes before dollars: nothing is seen of them.
    """
    tokens = [one for token in _MARKDOWN.parse(text) for one in (token, *(token.children or ()))]
    kinds = [one.type for one in tokens if one.type not in _PLAIN and one.nesting >= 0 and not _is_comment(one)]
    escapes = [one.content for one in tokens if one.type == "text_special" and one.content != one.markup != r"\$"]
    extras = [name for name, pattern in _EXTRAS.items() for node in _texts(text) if pattern.search(node)]
    return kinds + escapes + extras + [name for name, pattern in _LINES.items() if pattern.search(text)]


def lines_shown(text: str) -> list[str]:
    """The lines that a reader sees of a description, an empty one between paragraphs.

    doc/user/markdown.md, "Newlines", and `hardbreaks: false` in glfm_markdown.rb: a line end is none on the page
    unless two spaces or a backslash stand before it.
    """
    return _Page(render(text)).lines


def render(text: str) -> str:
    """The page of a description, for looking at it."""
    return str(_MARKDOWN.render(text))


def _nodes(text: str, *, title: bool) -> list[str]:
    """The pieces of text that references are looked for in; what is a link by itself is cut out."""
    link = _TITLE_LINK if title else _AUTOLINK
    return [piece for node in _texts(text, title=title) for piece in link.sub("\0", node).split("\0")]


def _texts(text: str, *, title: bool = False) -> list[str]:
    return [text] if title else _Page(render(text)).nodes


def _paragraphs_with_commands(text: str) -> Iterator[tuple[int, int]]:
    """First and last line of the paragraphs, as in `range`; lines between two `>>>` are a quote."""
    quoted = [index for index, line in enumerate(text.split("\n")) if line.rstrip() == ">>>"]
    within = [range(first, last) for first, last in zip(quoted[::2], quoted[1::2], strict=False)]
    tokens = _MARKDOWN.parse(text)
    for before, token in pairwise(tokens):
        if before.type != "paragraph_open" or before.level or before.map is None:
            continue
        starts = any(child.type == "text" and child.content.startswith("/") for child in token.children or ())
        if starts and not any(before.map[0] in lines for lines in within):
            yield before.map[0], before.map[1]


def _is_comment(token: Token) -> bool:
    return token.type in ("html_block", "html_inline") and _COMMENT.fullmatch(token.content) is not None


def _escaped(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    """lib/banzai/filter/markdown_engines/glfm_markdown.rb: `escaped_char_spans`, `only_escape_chars`."""
    character = tokens[index].content
    shown = character.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kept = tokens[index].info == "escape" and character in "$%#&@!~^:"
    return f"<span data-escaped-char>{shown}</span>" if kept else shown


class _Page(HTMLParser):
    """The texts of a rendered page that filters look at, tag by tag, and the lines that a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[str] = []
        self._closed: list[str] = []
        self._line = ""
        self._within: list[str] = []
        self.feed(page)
        self.close()
        self.lines = [" ".join(line.split()) for line in "\n".join([*self._closed, self._line]).strip().split("\n")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "br":
            self._end_line()
        else:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass
        if tag == "p":
            self._end_line()
            self._closed.append("")

    def handle_data(self, data: str) -> None:
        self._line += data.replace("\n", " ")
        if not {"pre", "code", "a", "style"} & set(self._within):
            self.nodes.append(data)

    def _end_line(self) -> None:
        self._closed.append(self._line)
        self._line = ""


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
_MARKDOWN.add_render_rule("text_special", _escaped)
