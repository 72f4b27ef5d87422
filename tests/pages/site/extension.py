"""What the generator does besides: the navigation is that of the list of pages, and twins lead to each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform

from tests.pages.site.contents import parts
from tests.pages.site.languages import across, language_of


class Contents(SphinxTransform):
    """Puts the navigation into the list of pages: a part for each of its own, with the pages of its language."""

    default_priority = 20

    def apply(self, **_options: Any) -> None:
        """Change the list; no other page is."""
        if self.env.docname != self.config.root_doc:
            return
        text = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8")
        for part in parts(text):
            named = {self._name(page): words for page, words in part.pages.items()}
            known = {name: words for name, words in named.items() if name in self.env.found_docs}
            if known:
                self.document += _branch(self.env.docname, part.title, known)

    def _name(self, page: str) -> str:
        return self.env.path2doc(self.env.relfn2path(page)[1]) or ""


class Across(SphinxTransform):
    """Leads links to pages of the other language to where these stand."""

    default_priority = 20

    def apply(self, **_options: Any) -> None:
        """Change the links of a page."""
        links = [
            *self.document.findall(addnodes.pending_xref),
            *self.document.findall(addnodes.download_reference),
        ]
        for link in links:
            file, anchor = self._file(link)
            language = language_of(file)
            if language is not None and language.code != self.config.language:
                target = across(file, self.env.docname) + (f"#{anchor}" if anchor else "")
                link.replace_self(nodes.reference("", "", *link.children, refuri=target, internal=True))

    def _file(self, link: nodes.Element) -> tuple[str, str]:
        """The file that a link leads to, from the root of the sources, and the anchor there."""
        target, anchor = str(link.get("reftarget") or ""), str(link.get("reftargetid") or "")
        if link.get("refdomain") == "doc":
            return f"{target}.md" if target not in self.env.found_docs else "", anchor
        return self.env.relfn2path(target)[0], anchor


def _branch(docname: str, title: str, pages: Mapping[str, str]) -> nodes.Element:
    tree = addnodes.toctree(
        parent=docname,
        entries=[(words, page) for page, words in pages.items()],
        includefiles=list(pages),
        maxdepth=1,
        caption=title,
        rawcaption=title,
        glob=False,
        hidden=True,
        includehidden=False,
        numbered=0,
        titlesonly=True,
    )
    return nodes.compound("", tree, classes=["toctree-wrapper"])


def _one_suffix(_app: Sphinx, config: Config) -> None:
    """Take the names of the other language's pages for none: the parser has put in that of every Markdown file."""
    config.source_suffix = {config.vekha_suffix: "markdown"}


def setup(app: Sphinx) -> dict[str, bool]:
    """Take part in a build."""
    app.add_config_value("vekha_suffix", ".md", "env")
    app.connect("config-inited", _one_suffix, priority=900)
    app.add_transform(Contents)
    app.add_transform(Across)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
