"""A Word template is filled in with a report's values: what is in them is text, and never evaluated.

Says of a template that fails at which of its paragraphs it does. One that is not the program's own is filled in by a
process of its own, in `sync.summary.report.template_process`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import jinja2
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from lxml.etree import LxmlError

from mappings.apart.limits import TooSlow
from mappings.apart.templates import FAULTS, Sandbox, reason_of, template_line
from mappings.language import gettext as _
from mappings.wording import clean, cut

_SHOWN = 80  # characters of a paragraph
_NO_DOCUMENT = (BadZipFile, KeyError, LxmlError, OpcError, ValueError)
_LINE_END = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(r"<[^<>]*>")
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")


class BrokenTemplate(Exception):
    """A template does not work: the paragraph where, "" where that is not known, and why."""

    def __init__(self, paragraph: str, reason: str) -> None:
        super().__init__(reason)
        self.paragraph = paragraph
        self.reason = reason


class _Template(DocxTemplate):  # type: ignore[misc] # it comes without types
    """A template whose faults name the paragraph in which they are."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """The XML of one part of the document, filled in."""
        try:
            return str(super().render_xml_part(src_xml, part, context, jinja_env))
        except jinja2.TemplateSyntaxError as error:
            raise BrokenTemplate(_paragraph(src_xml, error.lineno), str(error.message)) from None
        except TooSlow as error:
            raise BrokenTemplate("", reason_of(error)) from None
        except FAULTS as error:
            raise BrokenTemplate(_paragraph(src_xml, template_line(error)), reason_of(error)) from None


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The document that a template makes of these values; raises `BrokenTemplate`."""
    document = _opened(template)
    environment = Sandbox(undefined=jinja2.StrictUndefined)
    filled = BytesIO()
    try:
        document.render(dict(values), environment, autoescape=True)
        document.save(filled)
    except TooSlow as error:
        raise BrokenTemplate("", reason_of(error)) from None
    except (*FAULTS, *_NO_DOCUMENT) as error:
        raise BrokenTemplate("", reason_of(error)) from None
    return filled.getvalue()


def _opened(template: bytes) -> Any:
    document = _Template(BytesIO(template))
    try:
        document.init_docx()
    except _NO_DOCUMENT:
        raise BrokenTemplate("", _("it is no document of Word (.docx)")) from None
    return document


def _paragraph(xml: str, line: int) -> str:
    """The text of the paragraph that stands in a line, where docxtpl begins one with each paragraph."""
    lines = _LINE_END.split(_PARAGRAPH.sub("\n<w:p", xml))
    return cut(clean(_TAG.sub(" ", lines[line - 1])), _SHOWN) if 0 < line <= len(lines) else ""
