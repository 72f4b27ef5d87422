"""Children as tasks below issues: what GitLab's GraphQL offers where its REST interface has no field for a parent.

Decides how a task is made, moved and read; where the server knows none of it, its refusal says what to set instead.
Only a task hangs below an issue, and only an issue holds tasks: what changes its place is converted first.
GraphQL: doc/api/graphql/reference, `workItemCreate`, `workItemUpdate`, `workItemConvert`, `WorkItemWidgetHierarchy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mappings.language import gettext as _
from sync.errors import NotFound, Rejected
from sync.trackers.answers import Payload
from sync.trackers.gitlab.client import GitlabClient
from sync.trackers.gitlab.payloads import ANSWERS, Issue, Label
from sync.trackers.gitlab.project import GitlabProject
from sync.trackers.gitlab.refusals import unsupported
from sync.transport import Purpose

TASK, ISSUE = "task", "issue"
_PAGE = 100  # GraphQL gives no more at once

_TYPES = (
    "query($path: ID!, $name: IssueType) { project(fullPath: $path) { workItemTypes(name: $name) { nodes { id } } } }"
)
_OFFERED = (
    'query { writes: __type(name: "Mutation") { fields { name } } '
    'input: __type(name: "WorkItemCreateInput") { inputFields { name } } }'
)
_PARENTS = (
    "query($path: ID!, $iids: [String!], $after: String) { project(fullPath: $path) { "
    "workItems(types: [TASK], iids: $iids, first: 100, after: $after) { "
    "nodes { iid widgets { ... on WorkItemWidgetHierarchy { parent { iid } } } } "
    "pageInfo { hasNextPage endCursor } } } }"
)
_WRITES = {"workItemCreate", "workItemUpdate", "workItemConvert"}
_NEEDED = {"namespacePath", "hierarchyWidget", "labelsWidget", "milestoneWidget", "startAndDueDateWidget"}
_TYPE_NODES = ("project", "workItemTypes", "nodes")
_CREATE = "mutation($input: WorkItemCreateInput!) { workItemCreate(input: $input) { workItem { id iid } errors } }"
_UPDATE = "mutation($input: WorkItemUpdateInput!) { workItemUpdate(input: $input) { workItem { id iid } errors } }"
_CONVERT = "mutation($input: WorkItemConvertInput!) { workItemConvert(input: $input) { workItem { id iid } errors } }"


class _Numbered(Payload):
    iid: int


class _Widget(Payload):
    parent: _Numbered | None = None


class _Task(Payload):
    iid: int
    widgets: tuple[_Widget, ...] = ()


class TaskParents:
    """Parents as GitLab's own hierarchy. Issues that are no tasks have none."""

    def __init__(self, client: GitlabClient, project: GitlabProject) -> None:
        self._client = client
        self._project = project
        self._types: dict[str, str] = {}
        self._ids: dict[int, int] = {}  # the server's own numbers of issues that were seen
        self._kinds: dict[int, str | None] = {}

    def read(self, issues: Mapping[int, Issue], keys: Mapping[int, str], purpose: Purpose) -> dict[int, int]:  # noqa: ARG002
        """The parents: one request for each hundred tasks, and none where there are no tasks."""
        self.learn(issues.values())
        tasks = [number for number, issue in issues.items() if issue.issue_type == TASK]
        return self._parents(tasks, purpose)

    def of(self, issue: Issue, key: str, purpose: Purpose) -> int | None:  # noqa: ARG002
        """The parent of one issue."""
        return self._parents([issue.iid], purpose).get(issue.iid) if issue.issue_type == TASK else None

    def move(self, issue: Issue, key: str, old: int | None, new: int | None, purpose: Purpose) -> None:  # noqa: ARG002
        """Hang an issue below another one as a task, or below none as an issue."""
        self.learn([issue])
        parent = None
        if new is not None:
            self._convert(issue.iid, TASK, purpose)
            parent = self._holder(new, purpose)
        values = {"id": _work_item(issue.id), "hierarchyWidget": {"parentId": parent}}
        data = self._client.mutate(_UPDATE, {"input": values}, purpose=purpose, repeatable=True)
        _done(data, "workItemUpdate", purpose)
        if new is None:
            self._convert(issue.iid, ISSUE, purpose)

    def make(
        self,
        parent: int,
        values: Mapping[str, Any],
        labels: Iterable[Label],
        *,
        purpose: Purpose,
    ) -> int:
        """Make a task below an issue, with all that it is to hold; returns its number. `values` are those of REST."""
        fields: dict[str, Any] = {
            "namespacePath": self._project.project(purpose).path_with_namespace,
            "workItemTypeId": self._type(TASK, purpose),
            "title": values["title"],
            "descriptionWidget": {"description": values["description"]},
            "hierarchyWidget": {"parentId": self._holder(parent, purpose)},
            "labelsWidget": {"labelIds": [_label(label) for label in labels]},
        }
        if "milestone_id" in values:
            fields["milestoneWidget"] = {"milestoneId": f"gid://gitlab/Milestone/{values['milestone_id']}"}
        if "assignee_ids" in values:
            people = [f"gid://gitlab/User/{number}" for number in values["assignee_ids"]]
            fields["assigneesWidget"] = {"assigneeIds": people}
        dates = {"startDate": values.get("start_date"), "dueDate": values.get("due_date")}
        if any(dates.values()):
            fields["startAndDueDateWidget"] = {**dates, "isFixed": True}
        made = _done(self._client.mutate(_CREATE, {"input": fields}, purpose=purpose), "workItemCreate", purpose)
        return ANSWERS.parsed(_Numbered, made, purpose).iid

    def learn(self, issues: Iterable[Issue]) -> None:
        """Take the server's own numbers, and the types, from issues that were read or made."""
        for issue in issues:
            self._ids[issue.iid] = issue.id
            self._kinds[issue.iid] = issue.issue_type

    def offered(self, purpose: Purpose) -> None:
        """Raise `Rejected` where the server has no tasks, or cannot make one with all that it is to hold."""
        self._type(TASK, purpose)
        data = self._client.ask(_OFFERED, {}, purpose=purpose)
        missing = _WRITES - _names(data, "writes", "fields")
        missing |= _NEEDED - _names(data, "input", "inputFields")
        if missing:
            words = _("its GraphQL does not know {names}").format(names=", ".join(sorted(missing)))
            raise unsupported(words, purpose)

    def _type(self, kind: str, purpose: Purpose) -> str:
        """The server's id of a type; raises `Rejected` where the project has none such."""
        if kind not in self._types:
            variables = {"path": self._project.project(purpose).path_with_namespace, "name": kind.upper()}
            nodes = _inside(self._client.ask(_TYPES, variables, purpose=purpose), purpose, *_TYPE_NODES)
            if not nodes:
                raise unsupported(_("the project has no tasks"), purpose)
            self._types[kind] = str(_inside(nodes[0], purpose, "id"))
        return self._types[kind]

    def _holder(self, number: int, purpose: Purpose) -> str:
        """The global id of an issue below which tasks are to hang."""
        found = self._global_id(number, purpose)
        self._convert(number, ISSUE, purpose)
        return found

    def _convert(self, number: int, kind: str, purpose: Purpose) -> None:
        """Turn an issue into a task, or a task into an issue; what the staff made of it otherwise stays."""
        if self._kinds.get(number) == kind or self._kinds.get(number) not in (TASK, ISSUE):
            return
        values = {"id": _work_item(self._ids[number]), "workItemTypeId": self._type(kind, purpose)}
        data = self._client.mutate(_CONVERT, {"input": values}, purpose=purpose, repeatable=True)
        _done(data, "workItemConvert", purpose)
        self._kinds[number] = kind

    def _parents(self, numbers: Iterable[int], purpose: Purpose) -> dict[int, int]:
        left, found = sorted(numbers), dict[int, int]()
        while left:
            here, left = left[:_PAGE], left[_PAGE:]
            path = self._project.project(purpose).path_with_namespace
            variables = {"path": path, "iids": [str(number) for number in here], "after": None}
            data = self._client.ask(_PARENTS, variables, purpose=purpose)
            for node in _inside(data, purpose, "project", "workItems", "nodes"):
                task = ANSWERS.parsed(_Task, node, purpose)
                for parent in (one.parent for one in task.widgets if one.parent is not None):
                    found[task.iid] = parent.iid
        return found

    def _global_id(self, number: int, purpose: Purpose) -> str:
        if number not in self._ids:
            self.learn([self._client.read(Issue, self._project.path(f"issues/{number}", purpose), purpose=purpose)])
        return _work_item(self._ids[number])


def _work_item(number: int) -> str:
    return f"gid://gitlab/WorkItem/{number}"


def _label(label: Label) -> str:
    kind = "ProjectLabel" if label.is_project_label else "GroupLabel"
    return f"gid://gitlab/{kind}/{label.id}"


def _inside(data: Any, purpose: Purpose, *names: str) -> Any:
    for name in names:
        if not isinstance(data, dict) or data.get(name) is None:
            raise ANSWERS.unreadable(purpose)
        data = data[name]
    return data


def _names(data: Mapping[str, Any], part: str, members: str) -> set[str]:
    """The names of a type's members; none where there is no such type."""
    found = data.get(part)
    rows = found.get(members) if isinstance(found, dict) else None
    return {str(one.get("name")) for one in rows or () if isinstance(one, dict)}


def _done(data: Mapping[str, Any], name: str, purpose: Purpose) -> Any:
    """The work item of a mutation; raises `Rejected` with what it says against it."""
    answer = data.get(name)
    if isinstance(answer, dict) and answer.get("errors"):
        words = "; ".join(str(one) for one in answer["errors"])
        raise Rejected("refused", _("GitLab refuses this: {words}").format(words=words), purpose)
    if not isinstance(answer, dict) or answer.get("workItem") is None:
        message = _("GitLab does not have this issue, or does not show it")
        raise NotFound("not-found", message, purpose)
    return answer["workItem"]
