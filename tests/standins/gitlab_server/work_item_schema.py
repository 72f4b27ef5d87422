"""The part of GitLab's GraphQL schema that is served: work items, their types, their hierarchy. Names are GitLab's.

doc/api/graphql/reference/_index.md; app/graphql/mutations/work_items/create.rb, update.rb, convert.rb;
app/graphql/types/work_items/widgets/. Whatever is not in it fails validation, as there.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from graphql import GraphQLScalarType, GraphQLSchema, build_schema

_CREATE = "workItemCreate(input: WorkItemCreateInput!): WorkItemCreatePayload"
_SCHEMA = """
scalar Date
scalar Time
scalar LabelID
scalar MilestoneID
scalar UserID
scalar WorkItemID
scalar WorkItemsTypeID

enum IssuableState { opened closed locked all }
enum IssueType { ISSUE INCIDENT TEST_CASE REQUIREMENT TASK OBJECTIVE KEY_RESULT EPIC TICKET }
enum WorkItemState { OPEN CLOSED }
enum WorkItemStateEvent { CLOSE REOPEN }
enum WorkItemSort { CREATED_ASC CREATED_DESC UPDATED_ASC UPDATED_DESC }
enum WorkItemWidgetType {
  ASSIGNEES DESCRIPTION HIERARCHY LABELS LINKED_ITEMS MILESTONE NOTES NOTIFICATIONS START_AND_DUE_DATE
}

type Query {
  currentUser: CurrentUser
  metadata: Metadata
  namespace(fullPath: ID!): Namespace
  project(fullPath: ID!): Project
  workItem(id: WorkItemID!): WorkItem
}
type Mutation {
  CREATE
  workItemConvert(input: WorkItemConvertInput!): WorkItemConvertPayload
  workItemUpdate(input: WorkItemUpdateInput!): WorkItemUpdatePayload
}

type CurrentUser { id: UserID! username: String! name: String! }
type UserCore { id: UserID! username: String! name: String! }
type UserCoreConnection { nodes: [UserCore] }
type Metadata { version: String! revision: String! enterprise: Boolean! }
type Label { id: ID! title: String! color: String! }
type LabelConnection { nodes: [Label] }
type Milestone { id: ID! iid: ID! title: String! }
type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }

type Namespace {
  id: ID!
  fullPath: ID!
  name: String!
  workItem(iid: String!): WorkItem
  workItemTypes(name: IssueType after: String before: String first: Int last: Int): WorkItemTypeConnection
  workItems(
    iid: String iids: [String!] ids: [WorkItemID!] labelName: [String] parentIds: [WorkItemID!] search: String
    sort: WorkItemSort state: IssuableState types: [IssueType!] after: String before: String first: Int last: Int
  ): WorkItemConnection
}
type Project {
  id: ID!
  fullPath: ID!
  name: String!
  workItemTypes(name: IssueType after: String before: String first: Int last: Int): WorkItemTypeConnection
  workItems(
    iid: String iids: [String!] ids: [WorkItemID!] labelName: [String] parentIds: [WorkItemID!] search: String
    sort: WorkItemSort state: IssuableState types: [IssueType!] after: String before: String first: Int last: Int
  ): WorkItemConnection
}

type WorkItemType { id: WorkItemsTypeID! name: String! iconName: String }
type WorkItemTypeConnection { nodes: [WorkItemType] pageInfo: PageInfo! }
type WorkItemConnection { count: Int! nodes: [WorkItem] pageInfo: PageInfo! }
type WorkItem {
  id: WorkItemID!
  iid: String!
  title: String!
  description: String
  state: WorkItemState!
  confidential: Boolean!
  createdAt: Time!
  updatedAt: Time!
  closedAt: Time
  author: UserCore
  webUrl: String
  reference(full: Boolean = false): String!
  namespace: Namespace
  project: Project
  workItemType: WorkItemType!
  widgets(onlyTypes: [WorkItemWidgetType!] exceptTypes: [WorkItemWidgetType!]): [WorkItemWidget!]
}

interface WorkItemWidget { type: WorkItemWidgetType }
type WorkItemWidgetAssignees implements WorkItemWidget { type: WorkItemWidgetType assignees: UserCoreConnection }
type WorkItemWidgetDescription implements WorkItemWidget { type: WorkItemWidgetType description: String }
type WorkItemWidgetHierarchy implements WorkItemWidget {
  type: WorkItemWidgetType
  parent: WorkItem
  hasParent: Boolean!
  hasChildren: Boolean!
  children(after: String before: String first: Int last: Int): WorkItemConnection
}
type WorkItemWidgetLabels implements WorkItemWidget { type: WorkItemWidgetType labels: LabelConnection }
type WorkItemWidgetMilestone implements WorkItemWidget { type: WorkItemWidgetType milestone: Milestone }
type WorkItemWidgetStartAndDueDate implements WorkItemWidget {
  type: WorkItemWidgetType startDate: Date dueDate: Date isFixed: Boolean! rollUp: Boolean!
}

input WorkItemWidgetAssigneesInput { assigneeIds: [UserID!]! }
input WorkItemWidgetDescriptionInput { description: String! clientMutationId: String }
input WorkItemWidgetHierarchyCreateInput { parentId: WorkItemID }
input WorkItemWidgetHierarchyUpdateInput { parentId: WorkItemID childrenIds: [WorkItemID!] }
input WorkItemWidgetLabelsCreateInput { labelIds: [LabelID!]! }
input WorkItemWidgetLabelsUpdateInput { addLabelIds: [LabelID!] removeLabelIds: [LabelID!] }
input WorkItemWidgetMilestoneInput { milestoneId: MilestoneID }
input WorkItemWidgetStartAndDueDateUpdateInput { startDate: Date dueDate: Date isFixed: Boolean }

input WorkItemCreateInput {
  clientMutationId: String
  namespacePath: ID
  projectPath: ID
  title: String!
  workItemTypeId: WorkItemsTypeID!
  description: String
  confidential: Boolean
  createdAt: Time
  assigneesWidget: WorkItemWidgetAssigneesInput
  descriptionWidget: WorkItemWidgetDescriptionInput
  hierarchyWidget: WorkItemWidgetHierarchyCreateInput
  labelsWidget: WorkItemWidgetLabelsCreateInput
  milestoneWidget: WorkItemWidgetMilestoneInput
  startAndDueDateWidget: WorkItemWidgetStartAndDueDateUpdateInput
}
input WorkItemConvertInput { clientMutationId: String id: WorkItemID! workItemTypeId: WorkItemsTypeID! }
input WorkItemUpdateInput {
  clientMutationId: String
  id: WorkItemID!
  title: String
  confidential: Boolean
  stateEvent: WorkItemStateEvent
  assigneesWidget: WorkItemWidgetAssigneesInput
  descriptionWidget: WorkItemWidgetDescriptionInput
  hierarchyWidget: WorkItemWidgetHierarchyUpdateInput
  labelsWidget: WorkItemWidgetLabelsUpdateInput
  milestoneWidget: WorkItemWidgetMilestoneInput
  startAndDueDateWidget: WorkItemWidgetStartAndDueDateUpdateInput
}
type WorkItemCreatePayload { clientMutationId: String errors: [String!]! workItem: WorkItem }
type WorkItemConvertPayload { clientMutationId: String errors: [String!]! workItem: WorkItem }
type WorkItemUpdatePayload { clientMutationId: String errors: [String!]! workItem: WorkItem }
"""
_KINDS = {
    "LabelID": "(?:Project|Group)?Label",
    "MilestoneID": "Milestone",
    "UserID": "User",
    "WorkItemID": "WorkItem",
    "WorkItemsTypeID": "WorkItems::Type",
}


@cache
def schema(*, work_items: bool) -> GraphQLSchema:
    """The schema; without `work_items` that of a server which cannot create them."""
    built = build_schema(_SCHEMA.replace("  CREATE\n", f"  {_CREATE}\n" if work_items else "", 1))
    for name, kind in _KINDS.items():
        scalar = built.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        # the first is what variables go through, the second what literals do
        parse = _global_id(name, kind)
        scalar.coerce_input_value = parse
        scalar.parse_value = parse  # type: ignore[method-assign]
    return built


def number_of(global_id: str) -> int:
    """The number in a global id."""
    return int(global_id.rpartition("/")[2])


def _global_id(name: str, kind: str) -> Any:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or re.fullmatch(rf"gid://gitlab/{kind}/\d+", value) is None:
            raise ValueError(f'"{value}" does not represent an instance of {name.removesuffix("ID")}')
        return value

    return parse
