"""The process in which an operator's own templates of letters are rendered: one letter in, its texts out.

In come the templates, the language and the letter as JSON; out goes `{"texts"}` by template, or `{"template", "line",
"reason"}` where one fails on the letter.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import jinja2

from mappings import language
from mappings.apart.limits import TooSlow, bound, give, take_back
from mappings.apart.templates import FAULTS, Broken, Sandbox, line_of, reason_of
from mappings.language import gettext as _
from notify.letters.rendering import environment_of

MEMORY = 120_000_000  # bytes of data, of which the program itself needs some 30 MB
SECONDS = 1.0  # of computing for one text, which takes a twentieth of it
LETTER_LIMIT = 1_000_000  # characters; mail programs cut a letter at a tenth of it


def main() -> None:
    """Render what comes in."""
    order = json.loads(sys.stdin.buffer.read())
    bound(MEMORY)
    language.use(order["language"])
    answer = texts_of(order["sources"], order["letter"])
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()


def texts_of(sources: dict[str, str], letter: dict[str, Any]) -> dict[str, object]:
    """The text of each template, or what is wrong with the first that is broken."""
    texts = {}
    for name, source in sources.items():
        try:
            give(SECONDS)
            texts[name] = _text(name, source, letter)
        except Broken as broken:
            return {"template": name, "line": broken.line, "reason": broken.reason}
        except TooSlow as late:
            return {"template": name, "line": 0, "reason": reason_of(late)}
        finally:
            take_back()
    return {"texts": texts}


def _text(name: str, source: str, letter: dict[str, Any]) -> str:
    environment = environment_of(Sandbox, jinja2.DictLoader({name: source}))
    try:
        template = environment.get_template(name)
    except jinja2.TemplateSyntaxError as error:
        raise Broken(error.lineno, str(error.message)) from None
    except FAULTS as error:
        raise Broken(0, reason_of(error)) from None
    pieces, size = [], 0
    try:
        for piece in template.generate(letter):
            size += len(piece)
            if size > LETTER_LIMIT:
                raise Broken(0, _("it makes more than {limit} characters").format(limit=LETTER_LIMIT))
            pieces.append(piece)
        text = "".join(pieces)
        text.encode()  # a half of a pair is no character
    except FAULTS as error:
        raise Broken(line_of(error, template), reason_of(error)) from None
    return text


if __name__ == "__main__":
    main()
