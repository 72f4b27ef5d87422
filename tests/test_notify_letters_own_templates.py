"""An operator's own templates of mails: honest ones, broken ones, and those that would take all there is."""

from __future__ import annotations

import re
import time
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

import pytest

from mappings import language
from mappings.errors import ConfigError, Problem
from notify.letters import rendering
from notify.letters.letter import Block, Due, Letter, Line, Part, Row, Share
from notify.letters.own_templates import own_templates
from notify.letters.rendering import HTML, TEXT, rendered
from notify.letters.sample import sample_letter
from notify.letters.template_process import texts_of
from tests.examples.letter_values import ANNA, Town
from tests.pages.documented_codes import ROOT

BUNDLED = Path(rendering.__file__).parent / "templates"


def folder_of(folder: Path, **sources: str) -> Path:
    """A folder with templates of these texts."""
    for name, source in sources.items():
        (folder / f"digest.{name}").write_text(source, encoding="utf-8")
    return folder


def problem_of(folder: Path) -> Problem:
    """What is wrong with the templates of a folder."""
    with pytest.raises(ConfigError) as caught:
        own_templates(folder)
    (problem,) = caught.value.problems
    assert (problem.code, bool(problem.hint)) == ("letter-template-broken", True)
    return problem


@pytest.mark.parametrize("spoken", ["ru", "en"])
def test_a_letter_is_the_same_wherever_it_is_rendered(spoken: str, tmp_path: Path) -> None:
    """All that a template knows of a letter reaches the process: a copy of the bundled ones makes the same mail."""
    language.use(spoken)
    copies = {name: (BUNDLED / f"digest.{name}").read_text(encoding="utf-8") for name in ("txt", "html")}
    templates = own_templates(folder_of(tmp_path, **copies))
    assert templates(sample_letter()) == rendered(sample_letter())


def test_a_mail_is_made_by_the_templates_of_the_operator(tmp_path: Path) -> None:
    """The other body is the program's where the folder has only one; what is shown is escaped in the HTML alone."""
    templates = own_templates(
        folder_of(tmp_path, html="<html><body>{{ verdict }} {{ '<' }} {{ asks|length }}</body></html>"),
    )
    digest = Town(date(2026, 11, 30)).letter(ANNA, render=templates)
    assert digest.html == "<html><body>Due 31 Dec 2026 (in 31 days): 3 measures. &lt; 1</body></html>"
    assert "DUE SOON: 3 MEASURES" in digest.text
    only_text = own_templates(folder_of(tmp_path / "..", txt="{{ '<' }}{{ lang }}"))
    assert only_text(sample_letter())[0] == "<en"


def test_a_folder_without_templates_is_told(tmp_path: Path) -> None:
    """It is a mistake in the config, and no wish for the bundled ones."""
    assert "neither digest.html nor digest.txt" in problem_of(tmp_path).message
    assert problem_of(tmp_path / "missing").place.endswith("missing")
    (tmp_path / HTML).mkdir()
    assert "Is a directory" in problem_of(tmp_path).message


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("a\n{% if %}", 2, "Expected an expression"),
        ("a\nb\n{{ nothing }}", 3, "'nothing' is undefined"),
        ("{% for part in parts %}\n{{ part.heading.upper(1) }}{% endfor %}", 2, "argument"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ 'x' * 9 }}", 1, "not allowed"),
        ("{% include 'other' %}", 1, "other"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", None, "without end"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", None, "more time"),
        ("{{ 'x'.center(900000000) }}", None, "memory"),
        ("{% for a in range(99999) %}{{ 'x'.center(99) }}{% endfor %}", None, "more than 1000000 characters"),
    ],
)
def test_a_broken_template_is_told_with_its_line(source: str, line: int | None, reason: str, tmp_path: Path) -> None:
    """When it is read, before anybody is told anything; nothing that it takes is missed here."""
    begun = time.monotonic()
    problem = problem_of(folder_of(tmp_path, html=source))
    assert reason in problem.message
    assert str(tmp_path / HTML) in problem.place
    if line is not None:
        assert problem.place.endswith(f"line {line}")
    assert time.monotonic() - begun < 60


def test_the_process_says_which_template_is_broken() -> None:
    """The first that is, by its name."""
    letter = asdict(sample_letter())
    assert texts_of({TEXT: "{{ lang }}", HTML: "{{ lang }}"}, letter) == {"texts": {TEXT: "en", HTML: "en"}}
    answer = texts_of({TEXT: "{{ lang }}", HTML: "\n{{ nothing }}"}, letter)
    assert answer == {"template": HTML, "line": 2, "reason": "'nothing' is undefined"}


@pytest.mark.parametrize("page", ["alerts.md", "alerts.ru.md"])
def test_the_documents_name_what_a_template_gets(page: str) -> None:
    """Every name that there is, and no other, below the heading of the templates."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").partition("digest.html")[2].partition("## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    named = {name for line in rows for name in re.findall(r"`([a-z_]+)`", line)}
    known = {one.name for kind in (Letter, Part, Block, Row, Line, Due, Share) for one in fields(kind)}
    assert named - {"ru", "en"} == known
