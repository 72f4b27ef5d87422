"""The plan's groups as categories of a Redmine project: whether the bot may have them, and which id a name has.

Decides once a day whether there are any, and makes the one that is missing. It changes no category, and puts none on
an issue.
"""

from __future__ import annotations

from collections.abc import Iterable

from mappings.desired.issues import Label, LabelKind
from sync.errors import Rejected, Transient
from sync.trackers.redmine.cache import RedmineCache
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.payloads import ANSWERS, Named
from sync.trackers.redmine.project import RedmineProject
from sync.transport import Purpose

CATEGORY_RIGHT = "manage_categories"  # even their list is shown only to who has it
CATEGORY_FIELD = "category_id"


class RedmineCategories:
    """The categories of a project. What was found out today is noted, so that an idle sync need not ask."""

    def __init__(self, client: RedmineClient, project: RedmineProject, cache: RedmineCache) -> None:
        self._client = client
        self._project = project
        self._cache = cache
        self._numbers: dict[str, int] | None = None

    def used(self, purpose: Purpose) -> bool:
        """Whether issues get categories today: the bot has the right, and the tracker the field."""
        used = self._cache.categories_used()
        if used is None:
            used = self.lacking(purpose) is None
            self._cache.note_categories(used=used)
        return used

    def lacking(self, purpose: Purpose) -> str | None:
        """What issues would need to get categories, by Redmine's own name: the right, the field, or nothing."""
        if not self._project.may(CATEGORY_RIGHT, purpose):
            return CATEGORY_RIGHT
        fields = self._project.standard_fields(purpose)
        return None if fields is None or CATEGORY_FIELD in fields else CATEGORY_FIELD

    def do_without(self) -> None:
        """Take it that there are none today: the right is gone, or Redmine leaves categories out of what is written."""
        self._cache.note_categories(used=False)

    def of(self, labels: Iterable[Label], purpose: Purpose) -> str | None:
        """The id of the category that an issue with these labels gets; None where it gets none."""
        group = next((label for label in labels if label.kind is LabelKind.GROUP), None)
        return str(self._number(group.name, purpose)) if group is not None and self.used(purpose) else None

    def _number(self, name: str, purpose: Purpose) -> int:
        if not self._project.may(CATEGORY_RIGHT, purpose):
            self.do_without()  # it had the right when the difference was made: the next run makes another one
        self._project.require(CATEGORY_RIGHT, purpose=purpose)
        try:
            known = self._known(purpose)
            if name not in known:
                known[name] = self._made(name, purpose)
        except Transient as error:
            error.not_done = True  # for the request of the issue itself comes after this one
            raise
        return known[name]

    def _made(self, name: str, purpose: Purpose) -> int:
        """The id of a new category. Its names are unique in a project, so the request may be repeated."""
        try:
            values = {"name": name}
            made = self._client.create("issue_categories", "issue_category", values, purpose=purpose, repeatable=True)
        except Rejected:
            self._numbers = None
            number = self._known(purpose).get(name)  # made by the first of two requests, or by somebody else
            if number is None:
                raise
            return number
        return ANSWERS.parsed(Named, made, purpose).id

    def _known(self, purpose: Purpose) -> dict[str, int]:
        if self._numbers is None:
            path = f"{self._client.project_path}/issue_categories.json"
            rows = self._client.rows(Named, "issue_categories", path, purpose=purpose)
            self._numbers = {" ".join(one.name.split()): one.id for one in rows}
        return self._numbers
