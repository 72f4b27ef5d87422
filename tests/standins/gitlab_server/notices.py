"""Who hears of what: mentions that took effect, and the mails that GitLab would send.

doc/user/profile/notifications.md: of a new issue its assignees, the mentioned and the watchers hear; of a change its
participants. Nobody hears of their own doing, and nobody at all where the project's mails are off.
"""

from __future__ import annotations

from tests.standins.gitlab_markdown import mentions
from tests.standins.gitlab_server.records import Issue, Mail, Mention, User
from tests.standins.gitlab_server.state import State


def note_mentions(state: State, issue: Issue, text: str, place: str, *, by: User | None = None) -> None:
    """Note the names that a text calls."""
    for name in mentions(text, title=place == "title"):
        state.mentions.append(Mention(name, issue.iid, place))
        author = by.id if by else issue.author_id
        for user in _called(state, issue, name):
            if user.id != author:
                _mail(state, issue, user, "mentioned")


def announce(state: State, issue: Issue, reason: str, *, by: User) -> None:
    """Tell those whom it concerns."""
    numbers = {*issue.assignee_ids, *state.projects[issue.project_id].watchers}
    if reason != "new_issue":
        numbers |= {issue.author_id, *(note.author_id for note in state.notes_of(issue) if not note.system)}
    for number in sorted(numbers - {by.id}):
        _mail(state, issue, state.users[number], reason)


def _called(state: State, issue: Issue, name: str) -> list[User]:
    if name == "all":
        return [state.users[number] for number in state.projects[issue.project_id].roles]
    user = state.find_user(name)
    return [user] if user else []


def _mail(state: State, issue: Issue, user: User, reason: str) -> None:
    if state.projects[issue.project_id].emails_enabled:
        state.mails.append(Mail(user.username, reason, issue.iid))
