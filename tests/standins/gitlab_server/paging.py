"""Pages: by number, with GitLab's headers, or by cursor, with `Link` alone.

lib/gitlab/pagination/offset_header_builder.rb; doc/api/rest/_index.md, «Pagination».
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.standins.gitlab_server.calls import Call, Refusal, Reply, refusal

MOST = 100
_Row = TypeVar("_Row")


def paged(call: Call, rows: Sequence[_Row], shown: Callable[[_Row], Any]) -> Reply:
    """The page that was asked for, and the headers that lead on."""
    page = max(1, call.query.get("page", 1))
    size = _size(call)
    total = len(rows)
    last = max(1, -(-total // size))
    here = rows[(page - 1) * size : page * size]
    following = page + 1 if page < last else None
    links = [("prev", page - 1)] if page > 1 else []
    links += [("next", following)] if following else []
    links += [("first", 1)]
    headers = {
        "X-Per-Page": str(size),
        "X-Page": str(page),
        "X-Next-Page": str(following or ""),
        "X-Prev-Page": str(page - 1 if page > 1 else ""),
    }
    if call.traps.totals_up_to is None or total <= call.traps.totals_up_to:
        headers |= {"X-Total": str(total), "X-Total-Pages": str(last)}
        links += [("last", last)]
    headers["Link"] = ", ".join(
        f'<{_url(call, page=str(number), per_page=str(size))}>; rel="{name}"' for name, number in links
    )
    return Reply(200, [shown(row) for row in here], headers)


def wants_keyset(call: Call) -> bool:
    """Whether pages go by cursor: asked for, on offer, and in an order that has them."""
    if call.query.get("pagination") != "keyset" or call.traps.keyset == "offset":
        return False
    if call.traps.keyset == "refused":
        raise refusal(405, "Keyset pagination is not yet available for this type of request")
    return bool(call.query.get("order_by", "created_at") == "created_at")


def by_cursor(
    call: Call, rows: Sequence[_Row], shown: Callable[[_Row], Any], mark: Callable[[_Row], tuple[str, int]]
) -> Reply:
    """The rows after the cursor's. `rows` are sorted by their marks, up or down as `sort` says."""
    size, cursor = _size(call), call.query.get("cursor")
    if cursor:
        after = _read_cursor(cursor)
        rising = call.query.get("sort", "desc") == "asc"
        rows = [row for row in rows if (mark(row) > after if rising else mark(row) < after)]
    here = rows[:size]
    headers = {}
    if len(rows) > size:
        url = _url(call, cursor=_cursor(mark(here[-1])), per_page=str(size))
        headers["Link"] = f'<{url}>; rel="next"'
    return Reply(200, [shown(row) for row in here], headers)


def _size(call: Call) -> int:
    return int(min(call.query.get("per_page", 20), MOST)) or 20


def _url(call: Call, **changed: str) -> str:
    kept = [(name, value) for name, value in call.raw_query if name not in changed]
    return f"{call.base}/api/v4{call.path}?{urlencode([*kept, *changed.items()])}"


def _cursor(mark: tuple[str, int]) -> str:
    at, number = mark
    return base64.urlsafe_b64encode(json.dumps({"created_at": at, "id": number, "_kd": "n"}).encode()).decode()


def _read_cursor(cursor: str) -> tuple[str, int]:
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor))
        return str(told["created_at"]), int(told["id"])
    except (binascii.Error, ValueError, LookupError, TypeError):
        raise Refusal(400, {"error": "cursor is invalid"}) from None
