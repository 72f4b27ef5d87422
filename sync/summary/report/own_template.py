"""An operator's own template of the report: how its file is read, and how a process of its own fills it in."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from mappings import language
from mappings.apart.starting import run
from mappings.causes import Cause, cause_of
from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from mappings.operator_files.strict_yaml import printable
from mappings.regular_files import read_regular
from mappings.system_words import said_by_system

WAIT = 90  # seconds; the process's own limits end it long before, however busy the machine is
LIMIT = 5_000_000  # bytes of a template, which may hold a coat of arms

_FILLER = "sync.summary.report.template_process"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Document(_Said):
    document: str


class _Fault(_Said):
    paragraph: str
    reason: str


_ANSWER: TypeAdapter[_Document | _Fault] = TypeAdapter(_Document | _Fault)


def filled_by_own(path: Path, values: Mapping[str, Any]) -> bytes:
    """The document that a template makes of these values.

    Raises `ConfigError` where the template is broken, or `ProcessFailed`.
    """
    template = base64.b64encode(_content(path)).decode()
    order = {"template": template, "language": language.active(), "values": dict(values)}
    answered = run(_FILLER, json.dumps(order).encode(), wait=WAIT)
    try:
        answer = _ANSWER.validate_json(answered)
    except ValidationError:
        raise _broken(path, "", _("it takes more time or memory than a report may")) from None
    if isinstance(answer, _Fault):
        raise _broken(path, printable(answer.paragraph), printable(answer.reason))
    return base64.b64decode(answer.document)


def _content(path: Path) -> bytes:
    try:
        content = read_regular(path, LIMIT + 1)
    except FileNotFoundError:
        raise _broken(path, "", _("there is no such file")) from None
    except OSError as error:
        irregular = cause_of(error) is Cause.IRREGULAR
        raise _broken(path, "", _("it is no file") if irregular else said_by_system(error)) from None
    except ValueError as error:
        raise _broken(path, "", str(error)) from None
    if len(content) > LIMIT:
        raise _broken(path, "", _("the file is larger than {limit} bytes").format(limit=LIMIT))
    return content


def _broken(path: Path, paragraph: str, reason: str) -> ConfigError:
    place = _("{file}, paragraph «{text}»").format(file=path, text=paragraph) if paragraph else str(path)
    message = _("the template of the yearly report does not work: {reason}").format(reason=reason)
    hint = _("fix the template, or take summary.report_template out of the config to use the bundled one")
    return ConfigError([Problem("report-template-broken", place, message, hint)])
