"""Twelve kinds of text that a stranger may write, each as long as is asked."""

from __future__ import annotations

# What is repeated, and what stands at the end: it is closed by nothing, or closes nothing.
KINDS: dict[str, tuple[str, str]] = {
    "blanks and line ends": (" \t \r\n\n\u00a0", "x"),
    "table rules": ("|---|---|\n", "|-"),
    "dashes": ("-", "\n- x"),
    "quotations": ("> ", "\n>x"),
    "brackets": ("[({«<", ">»})]("),
    "digits": ("1.234,5 ", "6/7"),
    "unseen signs": ("\u202e\u2060\u200b\u0301\ufeff\U0001f468\u200d", "x"),
    "tags": ("<a href='javascript:x'>&lt;&#x3c;<!--", "--><s"),
    "code and emphasis": ("```\n`_*~~__", "```_"),
    "steering signs": ("\x1b]0;x\x07\x1b[2J\x9b\x7f\ufffe", "\x1b["),
    "commands and formulas": ("=HYPERLINK(1);@all #1 /close {{include(x)}} www.a.https://a.\n", "=cmd|'/c'!A1"),
    "reports": ("Факт: , | Причина: (", "9"),
}


def hostile(kind: str, length: int) -> str:
    """A text of a kind, of so many characters."""
    piece, end = KINDS[kind]
    return (piece * (length // len(piece) + 1))[: length - len(end)] + end
