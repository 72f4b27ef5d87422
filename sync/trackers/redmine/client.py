"""Redmine's requests: which ones there are, how lists are read whole, and which answers are refusals.

Decides what an answer means, not what is done about it. What is sent again, and when, is the transport's affair.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from mappings.language import gettext as _
from mappings.natural import natural
from mappings.wording import cut
from sync.errors import NotFound
from sync.trackers.answers import Model
from sync.trackers.redmine.payloads import ANSWERS, Issue, Page, Version
from sync.trackers.redmine.refusals import may_not_see, refuse
from sync.transport import Answer, Purpose, Transport

PAGE = 100  # rows; Redmine cuts a higher limit down to this without a word
_SHOWN = 60  # characters of what is no number
_UNPROCESSABLE = 422
_FORBIDDEN = 403
_NO_PAGE = (301, 302, 303, 307, 308, 403, 406)  # a page may want a browser's session where JSON takes the key
_LOCK = re.compile(r"<input\b[^<>]*\bname=\"issue\[lock_version\]\"[^<>]*>")
_VALUE = re.compile(r"\bvalue=\"(\d+)\"")

Filter = tuple[str, str, str]  # field, operator, value

# Every issue of the project itself, open and closed: without these two only open ones come, and subprojects' too.
_ALL: tuple[Filter, ...] = (("status_id", "*", ""), ("subproject_id", "!*", ""))


class RedmineClient:
    """One Redmine, one project. `connect` makes the session at the first request, since it takes the key."""

    def __init__(self, connect: Callable[[], Transport], project: str) -> None:
        self._connect = connect
        self._made: Transport | None = None
        self.project_path = f"/projects/{quote(project, safe='')}"

    @property
    def _transport(self) -> Transport:
        if self._made is None:
            self._made = self._connect()
        return self._made

    def close(self) -> None:
        """Let go of the connection, if one was made."""
        if self._made is not None:
            self._made.close()

    def look(
        self,
        path: str,
        params: Sequence[tuple[str, str]] = (),
        *,
        purpose: Purpose,
        accept: Collection[int] = (),
    ) -> Answer:
        """The answer to a read, its JSON in `data`."""
        return self._transport.get(path, params, purpose=purpose, accept=accept)

    def read(
        self,
        model: type[Model],
        name: str,
        path: str,
        *,
        purpose: Purpose,
        include: Iterable[str] = (),
    ) -> Model:
        """One thing of Redmine's, which stands in its answer under `name`."""
        params = [("include", ",".join(include))] if include else []
        return ANSWERS.parsed(model, _inside(self.look(path, params, purpose=purpose).data, name, purpose), purpose)

    def rows(
        self,
        model: type[Model],
        name: str,
        path: str,
        *,
        purpose: Purpose,
        accept: Collection[int] = (),
        include: Iterable[str] = (),
    ) -> list[Model]:
        """All rows of a list other than that of issues; nothing where its answer is one of `accept`."""
        found: list[Model] = []
        asked = [("include", ",".join(include))] if include else []
        while True:
            params = [*asked, ("limit", str(PAGE)), ("offset", str(len(found)))]
            answer = self.look(path, params, purpose=purpose, accept=accept)
            if answer.status in accept:
                return []
            page = _inside(answer.data, name, purpose)
            found += [ANSWERS.parsed(model, one, purpose) for one in page]
            if len(found) >= int(answer.data.get("total_count", 0)):
                return found
            if not page:
                raise ANSWERS.short_listing(purpose)

    def issue(self, number: int, *, purpose: Purpose, include: Iterable[str] = ()) -> Issue:
        """One issue as it stands; raises `NotFound`."""
        return self.read(Issue, "issue", f"/issues/{number}.json", purpose=purpose, include=include)

    def issues(self, *filters: Filter, purpose: Purpose) -> list[Issue]:
        """The project's issues that a filter lets through, all pages; raises `Transient` where rows are missing.

        A filter that Redmine cannot use is ignored, and all issues come: check every row. Pages go by id, since
        offsets skip rows when an issue is deleted, and repeat them when one is added.
        """
        found: list[Issue] = []
        while True:
            after = ("issue_id", ">=", str(found[-1].id + 1 if found else 1))
            params = [*_query([*_ALL, after, *filters]), ("sort", "id"), ("limit", str(PAGE))]
            answer = self.look(f"{self.project_path}/issues.json", params, purpose=purpose, accept=(_FORBIDDEN,))
            if answer.status == _FORBIDDEN:
                raise may_not_see(purpose)
            page = ANSWERS.parsed(Page, answer.data, purpose)
            numbers = [issue.id for issue in (*found[-1:], *page.issues)]
            if len(page.issues) != min(PAGE, page.total_count) or any(
                later <= earlier for earlier, later in pairwise(numbers)
            ):
                raise ANSWERS.short_listing(purpose)
            found += page.issues
            if page.total_count == len(page.issues):
                return found

    def versions(self, *, purpose: Purpose) -> list[Version]:
        """The versions that the project's issues may be put into."""
        answer = self.look(f"{self.project_path}/versions.json", purpose=purpose)
        versions = [ANSWERS.parsed(Version, one, purpose) for one in _inside(answer.data, "versions", purpose)]
        if len(versions) != answer.data.get("total_count", len(versions)):
            raise ANSWERS.short_listing(purpose)
        return versions

    def numbers_with_notes(self, first: int, last: int, *, purpose: Purpose) -> set[int] | None:
        """Which issues from `first` to `last` have a comment, or None where Redmine does not tell.

        The CSV shows each issue's last comment, for up to 500 issues in one answer or what the administrator set;
        a JSON list shows none.
        """
        found: set[int] = set()
        while first <= last:
            filters = [*_ALL, ("issue_id", ">=", str(first))]
            columns = [("c[]", "id"), ("c[]", "last_notes")]
            params = [("set_filter", "1"), ("encoding", "UTF-8"), ("sort", "id"), *columns, *_query(filters)]
            path = f"{self.project_path}/issues.csv"
            answer = self._transport.get(path, params, purpose=purpose, accept=(_FORBIDDEN, 404, 406), media="text/csv")
            rows = _csv_rows(answer) if answer.status == 200 else None  # noqa: PLR2004
            if rows is None:
                return None
            found |= {number for number, notes in rows.items() if notes}
            if not rows or max(rows) < first:
                return found
            first = max(rows) + 1
        return found

    def lock_version(self, number: int, *, purpose: Purpose) -> str | None:
        """The number that goes up with every change of an issue; only its page shows it, to those who may edit.

        Raises `Transient` where the page came cut: without the number a write that is late would go unnoticed.
        """
        answer, page = self._seen(f"/issues/{number}", purpose)
        field = _LOCK.search(page)
        if field is None and answer.status not in _NO_PAGE and not page.rstrip().endswith("</html>"):
            raise ANSWERS.unreadable(purpose)
        value = _VALUE.search(field.group()) if field else None
        return value[1] if value else None

    def page(self, path: str, *, purpose: Purpose) -> str:
        """What people see at a path, as HTML; empty where a browser's session would be needed."""
        answer, page = self._seen(path, purpose)
        return "" if answer.status in _NO_PAGE else page

    def create(
        self, path: str, name: str, values: Mapping[str, Any], *, purpose: Purpose, repeatable: bool = False
    ) -> Any:
        """Make something; returns it as Redmine has it, which may be less than was asked for."""
        path = f"{self.project_path}/{path}.json"
        answer = self._write("POST", path, {name: values}, purpose, repeatable=repeatable)
        return _inside(answer.data, name, purpose)

    def change(
        self, path: str, name: str, values: Mapping[str, Any], *, purpose: Purpose, repeatable: bool = False
    ) -> None:
        """Change something. That Redmine took it does not say that it did it: read it again."""
        self._write("PUT", f"{path}.json", {name: values}, purpose, repeatable=repeatable)

    def _seen(self, path: str, purpose: Purpose) -> tuple[Answer, str]:
        answer = self._transport.get(path, purpose=purpose, accept=_NO_PAGE, media="text/html")
        return answer, answer.body.decode(errors="replace")

    def _write(
        self, method: str, path: str, body: Mapping[str, Any], purpose: Purpose, *, repeatable: bool = False
    ) -> Answer:
        answer = self._transport.write(
            method, path, body, purpose=purpose, accept=(_UNPROCESSABLE,), repeatable=repeatable
        )
        if answer.status == _UNPROCESSABLE:
            refuse(answer, purpose)
        return answer


def number_of(text: str, purpose: Purpose) -> int:
    """The number that a ref's id is; raises `NotFound` for what can be none."""
    number = natural(text)
    if number is None:
        raise NotFound("not-found", _("Redmine has no number «{number}»").format(number=cut(text, _SHOWN)), purpose)
    return number


def _inside(data: Any, name: str, purpose: Purpose) -> Any:
    if not isinstance(data, dict) or name not in data:
        raise ANSWERS.unreadable(purpose)
    return data[name]


def _query(filters: Iterable[Filter]) -> Iterator[tuple[str, str]]:
    """The filters in Redmine's long form: in the short one a value that begins with an operator is misread."""
    for field, operator, value in filters:
        yield "f[]", field
        yield f"op[{field}]", operator
        if value:
            yield f"v[{field}][]", value


def _csv_rows(answer: Answer) -> dict[int, str] | None:
    """The last comment of each issue by its number; the separator depends on the bot's language."""
    text = answer.body.decode("utf-8-sig", errors="replace")
    separator = text[1:2]
    if text[:1] != "#" or separator not in (",", ";", "\t"):
        return None
    _head, *rows = csv.reader(io.StringIO(text), delimiter=separator)
    numbered = ((natural(row[0]), row[1].strip()) for row in rows if len(row) > 1)
    return {number: text for number, text in numbered if number is not None}
