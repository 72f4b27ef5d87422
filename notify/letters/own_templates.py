"""An operator's own templates of letters: where they lie, and how a letter is rendered by them in a process of its own.

What a template takes there, nothing here misses. A broken one is told before anybody is told anything: what it makes of
a sample is looked at first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from mappings import language
from mappings.apart.starting import run
from mappings.apart.templates import Broken, template_text
from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import printable
from notify.letters.letter import Letter
from notify.letters.rendering import HTML, TEXT, rendered
from notify.letters.sample import sample_letter

WAIT = 30  # seconds for one letter; the process's own limits end it long before, however busy the machine is

_RENDERER = "notify.letters.template_process"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Texts(_Said):
    texts: dict[str, str]


class _Fault(_Said):
    template: str
    line: int
    reason: str


_ANSWER: TypeAdapter[_Texts | _Fault] = TypeAdapter(_Texts | _Fault)


@dataclass(frozen=True)
class OwnTemplates:
    """The templates of a folder by their names, `digest.txt` and `digest.html`, or one of the two."""

    folder: Path
    sources: Mapping[str, str]

    def __call__(self, letter: Letter) -> tuple[str, str]:
        """The text and the HTML of a letter, what has no template of one's own by that of the program.

        Raises `ConfigError` where a template is broken, or `ProcessFailed`.
        """
        order = {"sources": self.sources, "language": language.active(), "letter": asdict(letter)}
        answered = run(_RENDERER, json.dumps(order).encode(), wait=WAIT)
        try:
            answer = _ANSWER.validate_json(answered)
        except ValidationError:
            reason = _("it takes more time or memory than a text may")
            raise _broken(self.folder / next(iter(self.sources)), 0, reason) from None
        if isinstance(answer, _Fault):
            raise _broken(self.folder / answer.template, answer.line, printable(answer.reason))
        text, html = rendered(letter)
        return answer.texts.get(TEXT, text), answer.texts.get(HTML, html)


def own_templates(folder: Path) -> OwnTemplates:
    """The templates of a folder, tried on a sample; raises `ConfigError` where one is broken or the folder has none."""
    sources = {}
    for name in (TEXT, HTML):
        if (folder / name).exists():
            try:
                sources[name] = template_text(folder / name)
            except Broken as broken:
                raise _broken(folder / name, broken.line, printable(broken.reason)) from None
    if not sources:
        raise _broken(folder, 0, _("the folder holds neither digest.html nor digest.txt"))
    templates = OwnTemplates(folder, sources)
    templates(sample_letter())
    return templates


def _broken(path: Path, line: int, reason: str) -> ConfigError:
    place = _("{file}, line {line}").format(file=path, line=line) if line else str(path)
    message = _("the template of the mails does not work: {reason}").format(reason=reason)
    hint = _("fix the template, or take alerts.templates out of the config to use the bundled ones")
    return ConfigError([Problem("letter-template-broken", place, message, hint)])
