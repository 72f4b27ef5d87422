"""How one change becomes calls of the port: which ids it needs, what an update sends.

Decides nothing of order, of intents or of what a failure means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from mappings.desired.issues import DesiredIssue, DesiredMilestone
from mappings.language import gettext as _
from mappings.marker import marker, replace_block
from mappings.signature import mark_of
from sync.difference.changeset import Change, Changeset
from sync.difference.fields import Values, parted
from sync.difference.rewording import stamped
from sync.errors import Purpose, Rejected
from sync.tracker import ActualIssue, ActualMilestone, IssuePatch, LabelPatch, Ref, TakesComments, Tracker


def comments_unsupported(key: str = "") -> Rejected:
    """The tracker's adapter offers no comments."""
    hint = _("ask for an adapter that has them; docs/adapters.md says what it takes")
    message = _("this tracker takes no comments from Vekha")
    return Rejected("comments-unsupported", message, Purpose("", "comment", key), hint=hint)


class Sender:
    """Sends the changes of one change set. `bases` are what was last written, by kind and key."""

    def __init__(
        self, tracker: Tracker, changeset: Changeset, bases: Mapping[tuple[str, str], Values], plan: str
    ) -> None:
        self._tracker = tracker
        self._bases = bases
        self._plan = plan
        self._ids = dict(changeset.standing)
        self._refs: dict[str, Ref] = {}
        self._gone = {(link.kind, link.key) for link in changeset.missing}
        self._tried = {one.key for one in changeset.settled if (one.kind, one.action) == ("issue", "create")}
        self._said = {one.key for one in changeset.settled if one.action == "comment"}
        self._bearers = dict(changeset.bearers)
        self._shut = {change.key for change in changeset.changes if change.action == "reopen"}

    def made(self, change: Change, ref: Ref) -> None:
        """Note what stands for a change's key from now on."""
        self._ids[change.kind, change.key] = ref.id
        if change.action == "reopen":
            self._shut.discard(change.key)
        if "description" in change.fields:
            self._bearers.pop(change.key, None)
        if change.kind == "issue":
            self._refs[change.key] = ref

    def base_after(self, change: Change) -> Values:
        """What was last written to a change's key, once the change has been made."""
        if change.action != "create":
            written = {} if change.action in ("close", "reopen") else change.fields  # the status is none of the plan's
            after = {**self._bases.get((change.kind, change.key), {}), **written, **change.kept}
            base = {name: value for name, value in after.items() if name not in change.kept or value is not None}
            if not written:
                return base
        else:
            named = {"milestone": "milestone", "parent": "issue"}
            base = {
                # made without what is gone
                name: None if name in named and self.id(named[name], value) is None else value
                for name, value in {**change.fields, **change.kept}.items()
            }
        return stamped(base, change.wanted) if isinstance(change.wanted, DesiredIssue) else base

    def missing(self, change: Change) -> str | None:
        """What an issue needs and what is not there: its parent or its milestone could not be made, or may yet appear.

        What the staff have deleted is not waited for. A key that another issue still bears as its marker is, and so is
        a closed parent that is to be opened: nobody looks for open work below it, and later nothing would tell of it.
        """
        if change.action == "create" and change.kind == "issue" and change.key in self._bearers.values():
            return next(bearer for bearer, key in self._bearers.items() if key == change.key)
        for kind, name in (("issue", "parent"), ("milestone", "milestone")):
            key = change.fields.get(name)
            if key is not None and (kind, key) not in self._ids and (kind, key) not in self._gone:
                return key
        above = change.fields.get("parent")
        return above if above in self._shut and change.action != "reopen" else None

    def bears_another(self, key: str) -> bool:
        """Whether the issue of a key still bears another one's marker, as far as is known."""
        return key in self._bearers

    def waits_for(self, other: str) -> str:
        """What is told of a change that waits for another issue or milestone."""
        if other in self._shut:
            return _("it waits until {other} is open again").format(other=other)
        return _("it waits until {other} stands in the tracker").format(other=other)

    def _earlier(self, change: Change) -> Ref | None:
        """What an earlier, broken-off run may have made: a listing can lag behind, so the marker is looked up."""
        if change.action != "create" or change.kind != "issue" or change.key not in self._tried:
            return None
        found = self._tracker.find(marker(self._plan, change.key))
        others = {number for (kind, _key), number in self._ids.items() if kind == "issue"}
        return found.ref if found is not None and found.ref.id not in others else None

    def send(self, change: Change) -> Ref:
        """Make one change; returns what it was made on. Raises what the port raises. Safe to call from threads."""
        return self._earlier(change) or self._write(change)

    def _comment(self, change: Change, ref: Ref) -> Ref:
        """Say something in an issue. Where an earlier run may have said it, its mark is looked up at this moment."""
        if not isinstance(self._tracker, TakesComments):
            raise comments_unsupported(change.key)
        text = change.fields["comment"] or ""
        if change.key in self._said:
            found = self._tracker.find(marker(self._plan, change.key))
            if found is not None and mark_of(text) in {mark_of(one.text) for one in found.comments}:
                return found.ref
        return self._tracker.comment(ref, text)

    def _write(self, change: Change) -> Ref:
        wanted, actual = change.wanted, change.actual
        if isinstance(actual, ActualMilestone) and isinstance(wanted, DesiredMilestone):
            return self._tracker.update_milestone(actual.ref, wanted, list(change.fields))
        if isinstance(wanted, DesiredMilestone):
            return self._tracker.create_milestone(wanted)
        if isinstance(actual, ActualIssue):
            return self._change(change, actual)
        assert isinstance(wanted, DesiredIssue)  # noqa: S101 - the two branches above leave only creation
        return self._tracker.create_issue(
            wanted,
            milestone_id=self.id("milestone", wanted.milestone),
            parent_id=self.id("issue", wanted.parent),
        )

    def _change(self, change: Change, actual: ActualIssue) -> Ref:
        wanted = change.wanted
        newest = self._refs.get(change.key, actual.ref)  # one that the same run has just changed has a newer version
        if change.action == "comment":
            return self._comment(change, newest)
        if change.action == "reopen":
            return self._tracker.reopen_issue(newest)
        if change.action == "close" or not isinstance(wanted, DesiredIssue):
            return self._tracker.close_issue(newest, done=wanted is not None)
        return self._tracker.update_issue(newest, self._patch(change.fields, actual, wanted))

    def _patch(self, fields: Values, actual: ActualIssue, wanted: DesiredIssue) -> IssuePatch:
        patch: dict[str, str | date | LabelPatch | None] = {}
        for name in fields:
            match name:
                case "title":
                    patch["title"] = wanted.title
                case "description":
                    patch["description"] = replace_block(actual.description, fields["description"] or wanted.block)
                case "milestone":
                    patch["milestone_id"] = self.id("milestone", wanted.milestone)
                case "parent":
                    patch["parent_id"] = self.id("issue", wanted.parent)
                case "start":
                    patch["start"] = wanted.start
                case "marker":
                    patch["marker"] = wanted.key
                case "labels":
                    patch["labels"] = self._relabelled(actual, wanted, parted(fields["labels"]))
                case _:
                    patch["due"] = wanted.due
        return IssuePatch(patch)

    def _relabelled(self, actual: ActualIssue, wanted: DesiredIssue, names: Collection[str]) -> LabelPatch:
        """The labels that the plan gives, those of these names, and takes; the staff's own are not among them."""
        before = parted(self._bases.get(("issue", wanted.key), {}).get("labels"))
        return LabelPatch(
            tuple(label for label in wanted.labels if label.name in names and label.name not in actual.labels),
            tuple(name for name in before if name in actual.labels and name not in names),
        )

    def id(self, kind: str, key: str | None) -> str | None:
        """The tracker's id of what a key stands for; None where it is gone from there."""
        return None if key is None or (kind, key) in self._gone else self._ids.get((kind, key))
