"""Every page of the documents can be read in both languages, and no link of any page leads astray."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages.documented_codes import ROOT
from tests.pages.markdown import Page, anchor, in_code, relative

DOCS = ROOT / "docs"
ENGLISH = sorted(path.name.removesuffix(".md") for path in DOCS.glob("*.md") if not path.name.endswith(".ru.md"))
TWINS = {
    name: (Page(folder / f"{name}.md"), Page(folder / f"{name}.ru.md"))
    for folder, names in ((ROOT, ["README"]), (DOCS, ENGLISH))
    for name in names
}
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])
_RUSSIAN = re.compile(r"[А-Яа-яЁё]+(?:[^\S\n]*[-—,.]*[^\S\n]*[А-Яа-яЁё]+)*:?")

both = pytest.mark.parametrize("name", TWINS)
each = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


def _twin(path: Path) -> Path:
    """Where the same page stands in the other language."""
    russian = path.name.endswith(".ru.md")
    return path.with_name(path.name.replace(".ru.md", ".md") if russian else path.name.replace(".md", ".ru.md"))


def test_every_page_has_its_twin() -> None:
    """A page of docs/ in one language is there in the other."""
    assert [path.name for path in DOCS.glob("*.md") if not _twin(path).is_file()] == []


@both
def test_twins_have_the_same_headings(name: str) -> None:
    """Headings of the same levels in the same order."""
    english, russian = TWINS[name]
    assert russian.levels == english.levels


@both
def test_twins_have_the_same_tables(name: str) -> None:
    """As many tables with as many rows and columns, and the same names in code in the first column."""
    english, russian = (
        [[(in_code(row[0]), len(row)) for row in table] for table in page.tables] for page in TWINS[name]
    )
    assert [len(table) for table in russian] == [len(table) for table in english]
    assert russian == english


@both
def test_twins_show_the_same_code(name: str) -> None:
    """The same blocks but for comments; where the Russian page has Russian words, the English may have its own."""
    english, russian = (page.code for page in TWINS[name])
    assert len(russian) == len(english)
    for one, other in zip(english, russian, strict=True):
        pattern = ".+?".join(re.escape(part) for part in _RUSSIAN.split(other))
        assert re.fullmatch(pattern, one), f"{one}\n{other}"


@both
def test_twins_link_to_each_other(name: str) -> None:
    """The first paragraph below the title leads to the page in the other language."""
    for page in TWINS[name]:
        assert _twin(page.path).name in relative(page.opening), page.path.name


@each
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link leads to a file that is there, and an anchor to a heading in it."""
    for link in Page(path).links:
        file, _, wanted = link.partition("#")
        target = path.parent / file if file else path
        assert target.is_file(), link
        assert not wanted or wanted in Page(target).anchors, link


@each
def test_a_page_links_to_pages_in_its_language(path: Path) -> None:
    """Of two twins a link leads to the one in the language of its own page, unless it leads to the page's own twin."""
    links = [link.partition("#")[0] for link in Page(path).links if not link.startswith("#")]
    targets = [(path.parent / link).resolve() for link in links]
    paired = {page.path for twins in TWINS.values() for page in twins} - {_twin(path)}
    russian = path.name.endswith(".ru.md")
    assert [one.name for one in targets if one in paired and one.name.endswith(".ru.md") is not russian] == []


@pytest.mark.parametrize(
    ("heading", "address"),
    [
        ("Exit codes", "exit-codes"),
        ("Что происходит с письмом", "что-происходит-с-письмом"),
        ("О чём сообщается, но что не читается", "о-чём-сообщается-но-что-не-читается"),
        ("`vekha read FILE`", "vekha-read-file"),
        ("`vekha tracker list [--overdue]`", "vekha-tracker-list---overdue"),
        ("Ключ `fact_field` — число", "ключ-fact_field--число"),
        ("См. [почту](mail.ru.md)", "см-почту"),
    ],
)
def test_anchors_are_those_of_github(heading: str, address: str) -> None:
    """Small letters of any alphabet, digits, hyphens and `_` stay, blanks become hyphens, all else is left out."""
    assert anchor(heading) == address


def test_a_heading_that_stands_twice_has_a_number_in_its_address(tmp_path: Path) -> None:
    """The second one of the same words ends in -1; what stands in a block of code is no heading."""
    path = tmp_path / "page.md"
    path.write_text("# Почта\n\n```\n# Почта\n```\n\n## Почта\n", encoding="utf-8")
    assert Page(path).anchors == ["почта", "почта-1"]
