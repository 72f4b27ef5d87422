"""What the config says of the embedded tracker: `tracker: {kind: embedded, …}`.

Decides what may be set, and opens no file.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from mappings.language import gettext as _

TRACKER = "embedded"


def page_of(path: Path) -> Path:
    """Where the page of a tracker stands: beside its file."""
    return path.with_suffix(".html")


class EmbeddedSettings(BaseModel):
    """`path`: the tracker's file, below the config's folder if relative; `project`: else the plan's key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    project: str | None = None

    @property
    def kept_beside(self) -> tuple[str, ...]:
        """The files that stand beside the tracker's own: SQLite's, and the page."""
        return (*(f"{self.path}{ending}" for ending in ("-journal", "-wal", "-shm")), str(page_of(Path(self.path))))

    @field_validator("path")
    @classmethod
    def _path_is_a_file(cls, path: str) -> str:
        if not path.strip():
            raise ValueError(_("the tracker needs the name of a file"))
        if Path(path).suffix.lower() == ".html":
            raise ValueError(_("the tracker's page takes the name that ends in .html; choose another ending"))
        return path

    @field_validator("project")
    @classmethod
    def _project_has_a_name(cls, project: str | None) -> str | None:
        if project is not None and not project.strip():
            raise ValueError(_("a project needs a name"))
        return project
