"""What is released agrees with itself: the tree, the version, the changelog, the tag, and one build with the next."""

from __future__ import annotations

import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from hatch_build import BuildHook
from tests import release
from tests.pages.documented_codes import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
RIGHT = "# Changelog\n\n## [1.2.0] - 2026-12-01\n\n## [1.1.0] - 2026-11-01\n"


def git(folder: Path, *words: str) -> None:
    """One command in a repository of a test."""
    who = (
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
        "-c",
        "tag.gpgSign=false",
        "-c",
        "commit.gpgSign=false",
    )
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of version 1.2.0, committed, that may be released."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(RIGHT, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "1.2.0")
    return tmp_path


def test_a_tree_that_agrees_is_released(tree: Path) -> None:
    """Before its tag is set and after it, whichever kind of tag it is."""
    assert list(release.hindrances(tree)) == []
    git(tree, "tag", "v1.2.0")
    assert list(release.hindrances(tree)) == []
    git(tree, "tag", "--force", "-a", "-m", "1.2.0", "v1.2.0")
    assert list(release.hindrances(tree)) == []


@pytest.mark.parametrize("name", ["pyproject.toml", "new.txt"])
def test_what_is_not_committed_hinders(tree: Path, name: str) -> None:
    """Changed or new: nobody could build the same again."""
    with (tree / name).open("a", encoding="utf-8") as file:
        file.write("\n# more\n")
    (line,) = release.hindrances(tree)
    assert "not committed" in line


@pytest.mark.parametrize(
    "heading",
    [
        "## [Unreleased]",
        "## [1.2.0]",
        "## [1.2.0] - Unreleased",
        "## [1.2.0] - 2026-13-01",
        "## [1.3.0] - 2026-12-01",
        "",
    ],
)
def test_a_changelog_that_speaks_of_something_else_hinders(tree: Path, heading: str) -> None:
    """Its first section bears the version and a day of the calendar."""
    (tree / "CHANGELOG.md").write_text(RIGHT.replace("## [1.2.0] - 2026-12-01", heading), encoding="utf-8")
    git(tree, "commit", "-q", "-a", "-m", "more")
    (line,) = release.hindrances(tree)
    assert "«## [1.2.0] - YYYY-MM-DD»" in line


def test_a_version_is_released_once(tree: Path) -> None:
    """Where its tag stands at another commit, that is another release."""
    git(tree, "tag", "v1.2.0")
    git(tree, "commit", "-q", "--allow-empty", "-m", "more")
    (line,) = release.hindrances(tree)
    assert "the tag v1.2.0 stands at another commit" in line


def test_nothing_is_built_of_a_tree_that_does_not_agree(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All that hinders is told, a line each."""
    git(tree, "tag", "v1.2.0")
    (tree / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    git(tree, "commit", "-q", "-a", "-m", "more")
    (tree / "new.txt").touch()
    monkeypatch.setattr(release, "ROOT", tree)
    assert release.main() == 1
    assert [line.partition(":")[0] for line in capsys.readouterr().err.splitlines()] == ["not released"] * 3
    assert not (tree / "dist").exists()


def test_the_catalogues_of_two_builds_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the minute of a build is in them, but the time that it is told."""
    folder = tmp_path / "mappings" / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "vekha.po").write_text('msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "a"\nmsgstr "б"\n', encoding="utf-8")
    hook = BuildHook(str(tmp_path), {}, None, None, "", "")  # type: ignore[arg-type]
    built = []
    for moment in ("1700000000", "1700000000", "1800000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        hook.initialize("standard", {})
        built.append((folder / "vekha.mo").read_bytes())
    assert built[0] == built[1] != built[2]


def test_the_version_stands_in_one_place() -> None:
    """What is installed has it from pyproject.toml, and no source holds it beside."""
    number = release.version_of(ROOT)
    assert version("vekha") == number
    quoted = re.compile(rf"[\"']{re.escape(number)}[\"']")
    sources = (path for room in ("mappings", "notify", "sync") for path in (ROOT / room).rglob("*.py"))
    assert [path for path in sources if quoted.search(path.read_text(encoding="utf-8"))] == []


def test_the_changelog_keeps_its_form() -> None:
    """That of Keep a Changelog: sections of versions, the newest first, with kinds of changes in their order."""
    assert CHANGELOG.startswith("# Changelog\n")
    first, *earlier = re.split(r"^## ", CHANGELOG, flags=re.M)[1:]
    assert re.match(r"\[Unreleased\]\n|\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}\n", first)
    assert all(re.match(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}\n", section) for section in earlier)
    for section in (first, *earlier):
        kinds = re.findall(r"^### (.+)$", section, flags=re.M)
        assert kinds == [kind for kind in KINDS if kind in kinds]
