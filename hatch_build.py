"""Makes what the sources do not hold when the package is built or installed: catalogues and completions."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.utils import get_reproducible_timestamp

COMPLETIONS: dict[type[ShellComplete], str] = {  # where each shell looks for them
    BashComplete: "share/bash-completion/completions/vekha",
    FishComplete: "share/fish/vendor_completions.d/vekha.fish",
    ZshComplete: "share/zsh/site-functions/_vekha",
}


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes a `.mo` beside every `.po`, and below `build/` a script for each shell, which a wheel takes in."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every catalogue below `mappings/locale`; write the scripts."""
        root = Path(self.root)
        moment = datetime.fromtimestamp(get_reproducible_timestamp(), UTC)
        for source in (root / "mappings" / "locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as binary:
                catalogue = read_po(text)
                catalogue.creation_date = catalogue.revision_date = moment  # else each build would be another
                write_mo(binary, catalogue)
        if self.target_name == "wheel":
            build_data["shared_data"].update(_completions(root / "build"))


def _completions(folder: Path) -> dict[str, str]:
    """Where each script was written, and where it is installed."""
    written = {}
    for shell, place in COMPLETIONS.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        script = shell(click.Command("vekha"), {}, "vekha", "_VEKHA_COMPLETE").source()
        path.write_text(f"{script.strip()}\n", encoding="utf-8")
        written[str(path)] = place
    return written
