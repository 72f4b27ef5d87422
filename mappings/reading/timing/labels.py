"""Words beside years: whether they only say what is due then, as in «разработка - 2024 год, внедрение - 2025 год».

Any other words may change what the years mean.
"""

from __future__ import annotations

import re

from mappings.reading.timing.tokens import Kind, Token

# W words, X others that are no timing, Y a date, D what parts the two, C what parts such pairs
_SIGNS = {Kind.DASH: "D", Kind.COMMA: "C", Kind.NOTE: "", Kind.TO: "", Kind.FROM: "", Kind.SMALL: ""}
_LABELLED = re.compile(r"(?:W(?:C?W)*D+Y(?:DY)*C*)+|(?:Y(?:DY)*D+W(?:C?W)*C*)+")


def only_labels(tokens: list[Token]) -> bool:
    """Whether all words are notes in brackets, or stand beside a dash or a colon."""
    signs = "".join(map(_sign, tokens))
    return not {"W", "X"} & set(signs) or _LABELLED.fullmatch(signs) is not None


def _sign(token: Token) -> str:
    if token.kind is Kind.WORD:
        return "W" if token.text.isalpha() else "X"
    return "D" if token.kind is Kind.SMALL and ":" in token.text else _SIGNS.get(token.kind, "Y")
