"""What the config says of a Redmine: `tracker: {kind: redmine, …}`. Decides what may be set, and asks no server."""

from __future__ import annotations

from typing import ClassVar, Literal

from mappings.language import gettext as _
from sync.trackers.access import Access, Name

TRACKER = "redmine"


class RedmineSettings(Access):
    """Names may be ids too. `project` goes by its identifier; the fields and statuses by what the pages show."""

    tracker: ClassVar[str] = TRACKER

    issue_tracker: Name
    marker_field: Name | None = None
    fact_field: Name | None = None
    done_status: Name | None = None
    cancelled_status: Name | None = None
    version_sharing: Literal["none", "descendants", "hierarchy", "tree", "system"] = "none"

    @classmethod
    def url_hint(cls) -> str:
        """What an address looks like."""
        return _("such as https://redmine.example.org or https://example.org/redmine")

    @classmethod
    def token_hint(cls) -> str:
        """Where Redmine shows a user's key."""
        return _("the key stands in Redmine under «My account», «API access key»")
