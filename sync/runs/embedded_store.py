"""The embedded tracker of a config as its own staff open it: the store itself, past the port.

Refuses a config whose tracker is another. What is asked of the store, and what is written there, is its opener's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from sync.tracker import TrackerContext
from sync.trackers.embedded.adapter import EmbeddedTracker
from sync.trackers.embedded.file import EmbeddedFile
from sync.trackers.embedded.settings import EmbeddedSettings

if TYPE_CHECKING:
    from sync.config.settings import Config
    from sync.trackers.embedded.store import EmbeddedStore


@dataclass(frozen=True)
class OpenStore:
    """A plan's place in the embedded tracker: the store, the project in it, and the key in its markers."""

    store: EmbeddedStore
    project: str
    plan_key: str


def open_store(config: Config, *, named: Path, clock: Callable[[], datetime]) -> OpenStore:
    """The store of a config's tracker; raises `ConfigError` where that is another. `named` is how errors call it."""
    context = TrackerContext(config.plan.key, str(config.folder), clock)
    tracker = config.tracker.factory(config.tracker.settings, context)
    if not isinstance(tracker, EmbeddedTracker):
        message, hint = _("the tracker of this config is not the embedded one"), _("work it in its own pages")
        raise ConfigError([Problem("tracker-not-embedded", str(named), message, hint)])
    return OpenStore(tracker.store, tracker.project, config.plan.key)


def embedded_file(config: Config) -> EmbeddedFile | None:
    """The file of a config's tracker; None where that is not the embedded one."""
    settings = config.tracker.settings
    return EmbeddedFile(config.resolve(settings.path).absolute()) if isinstance(settings, EmbeddedSettings) else None
