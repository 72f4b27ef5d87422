"""Small numbers as plans write them: in figures, in words, and as roman numerals typed with look-alike letters.

Decides which number a word stands for, and nothing about what it counts.
"""

from __future__ import annotations

import re

_WORDS = {
    1: r"од(?:ин|на|но|ного|ной|ну|ним|ному|ном)|one|once",
    2: r"дв(?:а|е|ух|умя|ум|уме)|two|twice",
    3: r"тр(?:и|ех|емя|ем)|three",
    4: r"четыр(?:е|ех|ьмя|ем)|four",
    5: r"пят(?:ь|и|ью)|five",
    6: r"шест(?:ь|и|ью)|six",
    7: r"сем(?:ь|и|ью)|seven",
    8: r"вос(?:емь|ьми|емью)|eight",
    9: r"девят(?:ь|и|ью)|nine",
    10: r"десят(?:ь|и|ью)|ten",
    11: r"одиннадцат(?:ь|и|ью)|eleven",
    12: r"двенадцат(?:ь|и|ью)|twelve",
    15: r"пятнадцат(?:ь|и|ью)|fifteen",
    20: r"двадцат(?:ь|и|ью)|twenty",
    30: r"тридцат(?:ь|и|ью)|thirty",
}
_KNOWN = {number: re.compile(words) for number, words in _WORDS.items()}
NUMBER_WORD = rf"(?:{'|'.join(_WORDS.values())})"
SMALL_NUMBER = rf"(?:[0-9]{{1,2}}|{NUMBER_WORD})(?: ?\([^()]{{1,20}}\))?(?:-?(?:х|ти|го)\b)?"

_ORDINALS = {
    1: r"перв\w{2,3}|first|1st",
    2: r"втор\w{2,3}|second|2nd",
    3: r"трет\w{2,4}|third|3rd",
    4: r"четверт\w{2,3}|fourth|4th",
}
_KNOWN_ORDINALS = {number: re.compile(words) for number, words in _ORDINALS.items()}
# Roman numerals up to VIII, with the Cyrillic letters, the figure and the sign that are typed for them.
_SIGNS = str.maketrans({"і": "i", "l": "i", "|": "i", "1": "i", "у": "v", "y": "v", "п": "ii", "ш": "iii"})
LOOKALIKE_ROMAN = r"(?<![^\W\d_])(?:[1il|і][уyv]|п|ш|l{1,3}|\|{1,3})(?![^\W\d_])(?<!iv)(?<!іv)"
ORDINAL = (
    rf"(?:{'|'.join(_ORDINALS.values())}|(?<!\w)(?:[iіvl|]{{1,4}}|[1iіl|][уyv]|п|ш)(?![^\W\d_])|(?<!\w)[0-9](?![0-9]))"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "iiii": 4}


def ordinal(text: str) -> int:
    """The number of an ordinal in small letters; 0 where it is none."""
    bare = re.match(ORDINAL, text)
    word = bare.group() if bare else ""
    if word.isdecimal():
        return int(word)
    known = next((number for number, words in _KNOWN_ORDINALS.items() if words.fullmatch(word)), None)
    return known if known is not None else _ROMAN.get(word.translate(_SIGNS), 0)


def small_number(text: str | None) -> int:
    """The number that figures or a word in small letters stand for; one where there is none."""
    if not text:
        return 1
    figures = re.match(r"[0-9]+", text)
    if figures:
        return int(figures.group())
    word = re.match(r"[^\W\d_]+", text)
    return next((number for number, words in _KNOWN.items() if word and words.fullmatch(word.group())), 1)
