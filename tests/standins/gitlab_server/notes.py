"""Notes of an issue: comments of people, and what GitLab itself noted.

doc/api/notes.md; lib/api/notes.rb. A note moves the issue's `updated_at`; deleting one does not.
"""

from __future__ import annotations

from typing import Any

from tests.standins.gitlab_markdown import run_quick_actions, stored
from tests.standins.gitlab_server.calls import Call, Reply, not_found
from tests.standins.gitlab_server.clock import shown
from tests.standins.gitlab_server.issues import issue_of
from tests.standins.gitlab_server.notices import announce, note_mentions
from tests.standins.gitlab_server.paging import paged
from tests.standins.gitlab_server.people import user_json
from tests.standins.gitlab_server.quick_actions import apply
from tests.standins.gitlab_server.records import Issue, Note
from tests.standins.gitlab_server.roles import is_staff, needs


def list_notes(call: Call) -> Reply:
    """All notes that the user may see, the newest first unless `sort` says otherwise."""
    issue = issue_of(call)
    activity = call.query.get("activity_filter", "all_notes")
    rows = [
        note
        for note in call.state.notes_of(issue)
        if _visible(call, note) and activity in ("all_notes", "only_activity" if note.system else "only_comments")
    ]
    by_change = call.query.get("order_by") == "updated_at"
    rows.sort(
        key=lambda note: (note.updated_at if by_change else note.created_at, note.id),
        reverse=call.query.get("sort", "desc") == "desc",
    )
    return paged(call, rows, lambda note: note_json(call, issue, note))


def get_note(call: Call) -> Reply:
    """One note."""
    issue, note = _found(call)
    return Reply(200, note_json(call, issue, note))


def create_note(call: Call) -> Reply:
    """Comment. What consists of quick actions alone leaves no note: 202, and what they changed."""
    issue = issue_of(call)
    needs(call, role="guest")
    body, actions = _stored(call, call.body["body"])
    before = {name: value for name, value in vars(issue).items() if name != "updated_at"}
    apply(call, issue, actions)
    changes = {name: value for name, value in vars(issue).items() if before.get(name, value) != value}
    if not body:
        if not actions:
            raise call.invalid(note="can't be blank")
        call.state.touch(issue)
        return Reply(202, {"commands_changes": {name: str(value) for name, value in changes.items()}, "summary": []})
    internal = bool(call.body.get("internal") or call.body.get("confidential"))
    note = call.state.add_note(issue, call.user, body, internal=internal and is_staff(call.project, call.user))
    note_mentions(call.state, issue, body, "note", by=call.user)
    announce(call.state, issue, "note", by=call.user)
    return Reply(201, note_json(call, issue, note))


def update_note(call: Call) -> Reply:
    """Change one's own words."""
    issue, note = _found(call)
    needs(call, role="owner" if note.author_id != call.user.id else "guest")
    note.body, _actions = _stored(call, call.body["body"])
    note.updated_at = call.state.clock.stamp()
    call.state.touch(issue)
    return Reply(200, note_json(call, issue, note))


def delete_note(call: Call) -> Reply:
    """Take a note back."""
    _issue, note = _found(call)
    needs(call, role="maintainer" if note.author_id != call.user.id else "guest")
    call.state.delete_note(note)
    return Reply(204)


def note_json(call: Call, issue: Issue, note: Note) -> dict[str, Any]:
    """A note (`API::Entities::Note`)."""
    return {
        "id": note.id,
        "type": None,
        "body": note.body,
        "author": user_json(call.state.users[note.author_id], call.base),
        "created_at": shown(note.created_at),
        "updated_at": shown(note.updated_at),
        "system": note.system,
        "noteable_id": issue.id,
        "noteable_type": "Issue",
        "project_id": issue.project_id,
        "resolvable": False,
        "confidential": note.internal,
        "internal": note.internal,
        "imported": False,
        "imported_from": "none",
        "noteable_iid": issue.iid,
        "commands_changes": {},
    }


def _found(call: Call) -> tuple[Issue, Note]:
    issue = issue_of(call)
    note = call.state.notes.get(call.number("note_id"))
    if note is None or note.issue_id != issue.id or not _visible(call, note):
        raise not_found()
    return issue, note


def _visible(call: Call, note: Note) -> bool:
    return not note.internal or is_staff(call.project, call.user) or note.author_id == call.user.id


def _stored(call: Call, text: str) -> tuple[str, list[tuple[str, str]]]:
    return run_quick_actions(text) if call.traps.quick_actions else (stored(text), [])
