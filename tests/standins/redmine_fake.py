"""A small Redmine in memory, for what a real one does seldom: on demand it drops fields, lacks rights, answers oddly.

It keeps the traps of the real one that the adapter was built for, as the live tests found them; it is no second truth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import responses

URL = "http://redmine.test/redmine"
TRACKER, SUPPORT = {"id": 4, "name": "Мероприятие"}, {"id": 3, "name": "Поддержка"}
NEW, DONE, REJECTED = (
    {"id": 1, "name": "Новая", "is_closed": False},
    {"id": 5, "name": "Закрыта", "is_closed": True},
    {"id": 6, "name": "Отклонена", "is_closed": True},
)
BOT = {"id": 8, "name": "Веха Бот"}
CLERK = {"id": 5, "name": "Анна Иванова"}
RIGHTS = ("view_issues", "add_issues", "edit_issues", "manage_subtasks", "add_issue_notes", "manage_versions")
KEY_FIELD, FACT_FIELD = {"id": 1, "name": "Ключ плана"}, {"id": 2, "name": "Факт"}
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
_REFS = {
    "fixed_version_id": "fixed_version",
    "parent_issue_id": "parent",
    "assigned_to_id": "assigned_to",
    "category_id": "category",
}

Answer = tuple[int, dict[str, str], str]


def said(status: int, data: Any = None, kind: str = "application/json") -> Answer:
    """An answer."""
    text = "" if data is None else data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return status, {"Content-Type": f"{kind}; charset=utf-8"}, text


@dataclass
class FakeRedmine:
    """One project, and `others` in its list.

    `dropped` are the fields it leaves out of writes; `odd` answers first, where it answers at all.
    """

    rights: tuple[str, ...] = RIGHTS
    visibility: str = "all"
    admin: bool = False
    member: bool = True
    allowed: tuple[dict[str, Any], ...] | None = (NEW, DONE, REJECTED)
    fields: tuple[dict[str, Any], ...] = (KEY_FIELD, FACT_FIELD)
    project: dict[str, Any] = field(default_factory=dict)
    others: list[dict[str, Any]] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    odd: Callable[[str, str, Any], Answer | None] = lambda _method, _path, _sent: None
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    versions: dict[int, dict[str, Any]] = field(default_factory=dict)
    categories: dict[int, str] = field(default_factory=dict)
    journals: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    locks: dict[int, int] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    at: datetime = START

    def __enter__(self) -> FakeRedmine:
        self._mock = responses.RequestsMock(assert_all_requests_are_fired=False)
        self._mock.start()
        for method in ("GET", "POST", "PUT"):
            self._mock.add_callback(method, re.compile(re.escape(URL)), callback=self._answer, content_type=None)
        return self

    def __exit__(self, *_: object) -> None:
        self._mock.stop(allow_assert=False)
        self._mock.reset()

    # --- the staff's hand ---

    def edit(
        self, number: int, *, by: dict[str, Any] = CLERK, notes: str = "", private: bool = False, **to: Any
    ) -> None:
        """Change an issue and write it into its history."""
        self._touch(number)
        details = [
            {"property": "attr", "name": name, "old_value": self.issues[number].get(name), "new_value": value}
            for name, value in to.items()
        ]
        if "fact" in to:
            details = [{"property": "cf", "name": "2", "old_value": None, "new_value": to["fact"]}]
            next(one for one in self.issues[number]["custom_fields"] if one["id"] == 2)["value"] = to.pop("fact")
        self.issues[number] |= to
        self._note_closing(self.issues[number], to.get("status"))
        entry = {"id": len(self.log) + 1, "user": by, "notes": notes, "created_on": self._now(), "details": details}
        self.journals.setdefault(number, []).append({**entry, "private_notes": private})

    def make(self, subject: str = "Своя задача", **values: Any) -> int:
        """An issue of the staff's own."""
        return int(self._new_issue({"subject": subject, "tracker_id": 3, **values}, CLERK)["id"])

    # --- what is answered ---

    def _answer(self, request: Any) -> Answer:
        parts = urlsplit(request.url)
        path = parts.path.removeprefix("/redmine")
        sent = json.loads(request.body) if request.body else None
        self.log.append(f"{request.method} {path}")
        odd = self.odd(request.method, path, sent)
        if odd is not None:
            return odd
        if request.method == "GET":
            return self._read(path, parse_qsl(parts.query))
        return self._write(request.method, path, sent)

    def _read(self, path: str, query: list[tuple[str, str]]) -> Answer:
        places: dict[str, Callable[[], Answer]] = {
            "/projects.json": lambda: said(
                200, _listed("projects", [self._project() | {"issue_custom_fields": list(self.fields)}, *self.others])
            ),
            "/projects/plan.json": lambda: said(200, {"project": self._project()}),
            "/projects/plan/versions.json": lambda: said(200, _listed("versions", self.versions.values())),
            "/projects/plan/issues.json": lambda: self._listing(query),
            "/projects/plan/issues.csv": lambda: self._table(query),
            "/projects/plan/issue_categories.json": self._categories,
            "/projects/plan/memberships.json": lambda: said(200, _listed("memberships", self._members())),
            "/users/current.json": lambda: said(200, {"user": self._me()}),
            "/users/5.json": lambda: said(200, {"user": {"id": 5, "login": "clerk"}}),
            "/users/8.json": lambda: said(403),
            "/roles/7.json": lambda: said(200, {"role": self._role()}),
            "/issue_statuses.json": lambda: said(200, _listed("issue_statuses", [NEW, DONE, REJECTED])),
            "/trackers.json": lambda: said(200, {"trackers": [TRACKER, SUPPORT]}),
        }
        if path in places:
            return places[path]()
        match = re.fullmatch(r"/(issues|versions)/(\d+)(\.json)?", path)
        number = int(match[2]) if match else 0
        if match and match[1] == "versions" and number in self.versions:
            return said(200, {"version": self.versions[number]})
        if match is None or number not in self.issues:
            return said(404)
        if not match[3]:
            lock = f'<input type="hidden" value="{self.locks[number]}" name="issue[lock_version]" />'
            return said(200, lock, "text/html")
        return said(200, {"issue": self._whole(number, dict(query).get("include", ""))})

    def _write(self, method: str, path: str, sent: Any) -> Answer:
        if (method, path) == ("POST", "/projects/plan/issues.json"):
            issue = self._new_issue(sent["issue"], BOT)
            return said(201, {"issue": issue})
        if path == "/projects/plan/versions.json":
            number = len(self.versions) + 1
            kept = {key: value for key, value in sent["version"].items() if key not in self.dropped}
            self.versions[number] = {"id": number, "name": "?", "status": "open", "description": "", **kept}
            return said(201, {"version": self.versions[number]})
        if path == "/projects/plan/issue_categories.json":
            return self._new_category(str(sent["issue_category"]["name"]))
        kind, end = path.removesuffix(".json").strip("/").split("/")
        number = int(end)
        if kind == "versions":
            self.versions[number] |= {k: v for k, v in sent["version"].items() if k not in self.dropped}
            return said(204)
        values = sent["issue"]
        if str(values.pop("lock_version", self.locks[number])) != str(self.locks[number]):
            return said(422, {"errors": []})
        notes = values.pop("notes", "")
        self._fill(self.issues[number], values)
        self._touch(number)
        if notes and "add_issue_notes" in self.rights and "notes" not in self.dropped:
            entry = {"id": len(self.log), "user": BOT, "notes": notes, "created_on": self._now(), "details": []}
            self.journals.setdefault(number, []).append({**entry, "private_notes": False})
        return said(204)

    def _categories(self) -> Answer:
        if "manage_categories" not in self.rights:
            return said(403)
        rows = [{"id": number, "name": name} for number, name in self.categories.items()]
        return said(200, _listed("issue_categories", rows))

    def _new_category(self, name: str) -> Answer:
        if name in self.categories.values():
            return said(422, {"errors": ["Имя уже существует"]})
        number = len(self.categories) + 1
        self.categories[number] = name
        return said(201, {"issue_category": {"id": number, "name": name}})

    def _new_issue(self, values: dict[str, Any], author: dict[str, Any]) -> dict[str, Any]:
        number = max(self.issues, default=0) + 1
        tracker = TRACKER if values.get("tracker_id") == TRACKER["id"] and "tracker_id" not in self.dropped else SUPPORT
        fields = self.fields if tracker is TRACKER else ()
        self.issues[number] = {
            "id": number,
            "project": {"id": 1, "name": "План"},
            "tracker": tracker,
            "status": NEW,
            "author": author,
            "custom_fields": [{**one, "value": None} for one in fields],
            "start_date": self.at.date().isoformat(),
            "due_date": None,
            "description": None,
            "created_on": self._now(),
        }
        self._fill(self.issues[number], {key: value for key, value in values.items() if key != "status_id"})
        self._touch(number)
        return self.issues[number]

    def _fill(self, issue: dict[str, Any], values: dict[str, Any]) -> None:
        for name, value in values.items():
            if name in self.dropped or name == "tracker_id":
                continue
            if name == "custom_fields":
                for one in issue["custom_fields"]:
                    one["value"] = next((new["value"] for new in value if new["id"] == one["id"]), one["value"])
            elif name == "status_id":
                issue["status"] = next(one for one in (NEW, DONE, REJECTED) if one["id"] == value)
                self._note_closing(issue, issue["status"])
            elif name in _REFS:
                issue.pop(_REFS[name], None)
                if value:
                    known = self.categories if name == "category_id" else {}
                    issue[_REFS[name]] = {"id": int(value), "name": known.get(int(value), f"n{value}")}
            elif name == "description":
                issue[name] = re.sub(r"\r\n|\n|\r", "\r\n", value)
            else:
                issue[name] = value or None

    def _note_closing(self, issue: dict[str, Any], status: dict[str, Any] | None) -> None:
        if status is not None and status.get("is_closed"):
            issue["closed_on"] = self._now()  # it stays when the issue is opened again

    def _touch(self, number: int) -> None:
        self.at += timedelta(seconds=1)
        first = 0 if self.issues[number].get("parent") else 1  # becoming a root of its own counts as a change
        self.locks[number] = self.locks[number] + 1 if number in self.locks else first
        self.issues[number]["updated_on"] = self._now()

    def _now(self) -> str:
        return self.at.isoformat().replace("+00:00", "Z")

    def _listing(self, query: list[tuple[str, str]]) -> Answer:
        if "view_issues" not in self.rights:
            return said(403)
        told = dict(query)
        first = int(told.get("v[issue_id][]", "1"))
        key, words = told.get("v[cf_1][]"), told.get("v[description][]")
        rows = [one for number, one in sorted(self.issues.items()) if number >= first]
        if key is not None:
            rows = [one for one in rows if any(f["id"] == 1 and f["value"] == key for f in one["custom_fields"])]
        if words is not None:
            rows = [one for one in rows if words.lower() in (one["description"] or "").lower()]
        page = rows[: min(100, int(told["limit"]))]
        return said(200, {"issues": page, "total_count": len(rows), "offset": 0, "limit": 100})

    def _table(self, query: list[tuple[str, str]]) -> Answer:
        first = int(dict(query)["v[issue_id][]"])
        rows = [number for number in sorted(self.issues) if number >= first][:500]
        notes = {number: [one["notes"] for one in self.journals.get(number, []) if one["notes"]] for number in rows}
        lines = [f'{number};"{(notes[number] or [""])[-1]}"' for number in rows]
        return said(200, "\n".join(["\ufeff#;Последние примечания", *lines]), "text/csv")

    def _whole(self, number: int, include: str) -> dict[str, Any]:
        issue = dict(self.issues[number])
        if "journals" in include:
            issue["journals"] = self.journals.get(number, [])
        if "children" in include:
            issue["children"] = [
                {"id": one["id"]} for one in self.issues.values() if one.get("parent", {}).get("id") == number
            ]
        if "allowed_statuses" in include and self.allowed is not None:
            issue["allowed_statuses"] = self.allowed
        return issue

    def _project(self) -> dict[str, Any]:
        trackers = [SUPPORT, TRACKER] if "view_issues" in self.rights else []
        modules = [{"id": 1, "name": "issue_tracking"}]
        named = {"id": 1, "name": "План", "identifier": "plan"}
        return {**named, "status": 1, "trackers": trackers, "enabled_modules": modules, **self.project}

    def _members(self) -> list[dict[str, Any]]:
        here = {"id": 1, "name": "План"}
        group = {"project": here, "group": {"id": 20, "name": "Отдел культуры"}, "roles": []}
        return [{"project": here, "user": CLERK, "roles": []}, {"project": here, "user": BOT, "roles": []}, group]

    def _me(self) -> dict[str, Any]:
        mine = [{"project": {"id": 1, "name": "План"}, "roles": [{"id": 7, "name": "Бот"}]}] if self.member else []
        return {"id": 8, "login": "bot", "admin": self.admin, "memberships": mine}

    def _role(self) -> dict[str, Any]:
        return {"id": 7, "name": "Бот", "issues_visibility": self.visibility, "permissions": self.rights}


def _listed(name: str, rows: Any) -> dict[str, Any]:
    found = list(rows)
    return {name: found, "total_count": len(found)}
