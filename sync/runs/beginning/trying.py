"""A tracker is tried before there is a config: whether the token is taken there, and which projects it opens."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from mappings.language import gettext as _
from mappings.operator_files.validation import suggestion
from mappings.wording import cut, folded
from sync.config.loading import tracker_kinds
from sync.config.secret import Secret
from sync.errors import Misconfigured, Purpose
from sync.tracker import OfferedProject, TrackerFactory

_SHOWN = 60  # characters of a name that nothing has


def settings_of(kind: str) -> type[BaseModel]:
    """The model of a tracker's settings."""
    factory: TrackerFactory = tracker_kinds()[kind].load()
    return factory.Settings


def projects_of(kind: str, url: str, token: Secret, ca_file: str | None) -> list[OfferedProject]:
    """The projects that a token opens, by their titles. Raises `TrackerError`, also where there is none."""
    found: list[OfferedProject] = tracker_kinds()[kind].load().offered_projects(url, token, ca_file)
    if not found:
        hint = _("make the token's owner a member of the plan's project, where issues are switched on")
        message = _("the token is accepted, and opens no project with issues")
        raise Misconfigured("projects-none", message, Purpose(kind, "check"), hint=hint)
    return sorted(found, key=lambda one: folded(one.title))


def named_project(kind: str, name: str, projects: Iterable[OfferedProject]) -> OfferedProject:
    """The project of a name, or of a title that only one has; raises `Misconfigured`."""
    known = list(projects)
    found = [one for one in known if folded(one.name) == folded(name)]
    found = found or [one for one in known if folded(one.title) == folded(name)]
    if len(found) == 1:
        return found[0]
    message = _("the token opens no project «{project}»").format(project=cut(name, _SHOWN))
    hint = suggestion(name, [one.name for one in known])
    raise Misconfigured("project-unknown", message, Purpose(kind, "check"), hint=hint)


def named_tracker(kind: str, name: str, project: OfferedProject) -> str:
    """A tracker of the project by its name; raises `Misconfigured`. Where it shows none, any name is taken."""
    found = [one for one in project.issue_trackers if folded(one) == folded(name)]
    if found or not project.issue_trackers:
        return found[0] if found else name.strip()
    message = _("the project has no tracker «{tracker}»; it has: {known}")
    message = message.format(tracker=cut(name, _SHOWN), known=", ".join(project.issue_trackers))
    raise Misconfigured("issue-tracker-unknown", message, Purpose(kind, "check"))
