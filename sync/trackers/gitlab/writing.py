"""Writes issues to GitLab, so that nothing of the staff's is lost and nothing that was dropped counts as done.

Decides which requests a write takes, and compares each answer with what was asked. A write whose outcome is unknown
it does not repeat, and it deletes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mappings.desired.issues import DesiredIssue, Label
from mappings.language import gettext as _
from mappings.signature import mark_of
from sync.errors import Conflict, NotFound, Rejected, Transient, Unfinished
from sync.tracker import IssuePatch, LabelPatch, Ref
from sync.trackers.fingerprints import moved_since, same
from sync.trackers.gitlab.cache import GitlabCache
from sync.trackers.gitlab.client import GitlabClient, number_of
from sync.trackers.gitlab.issue import PATCHABLE, Reading, unlabelled
from sync.trackers.gitlab.labels import GitlabLabels, title_of
from sync.trackers.gitlab.parents import Parents
from sync.trackers.gitlab.payloads import ANSWERS, Issue, Note
from sync.trackers.gitlab.project import GitlabProject
from sync.trackers.gitlab.refusals import not_taken
from sync.trackers.gitlab.settings import TRACKER
from sync.trackers.gitlab.tasks import TaskParents
from sync.trackers.gitlab.text import TITLE_LIMIT, still_comment
from sync.transport import Purpose

_CLOSE = {"state_event": "close"}
_REOPEN = {"state_event": "reopen"}


class GitlabWriter:
    """Writes what belongs to one plan. Only `create_issue` may be called by several threads at once."""

    def __init__(
        self,
        client: GitlabClient,
        project: GitlabProject,
        labels: GitlabLabels,
        parents: Parents,
        reading: Reading,
    ) -> None:
        self._client = client
        self._project = project
        self._labels = labels
        self._parents = parents
        self._reading = reading
        self._cache: GitlabCache = reading.cache

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        """Make an issue. More requests follow where it is to be closed, or to be hung below another by a relation."""
        purpose = Purpose(TRACKER, "create_issue", issue.key)
        _check_title(issue.title, purpose)
        self._project.require(purpose)
        titles = self._labels.ready(issue.labels, purpose)
        fields = {
            "title": issue.title,
            "description": issue.block,
            "milestone_id": milestone_id,
            "start": issue.start,
            "due": issue.due,
        }
        asked = {name: value for name, value in fields.items() if value is not None}
        values = {**self._reading.written(asked), "labels": list(titles)}
        assignee = self._project.assignee(issue.assignee, purpose)
        if assignee is not None:
            values["assignee_ids"] = [assignee]
        parent = number_of(parent_id, purpose) if parent_id is not None else None
        if parent is not None and isinstance(self._parents, TaskParents):
            number = self._parents.make(parent, values, titles.values(), purpose=purpose)
            self._cache.note_key(number, issue.key)
            with _standing():
                made = self._issue(number, purpose)
        else:
            path = self._project.path("issues", purpose)
            made = ANSWERS.parsed(Issue, self._client.write("POST", path, values, purpose=purpose).data, purpose)
            self._cache.note_key(made.iid, issue.key)
        with _standing():
            made, refusal = self._finished(made, issue, parent, purpose)
        ref = self._checked(made, fields, issue.labels, purpose, parent=parent_id)
        if issue.closed and not made.closed:
            raise Unfinished(refusal or not_taken(["status"], purpose), ref, made.state)
        return ref

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        """Change the plan's fields of an issue; raises `Conflict` where one of them has been changed meanwhile.

        GitLab has no lock, so the issue is read and compared before it is written, and only what differs is sent.
        """
        purpose = Purpose(TRACKER, "update_issue")
        fields = {name: value for name, value in patch.fields.items() if name != "labels"}
        for name in fields:
            if name not in PATCHABLE:
                message = _("the field «{field}» is not the plan's").format(field=name)
                raise Rejected("field-unknown", message, purpose, field=name)
        _check_title(fields.get("title", ""), purpose)
        self._project.require(purpose)
        before = self._issue(number_of(ref.id, purpose), purpose)
        purpose = self._named(before, purpose)
        standing = self._reading.values(before)
        parent = None
        if "parent_id" in fields:
            parent = self._parents.of(before, purpose.key, purpose)
            standing["parent_id"] = None if parent is None else str(parent)
        if ref.version is not None and moved_since(ref.version, standing) & fields.keys():
            raise Conflict("stale", _("somebody else has changed this meanwhile"), purpose)
        changed = {name: value for name, value in fields.items() if not same(value, standing[name])}
        labels = patch.fields.get("labels", LabelPatch())
        values = self._reading.written(changed, before) | self._relabelled(before, labels, purpose)
        after = self._put(before, values, purpose) if values else before
        if "parent_id" in changed:
            self._parents.move(after, purpose.key, parent, _number_or_none(changed["parent_id"], purpose), purpose)
        # A measure that was numbered anew has another key in its block from here on.
        purpose = purpose.on(self._reading.marked(fields.get("description")) or purpose.key)
        done = self._checked(after, fields, labels.add, purpose, parent=fields.get("parent_id"))
        self._cache.note_key(after.iid, purpose.key)
        return done if "parent_id" in fields else Ref(done.id, done.url, _with_parent_of(ref.version, done.version))

    def close_issue(self, ref: Ref) -> Ref:
        """Close an issue. A closed one stays as it is."""
        return self._turned(ref, _CLOSE, Purpose(TRACKER, "close_issue"))

    def reopen_issue(self, ref: Ref) -> Ref:
        """Open an issue again. An open one stays as it is."""
        return self._turned(ref, _REOPEN, Purpose(TRACKER, "reopen_issue"))

    def comment(self, ref: Ref, text: str) -> Ref:
        """Put a note under an issue; it runs no quick action and calls nobody."""
        purpose = Purpose(TRACKER, "comment")
        self._project.require(purpose)
        issue = self._issue(number_of(ref.id, purpose), purpose)
        purpose = self._named(issue, purpose)
        path = self._project.path(f"issues/{issue.iid}/notes", purpose)
        answer = self._client.write("POST", path, {"body": still_comment(text)}, purpose=purpose)
        if mark_of(ANSWERS.parsed(Note, answer.data, purpose).body) != mark_of(text):
            raise not_taken(["comment"], purpose)
        return Ref(ref.id, issue.web_url, ref.version)

    def _turned(self, ref: Ref, event: Mapping[str, str], purpose: Purpose) -> Ref:
        self._project.require(purpose)
        issue = self._issue(number_of(ref.id, purpose), purpose)
        purpose = self._named(issue, purpose)
        closed = event is _CLOSE
        if issue.closed != closed:
            issue = self._put(issue, event, purpose, repeatable=True)
        if issue.closed != closed:
            raise not_taken(["status"], purpose)
        return Ref(ref.id, issue.web_url, ref.version)

    def _finished(
        self, made: Issue, issue: DesiredIssue, parent: int | None, purpose: Purpose
    ) -> tuple[Issue, Rejected | None]:
        """Close what is to be closed, and relate what is to hang below another. And why it could not be closed."""
        refusal: Rejected | None = None
        if issue.closed and not made.closed:
            try:
                made = self._put(made, _CLOSE, purpose, repeatable=True)
            except Rejected as error:
                refusal = error
        if isinstance(self._parents, TaskParents):
            self._parents.learn([made])
        elif parent is not None:
            self._parents.move(made, issue.key, None, parent, purpose)
        return made, refusal

    def _relabelled(self, issue: Issue, patch: LabelPatch, purpose: Purpose) -> dict[str, Any]:
        """The labels to add and to take, one by one: all at once would replace the staff's. The plan label is kept."""
        missing = unlabelled(patch.add, self._reading.plan_label, issue)
        added = (
            [title for title in self._labels.ready(patch.add, purpose) if title not in issue.labels] if missing else []
        )
        taken = [title for name in patch.remove if (title := title_of(name)) in issue.labels]
        return {**({"add_labels": added} if added else {}), **({"remove_labels": taken} if taken else {})}

    def _issue(self, number: int, purpose: Purpose) -> Issue:
        return self._client.read(Issue, self._project.path(f"issues/{number}", purpose), purpose=purpose)

    def _put(self, issue: Issue, values: Mapping[str, Any], purpose: Purpose, *, repeatable: bool = False) -> Issue:
        path = self._project.path(f"issues/{issue.iid}", purpose)
        answer = self._client.write("PUT", path, values, purpose=purpose, repeatable=repeatable)
        return ANSWERS.parsed(Issue, answer.data, purpose)

    def _named(self, issue: Issue, purpose: Purpose) -> Purpose:
        """The purpose with the issue's key. An issue that moved away stays behind as a shell."""
        key = self._reading.known_key(issue)
        if key is None:
            message = _("the issue #{number} is no longer this plan's").format(number=issue.iid)
            raise NotFound("issue-foreign", message, purpose)
        return purpose.on(key)

    def _checked(
        self,
        issue: Issue,
        fields: Mapping[str, Any],
        labels: tuple[Label, ...],
        purpose: Purpose,
        *,
        parent: str | None,
    ) -> Ref:
        """The issue's ref, where GitLab holds all that it was asked to hold; else raises `Rejected`."""
        left_out = self._reading.dropped(fields, issue)
        if unlabelled(labels, self._reading.plan_label, issue):
            left_out.append("labels")
        if self._reading.key(issue) != purpose.key and "description" in fields and "description" not in left_out:
            left_out.append("marker")
        if left_out:
            raise not_taken(left_out, purpose)
        return self._reading.ref(issue, parent)


@contextmanager
def _standing() -> Iterator[None]:
    """What comes after an issue has been made: it stands, whatever becomes of these requests."""
    try:
        yield
    except Transient as error:
        error.not_done = False
        raise


def _with_parent_of(seen: str | None, written: str | None) -> str | None:
    """The fingerprints as they are now, that of the parent as it was seen: it was not read again."""
    parent = [pair for pair in (seen or "").split() if pair.startswith("parent_id=")]
    return " ".join([*(pair for pair in (written or "").split() if not pair.startswith("parent_id=")), *parent])


def _check_title(title: str, purpose: Purpose) -> None:
    """Refuse what GitLab would refuse: as it is written, such a title would be cut."""
    if len(title) > TITLE_LIMIT:
        message = _("a title has at most {limit} characters, this one has {length}")
        message = message.format(limit=TITLE_LIMIT, length=len(title))
        raise Rejected("title-too-long", message, purpose, field="title")


def _number_or_none(text: str | None, purpose: Purpose) -> int | None:
    return None if not text else number_of(text, purpose)
