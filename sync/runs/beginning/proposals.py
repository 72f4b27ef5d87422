"""What is proposed for a plan: a key of small Latin letters and a short name, both made of its title."""

from __future__ import annotations

import re

from mappings.plan import Plan
from mappings.wording import clean

_KEY_LIMIT, _NAME_LIMIT = 60, 60  # characters, as the config has it
_WORDS = 3  # of the title that make a key
_SHORTEST = 4  # letters of a word that says something
_GENERAL = re.compile(
    r"план\w*|мероприяти\w*|дорожн\w*|карт[аы]|год\w*|реализаци\w*|проведени\w*|выполнени\w*|комплекс\w*|посвящ[её]\w*|"
    r"dedicated|action|plan|measures|roadmap|years?|with|from"
)
_ONE_FOR_ONE = dict(zip("абвгдеёзийклмнопрстуфыэіґ", "abvgdeeziyklmnoprstufyeig", strict=True))
_SEVERAL = {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "ї": "yi",
    "є": "ye",
}
_LETTERS = _ONE_FOR_ONE | _SEVERAL


def proposed_key(plan: Plan) -> str:
    """A key such as «razvitiya-bibliotek-goroda-2021-2030»; `plan` where the title gives nothing."""
    words = (word for word in re.findall(r"[^\W\d_]+", clean(plan.title).lower()) if not _GENERAL.fullmatch(word))
    years = [str(year) for year in dict.fromkeys((plan.start_year, plan.end_year)) if year is not None]
    telling = [word for word in map(_latin, words) if len(word) >= _SHORTEST][:_WORDS]
    while telling and len("-".join([*telling, *years])) > _KEY_LIMIT:
        telling.pop()
    return "-".join([*(telling or ["plan"]), *years])


def proposed_name(plan: Plan) -> str:
    """The title, or as many whole words of its beginning as a subject has room for; empty where there is none."""
    title = " ".join("".join(sign for sign in clean(plan.title) if sign.isprintable()).split())
    if len(title) <= _NAME_LIMIT:
        return title
    whole = title[: _NAME_LIMIT + 1].rpartition(" ")[0] or title[:_NAME_LIMIT]
    return whole.rstrip(" ,;:(«–—-")


def _latin(word: str) -> str:
    return "".join(sign if sign.isascii() else _LETTERS.get(sign, "") for sign in word)
