"""The pages of `man vekha` are those of today, and every formatter reads them without complaint."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from mappings import language
from tests.pages.manual import MAN, PAGES, _text, page


@pytest.fixture(autouse=True)
def speech() -> Iterator[None]:
    """A page speaks its own language; afterwards the one from before is spoken again."""
    before = language.active()
    yield
    language.use(before)


def formatted(source: str, *, width: int = 80) -> subprocess.CompletedProcess[str]:
    """What a terminal so wide shows of a source, and what the formatter has to say about it."""
    options = ["-K", "utf8", "-man", "-Tutf8", "-P-cbou", f"-rLL={width}n", "-ww"]
    return subprocess.run(["groff", *options], input=source, capture_output=True, text=True, check=True, timeout=60)


@pytest.mark.parametrize("spoken", PAGES)
def test_a_page_is_the_one_of_today(spoken: str) -> None:
    """What stands in docs/man is made from the commands as they are: else run `make manual`."""
    assert PAGES[spoken].file.read_text(encoding="utf-8") == page(spoken)


@pytest.mark.parametrize("spoken", PAGES)
def test_a_page_is_shown_without_a_warning(spoken: str) -> None:
    """All warnings on, nothing is told, and no line is wider than a terminal."""
    shown = formatted(page(spoken))
    assert shown.stderr == ""
    lines = shown.stdout.splitlines()
    assert len(lines) > 300
    assert [line for line in lines if len(line) > 80] == []


def test_the_pages_lie_where_man_looks_for_them() -> None:
    """`man -M docs/man vekha` finds them, the Russian one in a Russian locale."""
    assert sorted(path.relative_to(MAN).as_posix() for path in MAN.rglob("*.1")) == ["man1/vekha.1", "ru/man1/vekha.1"]


@pytest.mark.parametrize("words", [".so /etc/passwd", "'ig", r"a\(bu\n[x]", '-- "q" --', "C:\\temp"])
def test_no_text_is_a_request(words: str) -> None:
    """Whatever stands in a help, the page shows it."""
    assert words in formatted(f".TH X 1\n.PP\n{_text(words)}\n").stdout
