"""The files of a new plan: the config in words that explain it, the draft of the mapping, the schema, the keys.

Decides what stands in them; `new_files` puts them in place.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import yaml

from mappings.json_text import json_text
from mappings.mapping.draft import draft_mapping
from mappings.plan import Plan
from mappings.whole_files import PRIVATE
from sync.config.loading import parse_config
from sync.config.schema import config_schema
from sync.pages import text_environment
from sync.runs.beginning.answers import Answers
from sync.runs.beginning.new_files import NewFile

MAPPING, SCHEMA = "mapping.yaml", "config.schema.json"
_TEMPLATES = Path(__file__).parent / "templates"
_WIDTH = 110  # characters of a comment's line


def files_of(answers: Answers, plan: Plan, config: Path) -> list[NewFile]:
    """All files of a new plan, the config as the last: where it stands, the others do.

    Raises `ConfigError` where the answers do not go together.
    """
    text = config_text(answers).encode()
    parse_config(text, config)
    folder = config.parent
    return [
        NewFile(folder / SCHEMA, f"{json_text(config_schema())}\n".encode()),
        NewFile(folder / MAPPING, draft_mapping(plan).encode()),
        *(NewFile(folder / name, f"{text}\n".encode(), PRIVATE) for name, text in answers.secrets.items()),
        NewFile(config, text),
    ]


def config_text(answers: Answers) -> str:
    """The config, explained in the active language."""
    environment = text_environment(_TEMPLATES)
    environment.keep_trailing_newline = True
    environment.filters |= {"note": _note, "scalar": _scalar}
    return environment.get_template("config.yaml").render(answers=answers, schema=SCHEMA, mapping=MAPPING)


def _note(text: str, indent: int = 0) -> str:
    """A comment, wrapped; the line after it begins on its own."""
    sign = f"{' ' * indent}# "
    lines = textwrap.wrap(
        text, _WIDTH, initial_indent=sign, subsequent_indent=sign, break_on_hyphens=False, break_long_words=False
    )
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """A text on one line of YAML, quoted where it must be."""
    listed = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=len(text) * 4 + 100)
    return listed.strip()[1:-1]
