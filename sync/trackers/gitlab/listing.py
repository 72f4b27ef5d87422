"""Lists the issues that bear the plan label, whole or since the last time.

Decides when a listing is whole. Pages go by the time of creation, which never moves: counted pages skip rows when an
issue is deleted, and repeat them when one is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from sync.trackers.answers import OVERLAP
from sync.trackers.gitlab.cache import GitlabCache, Pulled
from sync.trackers.gitlab.client import PAGE, GitlabClient, Params, has_more, page_of, total
from sync.trackers.gitlab.payloads import Issue
from sync.transport import Purpose

FEW = 2 * PAGE  # so many issues take no more requests to list whole than to list what moved, and to count
_ALL: Params = (("state", "all"), ("order_by", "created_at"), ("sort", "asc"), ("per_page", str(PAGE)))
_TICK = timedelta(milliseconds=1)  # GitLab shows times no finer


class IssueListing:
    """The issues of one project that bear a label. `path` leads to the project's issues."""

    def __init__(self, client: GitlabClient, path: Callable[[Purpose], str], label: str, cache: GitlabCache) -> None:
        self._client = client
        self._path = path
        self._label = label
        self._cache = cache
        self._rows: dict[int, Issue] | None = None  # of this run

    def pull(self, purpose: Purpose) -> list[Issue]:
        """All issues with the label, as they stand; raises `Transient` where some are missing.

        Of many, only those are listed that have moved, as long as the last whole listing is fresh: a label or a
        milestone that is deleted as such moves none.
        """
        pulled = self._cache.pulled()
        known = {issue.iid: issue for issue in self._cache.issues()}
        rows: dict[int, Issue] | None = None
        if pulled is not None and len(known) > FEW and pulled.label == self._label and self._cache.is_fresh(pulled.at):
            rows = known | {issue.iid: issue for issue in self._labelled(_since(pulled.newest), purpose)}
            if self._count(purpose) != len(rows):
                rows = None
        at = self._cache.now() if rows is None or pulled is None else pulled.at
        if rows is None:
            rows = {issue.iid: issue for issue in self.whole(purpose)}
        self._rows = rows
        newest = max((issue.updated_at for issue in rows.values()), default=None)
        keep = newest is not None and len(rows) > FEW
        kept = Pulled(at=at, newest=newest, label=self._label) if keep and newest is not None else None
        self._cache.note_pull(kept, rows.values())
        return list(rows.values())

    def whole(self, purpose: Purpose) -> list[Issue]:
        """All issues with the label, listed anew; raises `Transient` where some are missing."""
        return self._labelled((), purpose)

    def recent(self, purpose: Purpose) -> list[Issue]:
        """All issues with the label: those known in this run, and what has moved or come since."""
        newest = max((issue.updated_at for issue in (self._rows or {}).values()), default=None)
        since = () if newest is None else _since(newest)
        self._rows = (self._rows or {}) | {issue.iid: issue for issue in self._labelled(since, purpose)}
        return list(self._rows.values())

    def numbered(self, numbers: Iterable[int], purpose: Purpose) -> list[Issue]:
        """The issues of these numbers that are there, with the label or without."""
        left, found = sorted(numbers), list[Issue]()
        while left:
            params = [("iids[]", str(number)) for number in left[:PAGE]]
            left = left[PAGE:]
            found += self._listed(params, purpose)
        return found

    def searched(self, text: str, purpose: Purpose) -> list[Issue]:
        """What a search in the descriptions finds, with the label or without: never all, and not at once."""
        return self._listed([("search", text), ("in", "description")], purpose)

    def _labelled(self, params: Params, purpose: Purpose) -> list[Issue]:
        return self._listed([("labels", self._label), *params], purpose)

    def _listed(self, params: Params, purpose: Purpose) -> list[Issue]:
        found: dict[int, Issue] = {}
        after: datetime | None = None
        page = 1
        while True:
            place = [("created_after", _text(after))] if after is not None else []
            place += [("page", str(page))] if page > 1 else []
            answer = self._client.look(self._path(purpose), [*_ALL, *params, *place], purpose=purpose)
            rows = page_of(Issue, answer, page, purpose)
            found |= {issue.id: issue for issue in rows}
            if not has_more(answer, len(rows)):
                return list(found.values())
            last = rows[-1].created_at - _TICK
            after, page = (last, 1) if after is None or last > after else (after, page + 1)

    def _count(self, purpose: Purpose) -> int | None:
        params = [("labels", self._label), ("state", "all"), ("per_page", "1")]
        return total(self._client.look(self._path(purpose), params, purpose=purpose))


def _since(newest: datetime) -> Params:
    """What has moved since the newest change that was seen, by the server's own clock."""
    return (("updated_after", _text(newest - OVERLAP)),)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
