"""Quick actions taking effect on an issue. What of a text is one is decided in tests/standins/gitlab_markdown.py.

doc/user/project/quick_actions.md; app/services/quick_actions/interpret_service.rb. Every command found is recorded in
`state.actions`; those that a plan's text could do harm by are carried out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tests.standins.gitlab_server.calls import Call
from tests.standins.gitlab_server.milestones import day
from tests.standins.gitlab_server.records import Action, Issue

_Act = Callable[[Call, Issue, str], None]


def apply(call: Call, issue: Issue, actions: Iterable[tuple[str, str]]) -> None:
    """Carry the commands out, and record each of them."""
    for command, argument in actions:
        call.state.actions.append(Action(command, argument, issue.iid))
        act = _ACTS.get(command)
        if act is not None:
            act(call, issue, argument)


def _close(call: Call, issue: Issue, _argument: str) -> None:
    issue.state, issue.closed_at, issue.closed_by_id = "closed", call.state.clock.stamp(), call.user.id


def _reopen(_call: Call, issue: Issue, _argument: str) -> None:
    issue.state, issue.closed_at, issue.closed_by_id = "opened", None, None


def _label(call: Call, issue: Issue, argument: str) -> None:
    for number in _labels(call, argument):
        if number not in issue.label_ids:
            issue.label_ids.append(number)


def _unlabel(call: Call, issue: Issue, argument: str) -> None:
    gone = _labels(call, argument) if argument else list(issue.label_ids)
    issue.label_ids = [number for number in issue.label_ids if number not in gone]


def _relabel(call: Call, issue: Issue, argument: str) -> None:
    issue.label_ids = _labels(call, argument)


def _assign(call: Call, issue: Issue, argument: str) -> None:
    names = re.findall(r"@?([\w.-]+)", argument)
    users = [call.user if name == "me" else call.state.find_user(name) for name in names]
    issue.assignee_ids = [user.id for user in users if user is not None][:1]


def _unassign(_call: Call, issue: Issue, _argument: str) -> None:
    issue.assignee_ids = []


def _due(_call: Call, issue: Issue, argument: str) -> None:
    issue.due_date = day(argument) or issue.due_date


def _no_due(_call: Call, issue: Issue, _argument: str) -> None:
    issue.due_date = None


def _title(_call: Call, issue: Issue, argument: str) -> None:
    issue.title = argument or issue.title


def _confidential(_call: Call, issue: Issue, _argument: str) -> None:
    issue.confidential = True


def _lock(_call: Call, issue: Issue, _argument: str) -> None:
    issue.discussion_locked = True


def _milestone(call: Call, issue: Issue, argument: str) -> None:
    title = argument.lstrip("%").strip('"')
    rows = call.state.visible(call.state.milestones, call.project)
    issue.milestone_id = next((one.id for one in rows if one.title == title), issue.milestone_id)


def _no_milestone(_call: Call, issue: Issue, _argument: str) -> None:
    issue.milestone_id = None


def _labels(call: Call, argument: str) -> list[int]:
    """The labels named with `~name`, `~"a name"` or bare; only those that are there."""
    names = re.findall(r'~?"([^"]+)"|~?([^\s~",]+)', argument)
    found = (call.state.label_named(quoted or bare, call.project) for quoted, bare in names)
    return [label.id for label in found if label is not None]


_ACTS: dict[str, _Act] = {
    "close": _close,
    "reopen": _reopen,
    "label": _label,
    "labels": _label,
    "unlabel": _unlabel,
    "remove_label": _unlabel,
    "relabel": _relabel,
    "assign": _assign,
    "reassign": _assign,
    "unassign": _unassign,
    "due": _due,
    "remove_due_date": _no_due,
    "title": _title,
    "confidential": _confidential,
    "lock": _lock,
    "milestone": _milestone,
    "remove_milestone": _no_milestone,
}
