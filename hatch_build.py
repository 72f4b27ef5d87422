"""Compiles the message catalogues when the package is built or installed, so that the sources hold no binary."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.utils import get_reproducible_timestamp


class CatalogueBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes a `.mo` beside every `.po`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every catalogue below `mappings/locale`."""
        moment = datetime.fromtimestamp(get_reproducible_timestamp(), UTC)
        for source in Path(self.root, "mappings", "locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as binary:
                catalogue = read_po(text)
                catalogue.creation_date = catalogue.revision_date = moment  # else each build would be another
                write_mo(binary, catalogue)
