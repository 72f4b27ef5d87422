"""The bundled mapping with more said in it, as an operator would: a key that stands there already is said anew."""

from __future__ import annotations

import re
from pathlib import Path

_FILE = Path(__file__).parents[2] / "mappings" / "megion-2021-2030" / "mapping.yaml"
_MEASURES = re.compile(r"^measures:\n(?:  .*\n)+", re.MULTILINE)


def bundled_mapping(text: str = "") -> str:
    """The bundled mapping and these lines; where they correct measures of their own, those stand alone."""
    bundled = _FILE.read_text(encoding="utf-8")
    return f"{_MEASURES.sub('', bundled) if 'measures:' in text else bundled}\n{text}\n"
