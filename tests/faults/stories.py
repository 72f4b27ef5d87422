"""The histories on the two trackers: the stand-in GitLab and a real Redmine, each behind the proxy.

Decides how a tracker is reached, and no more. Tokens come from files, as a config may say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from sync.config.settings import TrackerConfig
from sync.tracker import TrackerFactory
from sync.trackers.gitlab.adapter import GitlabTracker
from sync.trackers.gitlab.settings import GitlabSettings
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.faults.board import Board
from tests.faults.clock import Clock
from tests.faults.gitlab_board import BOT, GitlabBoard
from tests.faults.history import History, in_haste
from tests.faults.kinds import CALM, SAFE, Kind, Weather
from tests.faults.plans import Document, SmallPlan
from tests.faults.proxy import FaultProxy, running
from tests.faults.redmine_board import RedmineBoard
from tests.faults.tally import Tally
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER, RedmineServer
from tests.standins import gitlab_server

RATE = 0.3
_TOKEN = "token"
_SECONDS = 1.0  # real ones, after which a request is given up; a busy machine answers in less


@dataclass(frozen=True)
class Story:
    """A history that has not begun, and what it is played with."""

    history: History
    proxy: FaultProxy
    clock: Clock
    board: Board


@contextmanager
def on_gitlab(document: Document | None = None, *, seed: int = 1, tally: Tally | None = None) -> Iterator[Story]:
    """A story on a fresh stand-in, in calm weather."""
    clock, plan = Clock(), document or SmallPlan()
    with _folder() as folder, gitlab_server.running() as server, in_haste(clock, _SECONDS):
        clock.watch(server.clock.advance)
        (folder / _TOKEN).write_text(server.tokens[BOT])
        with running(server.url, CALM, clock) as proxy:
            settings = GitlabSettings(url=proxy.url, project=server.project, token_file=str(folder / _TOKEN))
            config = TrackerConfig("gitlab", settings, cast("TrackerFactory", GitlabTracker))
            board = GitlabBoard(server, plan.key)
            history = History(folder, plan, config, board, proxy, seed, tally or Tally(), locks=False)
            yield Story(history, proxy, clock, board)


@contextmanager
def on_redmine(
    redmine: RedmineServer, document: Document | None = None, *, seed: int = 1, tally: Tally | None = None
) -> Iterator[Story]:
    """A story on a Redmine with its pristine database, in calm weather."""
    clock, plan = Clock(), document or SmallPlan()
    redmine.reset()
    with _folder() as folder, in_haste(clock, _SECONDS), running(redmine.url, CALM, clock) as proxy:
        (folder / _TOKEN).write_text(redmine.token)
        settings = RedmineSettings(
            url=proxy.url,
            project=redmine.project,
            token_file=str(folder / _TOKEN),
            issue_tracker=TRACKER,
            marker_field=KEY_FIELD,
            fact_field=FACT_FIELD,
        )
        config = TrackerConfig("redmine", settings, cast("TrackerFactory", RedmineTracker))
        board = RedmineBoard(redmine, plan.key)
        history = History(folder, plan, config, board, proxy, seed, tally or Tally(), locks=True)
        yield Story(history, proxy, clock, board)


def play(story: Story, seed: int, *, kinds: Collection[Kind] = SAFE, rate: float = RATE) -> None:
    """Play a story under the weather of a seed."""
    story.proxy.weather = Weather(seed, rate, kinds)
    story.history.play()


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="vekha-faults-") as name:
        yield Path(name)
