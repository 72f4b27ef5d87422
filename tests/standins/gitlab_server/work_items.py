"""GraphQL: work items made and changed, with their parents. Errors stand in the answer, whose status is 200.

app/graphql/mutations/work_items/create.rb, update.rb, convert.rb; app/models/work_items/parent_link.rb, the rules for
parents, and app/models/work_item.rb, `allowed_work_item_type_change`, the same rules where a type changes.
An issue or an incident may hold tasks; nothing else holds anything on the Free tier (doc/user/tasks.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql import GraphQLError, graphql_sync

from tests.standins.gitlab_server.calls import Call, Refusal, Reply
from tests.standins.gitlab_server.issue_writing import new_issue, update_issue
from tests.standins.gitlab_server.operations import Violation
from tests.standins.gitlab_server.records import Issue, Project
from tests.standins.gitlab_server.roles import authenticate, filtered, is_staff, needs, sees
from tests.standins.gitlab_server.state import State
from tests.standins.gitlab_server.switches import Traps
from tests.standins.gitlab_server.work_item_schema import number_of, schema
from tests.standins.gitlab_server.work_item_views import TYPES, item_view, query_root

LONGEST_QUERY = 10_000  # characters: doc/api/graphql/_index.md, «Limits»
_UNAVAILABLE = (
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action"
)


def answer_graphql(state: State, traps: Traps, base: str, method: str, headers: Mapping[str, str], data: Any) -> Reply:
    """Run a query or a mutation; what fails validation is reported as a violation too."""
    try:
        user, token = authenticate(state, headers)
    except Refusal:
        raise Refusal(401, {"errors": [{"message": "Invalid token"}]}) from None
    if not isinstance(data, dict) or not isinstance(data.get("query"), str):
        raise Violation(422, {"errors": [{"message": "Unexpected end of document", "locations": []}]})
    if len(data["query"]) > LONGEST_QUERY:
        raise Violation(200, {"errors": [{"message": "Query too large"}]})
    if method == "GET" and "mutation" in data["query"]:
        raise Violation(200, {"errors": [{"message": "Mutations are forbidden in GET requests"}]})
    call = Call(state, traps, base, method, "/graphql", user, token.value, {}, {}, {}, [])
    mutations = _Mutations(call, writes="api" in token.scopes)
    result = graphql_sync(
        schema(work_items=traps.work_items),
        data["query"],
        {
            **query_root(call),
            "workItemCreate": mutations.create,
            "workItemConvert": mutations.convert,
            "workItemUpdate": mutations.update,
        },
        variable_values=data.get("variables"),
        operation_name=data.get("operationName"),
    )
    answer: dict[str, Any] = {"data": result.data} if result.data is not None else {}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
        if result.data is None and all(error.path is None for error in result.errors) and traps.work_items:
            raise Violation(200, answer)
    return Reply(200, answer)


class _Mutations:
    def __init__(self, call: Call, *, writes: bool) -> None:
        self._call = call
        self._writes = writes

    def create(self, _info: Any, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - GitLab's name
        """Make a work item below a parent, or leave nothing behind."""
        paths = [input[name] for name in ("projectPath", "namespacePath") if name in input]
        if len(paths) != 1:
            raise GraphQLError("Please provide either projectPath or namespacePath argument, but not both.")
        call = self._in(self._call.state.find_project(paths[0]))
        kind = TYPES.get(number_of(input["workItemTypeId"]))
        if kind is None:
            raise GraphQLError(_UNAVAILABLE)
        values = filtered(call, {**_values(input), "title": input["title"]}, None)
        labels = _label_ids(values.pop("label_ids", ()), call)
        values["issue_type"] = kind.lower().replace(" ", "_")
        parent_id = (input.get("hierarchyWidget") or {}).get("parentId")
        parent = call.state.issues.get(number_of(parent_id)) if parent_id else None
        problem = self._misplaced(parent, values["issue_type"]) if parent_id else None
        if parent is not None and parent.confidential and not values.get("confidential"):
            problem = f"#{parent.iid} cannot be added: cannot assign a non-confidential issue to a confidential parent"
        if problem is not None:
            return _payload(input, errors=[problem])
        try:
            needs(call)
            issue = new_issue(call, values)
        except Refusal as refused:
            return _payload(input, errors=_words(refused))
        issue.label_ids += [number for number in labels if number not in issue.label_ids]
        issue.parent_id = parent.id if parent else None
        return _payload(input, item_view(call, issue))

    def update(self, _info: Any, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - GitLab's name
        """Change a work item; a parent of null takes it out from below its parent."""
        issue, call = self._own(input["id"])
        hierarchy = input.get("hierarchyWidget") or {}
        problem = self._reparent(issue, hierarchy)
        if problem is not None:
            return _payload(input, errors=[problem])
        values = {**_values(input), **({"title": input["title"]} if "title" in input else {})}
        if "stateEvent" in input:
            values["state_event"] = input["stateEvent"].lower()
        labels = input.get("labelsWidget") or {}
        try:
            update_issue(replace(call, path_params={"issue_iid": str(issue.iid)}, body=values))
        except Refusal as refused:
            return _payload(input, errors=_words(refused))
        gone = _label_ids(labels.get("removeLabelIds") or (), call)
        added = [*issue.label_ids, *_label_ids(labels.get("addLabelIds") or (), call)]
        issue.label_ids = [number for number in dict.fromkeys(added) if number not in gone]
        if hierarchy or labels:
            call.state.touch(issue)
        return _payload(input, item_view(call, issue))

    def convert(self, _info: Any, input: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - GitLab's name
        """Change the type of a work item, which keeps its place: what stands above and below it must allow that."""
        issue, call = self._own(input["id"])
        number = number_of(input["workItemTypeId"])
        if number not in TYPES:
            raise GraphQLError(f"Work Item type with id {number} was not found")
        kind = TYPES[number].lower().replace(" ", "_")
        problem = None
        if issue.parent_id and kind != "task":
            problem = f"Work item type cannot be changed to {TYPES[number]} when linked to a parent issue."
        elif kind not in ("issue", "incident") and any(one.parent_id == issue.id for one in call.state.issues.values()):
            problem = f"Work item type cannot be changed to {TYPES[number]} with these child item types."
        if problem is not None:
            return _payload(input, errors=[problem])
        if issue.issue_type != kind:
            issue.issue_type = kind
            call.state.touch(issue)
        return _payload(input, item_view(call, issue))

    def _own(self, global_id: str) -> tuple[Issue, Call]:
        """A work item that the caller may change, and the call in its project."""
        issue = self._call.state.issues.get(number_of(global_id))
        if issue is None:
            raise GraphQLError(_UNAVAILABLE)
        call = self._in(self._call.state.projects[issue.project_id])
        if not (is_staff(call.project, call.user) or call.user.id == issue.author_id):
            raise GraphQLError(_UNAVAILABLE)
        return issue, call

    def _in(self, project: Project | None) -> Call:
        if project is None or not sees(project, self._call.user) or not self._writes or project.archived:
            raise GraphQLError(_UNAVAILABLE)
        return replace(self._call, found_project=project)

    def _reparent(self, issue: Issue, hierarchy: dict[str, Any]) -> str | None:
        if "parentId" in hierarchy:
            parent_id = hierarchy["parentId"]
            parent = self._call.state.issues.get(number_of(parent_id)) if parent_id else None
            if parent_id and (problem := self._misplaced(parent, issue.issue_type)):
                return problem
            issue.parent_id = parent.id if parent else None
        for child_id in hierarchy.get("childrenIds") or ():
            child = self._call.state.issues.get(number_of(child_id))
            if child is None:
                raise GraphQLError(_UNAVAILABLE)
            if problem := self._misplaced(issue, child.issue_type):
                return problem
            child.parent_id = issue.id
        return None

    def _misplaced(self, parent: Issue | None, kind: str) -> str | None:
        """Why there can be nothing of a kind below a parent."""
        if parent is None:
            raise GraphQLError(_UNAVAILABLE)
        if parent.issue_type not in ("issue", "incident") or kind != "task":
            return f"#{parent.iid} cannot be added: it's not allowed to add this type of parent item"
        count = sum(one.parent_id == parent.id for one in self._call.state.issues.values())
        if count >= self._call.traps.children_limit:
            return f"#{parent.iid} cannot be added: parent already has maximum number of children."
        return None


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """The fields of an issue in the widgets of an input."""
    values: dict[str, Any] = {}
    if "description" in given:
        values["description"] = given["description"]
    if "confidential" in given:
        values["confidential"] = given["confidential"]
    if "createdAt" in given:
        values["created_at"] = None  # owners may; nobody here does
    if given.get("descriptionWidget"):
        values["description"] = given["descriptionWidget"]["description"]
    if given.get("milestoneWidget"):
        milestone = given["milestoneWidget"].get("milestoneId")
        values["milestone_id"] = number_of(milestone) if milestone else None
    if given.get("assigneesWidget"):
        values["assignee_ids"] = [number_of(one) for one in given["assigneesWidget"]["assigneeIds"]]
    if given.get("labelsWidget"):
        values["label_ids"] = given["labelsWidget"].get("labelIds") or ()
    dates = given.get("startAndDueDateWidget") or {}
    for name, field in (("startDate", "start_date"), ("dueDate", "due_date")):
        if name in dates:
            values[field] = dates[name]
    return values


def _label_ids(ids: Any, call: Call) -> list[int]:
    return [number for number in map(number_of, ids) if number in call.state.labels]


def _payload(given: dict[str, Any], item: Any = None, *, errors: list[str] | None = None) -> dict[str, Any]:
    return {"clientMutationId": given.get("clientMutationId"), "workItem": item, "errors": errors or []}


def _words(refused: Refusal) -> list[str]:
    message = refused.reply.data["message"]
    if isinstance(message, dict):
        return [f"{name.capitalize()} {problem}" for name, problems in message.items() for problem in problems]
    return message if isinstance(message, list) else [str(message)]
