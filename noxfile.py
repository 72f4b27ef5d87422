"""The tests, but those of servers, on every Python that the project names, and with its oldest and newest libraries.

A Python that this machine does not have is named and left out. What is written after `--` goes to pytest.
"""

import nox

PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))

nox.needs_version = ">=2025.10.16"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.stop_on_first_error = False


@nox.session(python=PYTHONS)
def pinned(session: nox.Session) -> None:
    """The versions of constraints.txt, which `make` installs."""
    session.install("--constraint", "constraints.txt", "--editable", ".[test]")
    _tested(session)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """The lowest version that pyproject.toml lets in of each library that it names."""
    session.install("--resolution", "lowest-direct", "--editable", ".[test]")
    _tested(session)


@nox.session(python=PYTHONS[-1])
def newest(session: nox.Session) -> None:
    """The newest version of everything."""
    session.install("--upgrade", "--editable", ".[test]")
    _tested(session)


def _tested(session: nox.Session) -> None:
    session.run("pytest", "-n", "auto", "--ignore", "tests/live", *session.posargs)
