"""What the config says of a GitLab: `tracker: {kind: gitlab, …}`. Decides what may be set, and asks no server."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from mappings.language import gettext as _
from mappings.operator_files.validation import InvalidValue, Text
from sync.trackers.access import Access

TRACKER = "gitlab"
_LABEL_LIMIT = 255  # characters; GitLab's own


def _label(name: str) -> str:
    if "," in name or len(name) > _LABEL_LIMIT:
        message = _("a label of at most {limit} characters without a comma is expected").format(limit=_LABEL_LIMIT)
        raise InvalidValue(message)
    return name


class GitlabSettings(Access):
    """`project` is its id or its path with the groups; `label` is the plan label, by which its issues are listed."""

    tracker: ClassVar[str] = TRACKER

    label: Annotated[Text, AfterValidator(_label)] = "vekha"
    hierarchy: Literal["links", "tasks"] = "links"
    parallel: int = Field(default=4, ge=1, le=8)  # how many issues are created at once

    @classmethod
    def url_hint(cls) -> str:
        """What an address looks like."""
        return _("such as https://gitlab.example.org or https://example.org/gitlab")

    @classmethod
    def token_hint(cls) -> str:
        """Where GitLab makes tokens."""
        return _(
            "make one with the scope «api»: in the project, Settings, Access tokens; or in the bot's own preferences"
        )
