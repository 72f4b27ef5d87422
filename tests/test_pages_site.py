"""The site of the documents: no page is left out, no link leads astray, nothing is fetched from outside."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from tests.pages.documented_codes import ROOT
from tests.pages.markdown import Page
from tests.pages.site.contents import Part, parts
from tests.pages.site.languages import ENGLISH, RUSSIAN, Language, across, address, language_of

DOCS = ROOT / "docs"
LISTS = {ENGLISH: Page(DOCS / "index.md"), RUSSIAN: Page(DOCS / "index.ru.md")}

pytestmark = pytest.mark.xdist_group("site")

each = pytest.mark.parametrize("language", [ENGLISH, RUSSIAN], ids=lambda one: one.code)


def _pages(language: Language) -> list[str]:
    """The names of the pages of docs/ in a language, the list of them left out."""
    names = [path.name for path in DOCS.glob("*.md") if language_of(path.name) == language]
    return sorted(name for name in names if name != LISTS[language].path.name)


@each
def test_every_page_stands_in_one_part_of_the_list(language: Language) -> None:
    """Whoever adds a page says who reads it; every entry is one that the site's navigation knows."""
    text = LISTS[language].text
    listed = [page for part in parts(text) for page in part.pages]
    assert sorted(name for name in listed if "/" not in name) == _pages(language)
    assert len(set(listed)) == len(listed) == len(re.findall(r"^- ", text, flags=re.MULTILINE))


def test_both_lists_have_the_same_pages_in_the_same_order() -> None:
    """Part by part."""
    english, russian = (
        [[name.removesuffix(".md").removesuffix(".ru") for name in part.pages] for part in parts(page.text)]
        for page in LISTS.values()
    )
    assert english == russian


def test_what_a_list_says() -> None:
    """A part is a heading of the second level; of an entry the first link counts, and only that of a page."""
    text = "# All\n\n- [a](a.md)\n\n## One\n\n- [b](b.md): see [c](c.md)\n- [d](d.yaml)\nWords.\n\n## Two\n"
    assert parts(text) == [Part("One", {"b.md": "b"}), Part("Two", {})]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("README.md", "en/README.html"),
        ("docs/mail.md", "en/docs/mail.html"),
        ("docs/mail.ru.md", "ru/docs/mail.html"),
    ],
)
def test_a_page_has_the_same_address_in_both_languages(path: str, place: str) -> None:
    """But for the folder of the language; a link from the other language goes up to the root of the site."""
    assert address(path) == place
    for docname in ("README", "docs/mail"):
        other = RUSSIAN if language_of(path) == ENGLISH else ENGLISH
        assert posixpath.normpath(f"{other.code}/{docname}/../{across(path, docname)}") == place


def test_what_is_no_page_has_no_address() -> None:
    """A config is handed out as it is."""
    assert language_of("config.example.yaml") is None
    with pytest.raises(ValueError, match=r"config\.example\.yaml is no page"):
        address("config.example.yaml")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made without a warning."""
    folder = tmp_path_factory.mktemp("made") / "site"
    words = [sys.executable, "-m", "tests.pages.site", str(folder)]
    done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)
    return folder


@cache
def _read(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes())


@cache
def _anchors(path: Path) -> frozenset[str]:
    return frozenset(map(str, _read(path).xpath("//@id | //a/@name")))


@each
def test_every_page_is_on_the_site_and_in_its_navigation(site: Path, language: Language) -> None:
    """Each is in its language, and the list's page leads to it, also from the sidebar."""
    first = site / language.code / "docs" / "index.html"
    named = {str(link).partition("#")[0] for link in _read(first).xpath("//aside//a/@href")}
    for name in _pages(language):
        made = site / address(f"docs/{name}")
        assert _read(made).get("lang") == language.code
        assert made.name in named
    assert [str(text) for text in _read(first).xpath("//aside//*[@class='caption-text']/text()")] == [
        part.title for part in parts(LISTS[language].text) if any(language_of(page) == language for page in part.pages)
    ]


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    """To a file that is there, and in it to an anchor that is there; other sites are not asked."""
    made = sorted(site.rglob("*.html"))
    astray = []
    for page in made:
        for link in map(str, _read(page).xpath("//@href | //@src")):
            file, _, anchor = unquote(link).partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            target = (page.parent / file.partition("?")[0]).resolve() if file else page
            there = target.is_file() and (not anchor or target.suffix != ".html" or anchor in _anchors(target))
            if not there:
                astray.append(f"{page.relative_to(site)}: {link}")
    assert len(made) > 2 * len(_pages(ENGLISH))
    assert astray == []


def test_the_site_fetches_nothing_from_outside(site: Path) -> None:
    """Scripts, styles, pictures and fonts lie beside the pages, which so can be opened from a folder."""
    for page in site.rglob("*.html"):
        fetched = _read(page).xpath("//@src | //link/@href | //form/@action")
        assert [link for link in map(str, fetched) if re.match(r"[a-z]+:|//", link)] == []
    for style in site.rglob("*.css"):
        assert not re.search(r"@import|url\(['\"]?(?:[a-z]+:)?//", style.read_text(encoding="utf-8")), style


@each
def test_twins_lead_to_each_other(site: Path, language: Language) -> None:
    """The link below the title changes the language and leaves the reader on the same page."""
    for name in [LISTS[language].path.name, *_pages(language)]:
        place = address(f"docs/{name}")
        twin = place.replace(*(("en/", "ru/") if language == ENGLISH else ("ru/", "en/")), 1)
        links = _read(site / place).xpath("//article//a/@href")
        assert posixpath.relpath(twin, posixpath.dirname(place)) in links


def test_the_first_page_leads_to_both_languages(site: Path) -> None:
    """It fetches nothing, and asks no browser which one to show."""
    assert [str(link) for link in _read(site / "index.html").xpath("//a/@href")] == [
        address("docs/index.ru.md"),
        address("docs/index.md"),
    ]


def test_the_russian_site_speaks_russian(site: Path) -> None:
    """What the theme says beside the pages: the names of buttons, what leads on, what is below."""
    for page in site.glob("ru/**/*.html"):
        said = _read(page).xpath(
            "//@aria-label | //@placeholder | //*[@class='context']//text() | //*[@class='left-details']//text()"
            " | //*[contains(@class, 'back-to-top')]//text()"
            " | //a[contains(@class, 'skip-to-content')]/text() | //*[@class='toc-title']/text()"
        )
        words = {str(text).strip() for text in said} - {"", "Furo"}
        assert [text for text in words if not re.search("[А-Яа-я]", text)] == [], page.name
