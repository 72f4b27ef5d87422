"""Runs the generator, once for each language, and lays the first page of all above them."""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.pages.site.languages import LANGUAGES, Language

ROOT = Path(__file__).parents[3]
THEME = "tests/pages/site/theme"
FOLDERS = ("", "docs/", "benchmarks/")
SYNTAX = ("myst_role", "myst_line_comment", "myst_block_break", "myst_target")  # of the parser's own, in no page meant


def build(site: Path) -> bool:
    """Make the whole site in a folder, in place of what stands there; False where the generator had to warn.

    What it warns of goes to the standard error stream.
    """
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    whole = [_built(language, site) for language in LANGUAGES]
    shutil.copyfile(ROOT / THEME / "first.html", site / "index.html")
    return all(whole)


def _built(language: Language, site: Path) -> bool:
    with TemporaryDirectory() as work, patch_docutils(), docutils_namespace():
        locale = shutil.copytree(ROOT / THEME / "locale", Path(work, "locale"))  # where it is compiled
        app = Sphinx(
            ROOT,
            None,
            site / language.code,
            Path(work, "doctrees"),
            "html",
            confoverrides={**_settings(language), "locale_dirs": [str(locale)]},
            status=None,
            warning=sys.stderr,
            freshenv=True,
            warningiserror=True,
        )
        app.build(force_all=True)
    return app.statuscode == 0


def _settings(language: Language) -> dict[str, Any]:
    longer = [one.suffix for one in LANGUAGES if one.suffix.endswith(language.suffix) and one != language]
    return {
        "project": language.title,
        "release": version("vekha"),
        "language": language.code,
        "extensions": ["myst_parser", "tests.pages.site.extension"],
        "root_doc": "docs/index",
        "vekha_suffix": language.suffix,
        "include_patterns": [f"{folder}*{language.suffix}" for folder in FOLDERS],
        "exclude_patterns": [*(f"**{suffix}" for suffix in longer), ".*", "build", "var"],
        "nitpicky": True,
        "suppress_warnings": ["misc.highlighting_failure"],  # a shape with an ellipsis is no JSON
        "myst_disable_syntax": list(SYNTAX),
        "myst_heading_anchors": 6,
        "highlight_language": "none",
        "smartquotes": False,
        "templates_path": [f"{THEME}/templates"],
        "html_theme": "furo",
        "html_title": language.title,
        "html_static_path": [f"{THEME}/static"],
        "html_css_files": ["site.css"],
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_sphinx": False,
        "html_show_copyright": False,
        "html_use_index": False,
        "html_domain_indices": False,
    }
