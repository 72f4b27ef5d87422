"""The labels of a GitLab project: which there are, and the plan's made where they are missing.

Decides colours, and how a name is written so that GitLab keeps it as it is. It takes no label away.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable

from mappings.desired.issues import Label, LabelKind
from mappings.language import gettext as _
from sync.errors import Rejected
from sync.trackers.gitlab.client import GitlabClient
from sync.trackers.gitlab.payloads import ANSWERS
from sync.trackers.gitlab.payloads import Label as LabelPayload
from sync.transport import Purpose

_PLAN_COLOR = "#1f75cb"
_COLORS = {
    LabelKind.SECTION: "#6e49cb",
    LabelKind.GROUP: "#0f7b8a",
    LabelKind.EXECUTOR: "#2f7a3f",
    LabelKind.FUNDING: "#a35200",
}
_CONFLICT = 409
_JOINER = "\u2060"  # has no width; after a look-alike it says that the plan has the real character
# GitLab takes tags out of a title and turns entities into what they stand for; where there is a licence, two labels
# of one scope `a::b` and `a::c` exclude each other; and a comma parts two names.
_ALIKE = {"<": "＜", ">": "＞", "&": "＆", ":": "：", ",": "\u201a"}
_REAL = {alike: real for real, alike in _ALIKE.items()}
_ACTS = re.compile(r"[<>&,]|:(?=:)|(?<=:):")
_MARKED = re.compile(f"([{''.join(_REAL)}]){_JOINER}")


def title_of(name: str) -> str:
    """The title by which GitLab keeps a label of this name."""
    return _ACTS.sub(lambda match: _ALIKE[match.group()] + _JOINER, name)


def name_of(title: str) -> str:
    """The name that a title stands for; the staff's own titles are names as they are."""
    return _MARKED.sub(lambda match: _REAL[match[1]], title)


class GitlabLabels:
    """The labels that issues of the project may bear, its groups' included. Several threads may ask at once."""

    def __init__(self, client: GitlabClient, path: Callable[[Purpose], str], plan_label: str) -> None:
        self._client = client
        self._path = path
        self._plan_label = plan_label
        self._lock = threading.Lock()
        self._known: dict[str, LabelPayload] | None = None

    def known(self, purpose: Purpose) -> dict[str, LabelPayload]:
        """The labels by title."""
        if self._known is None:
            rows = self._client.rows(LabelPayload, self._path(purpose), purpose=purpose)
            self._known = {one.name: one for one in rows}
        return self._known

    def ready(self, labels: Iterable[Label], purpose: Purpose) -> dict[str, LabelPayload]:
        """The plan label and these, by title; those that are missing are made."""
        wanted = {self._plan_label: (_PLAN_COLOR, _("Issues of the plan; kept up by Vekha"))}
        wanted |= {title_of(label.name): (_COLORS[label.kind], label.title) for label in labels}
        with self._lock:
            known = self.known(purpose)
            for title, (color, description) in wanted.items():
                if title not in known:
                    known[title] = self._make(title, color, description, purpose)
            return {title: known[title] for title in wanted}

    def _make(self, title: str, color: str, description: str, purpose: Purpose) -> LabelPayload:
        body = {"name": title, "color": color, "description": description}
        answer = self._client.write(
            "POST", self._path(purpose), body, purpose=purpose, accept=(_CONFLICT,), repeatable=True
        )
        if answer.status != _CONFLICT:
            made = ANSWERS.parsed(LabelPayload, answer.data, purpose)
            if made.name != title:
                raise _not_kept(title, purpose)
            return made
        self._known = None  # somebody was faster, or the answer to the first attempt was lost
        found = self.known(purpose).get(title)
        if found is None:
            raise _not_kept(title, purpose)
        return found


def _not_kept(title: str, purpose: Purpose) -> Rejected:
    message = _("GitLab does not keep the label «{label}» under this name").format(label=title)
    hint = _("see in the project, Manage, Labels, whether one of a like name is there")
    return Rejected("label-not-kept", message, purpose, field="labels", hint=hint)
