"""The wiki of a project: pages by the slug that is made of their title, one of each.

doc/api/wikis.md; lib/api/wikis.rb; app/models/wiki_page.rb; doc/user/permissions.md: Reporters may not write in it,
though Planners may. No version is asked for: whoever writes last has written.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.standins.gitlab_server.calls import Call, Reply, forbidden, not_found, refusal
from tests.standins.gitlab_server.records import WikiPage
from tests.standins.gitlab_server.roles import level
from tests.standins.gitlab_server.state import LEVELS


def page_json(page: WikiPage, *, content: bool = True) -> dict[str, Any]:
    """A page (`API::Entities::WikiPage`)."""
    whole = {"content": page.content, "encoding": "UTF-8", "front_matter": {}} if content else {}
    return {"format": page.format, "slug": page.slug, "title": page.title, "wiki_page_meta_id": None, **whole}


def list_pages(call: Call) -> Reply:
    """The pages of the project, with their texts where these are asked for."""
    _needs_wiki(call)
    wanted = call.query.get("with_content", False)
    pages = [one for one in call.state.wiki.values() if one.project_id == call.project.id]
    return Reply(200, [page_json(one, content=wanted) for one in pages])


def get_page(call: Call) -> Reply:
    """One page as it stands."""
    _needs_wiki(call)
    return Reply(200, page_json(_page(call)))


def create_page(call: Call) -> Reply:
    """Make a page; a second one of its title is refused."""
    _needs_wiki(call, writes=True)
    slug = slug_of(call.body["title"])
    if (call.project.id, slug) in call.state.wiki:
        raise call.invalid(base="Duplicate page: A page with that title already exists")
    if not call.body["content"]:
        raise call.invalid(content="can't be blank")
    page = WikiPage(call.project.id, slug, call.body["title"].strip(), call.body["content"])
    call.state.wiki[page.project_id, slug] = page
    return Reply(201, page_json(page))


def update_page(call: Call) -> Reply:
    """Change a page's text; a title given along moves it."""
    _needs_wiki(call, writes=True)
    page = _page(call)
    if call.body.get("content", page.content) == "":
        raise call.invalid(content="can't be blank")
    page.content = call.body.get("content", page.content)
    title = call.body.get("title")
    if title is not None and slug_of(title) != page.slug:
        del call.state.wiki[page.project_id, page.slug]
        page.slug, page.title = slug_of(title), title
        call.state.wiki[page.project_id, page.slug] = page
    return Reply(200, page_json(page))


def slug_of(title: str) -> str:
    """What a page is called in addresses."""
    return title.strip().replace(" ", "-")


def _page(call: Call) -> WikiPage:
    page = call.state.wiki.get((call.project.id, unquote(call.path_params["slug"])))
    if page is None:
        raise not_found("Wiki Page")
    return page


def _needs_wiki(call: Call, *, writes: bool = False) -> None:
    here = level(call.project, call.user)
    may_write = here == LEVELS["planner"] or here >= LEVELS["developer"]
    if not call.project.wiki_enabled or (writes and not may_write):
        raise forbidden()
    if writes and call.project.archived:
        raise refusal(403, "403 Forbidden")
