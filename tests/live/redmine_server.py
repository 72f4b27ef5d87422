"""The real Redmine that the live tests talk to: finds the one that `redmine_up.sh` brought up, puts back its pristine
database, and runs Ruby inside it for what the API cannot do.
It knows nothing of Vekha: what these tests compare with must not come from the code under test.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live.redmine_people import ANSWER_SECONDS, Browser, Person, RefusedError

SCRIPT = Path(__file__).with_name("redmine_up.sh")
WORK = Path(os.environ.get("VEKHA_REDMINE_WORK", "/var/tmp/vekha-redmine"))
TRACKER = "Мероприятие"
KEY_FIELD = "Ключ плана"
FACT_FIELD = "Факт"
START_SECONDS = 900


class ServerAbsentError(Exception):
    """No Redmine was brought up here, or it cannot be started again; the text says what to do."""


class Console:
    """Ruby inside Redmine. Started at the first question, since Rails takes seconds to load, and kept until closed."""

    def __init__(self, arguments: list[str], state: Path) -> None:
        self._arguments = arguments
        self._work = state.parent
        self._log = state / "console.log"
        self._process: subprocess.Popen[str] | None = None

    def evaluate(self, ruby: str) -> Any:
        """The value of a piece of Ruby, as JSON can carry it; raises RefusedError when it fails."""
        process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(json.dumps({"ruby": ruby}) + "\n")
        process.stdin.flush()
        answer = self._answer(process)
        if "error" in answer:
            raise RefusedError(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """End the process, if one runs."""
        process, self._process = self._process, None
        if process is not None:
            with process:
                process.kill()

    def _start(self) -> subprocess.Popen[str]:
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [str(SCRIPT), *self._arguments, "--console"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "VEKHA_REDMINE_WORK": str(self._work)},
            )
        self._answer(self._process)
        return self._process

    def _answer(self, process: subprocess.Popen[str]) -> Any:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], ANSWER_SECONDS)
        line = process.stdout.readline() if ready else ""
        if not line:
            self.close()
            raise RefusedError(f"the Redmine console does not answer, see {self._log}")
        return json.loads(line)


@dataclass(frozen=True)
class RedmineServer:
    """A running Redmine: where it is, the keys of the bot, the administrator and a librarian, the plan's project."""

    url: str
    token: str
    admin_token: str
    staff_token: str
    project: str
    database: str
    port: int
    instance: str
    state: Path
    console: Console = field(repr=False, compare=False)

    def person(self, login: str) -> Person:
        """Any user of the seed, by login."""
        return Person(self.url, login)

    def staff(self, login: str = "clerk") -> Person:
        """One of the librarians: clerk, methodist or director."""
        return self.person(login)

    def browser(self, login: str = "clerk") -> Browser:
        """One of the users on the pages."""
        return Browser(self.url, login)

    def reset(self) -> None:
        """Put back the freshly seeded database; starts the server when it is down.

        A request still in flight may land afterwards.
        """
        self._script("--pristine")

    def stop(self) -> None:
        """Take the server down, as an outage would; `start` brings it back with the same data."""
        self._script("--outage")

    def start(self) -> None:
        """Bring the server up with the data it has."""
        self._script()

    def runner(self, ruby: str) -> Any:
        """Run Ruby inside Redmine and give its value."""
        return self.console.evaluate(ruby)

    def set_text_format(self, name: str) -> None:
        """Render texts as `textile`, `markdown` or `common_mark` from now on."""
        self.runner(f"Setting.text_formatting = {json.dumps(name)}; nil")

    def show_to_everybody(self) -> None:
        """Let anyone read the plan's project without logging in, as a headless browser must."""
        self.runner(
            f"Project.find('{self.project}').update!(is_public: true);"
            "Setting.login_required = '0'; Setting.force_default_language_for_anonymous = '1'; nil"
        )

    def _script(self, *arguments: str) -> None:
        command = [str(SCRIPT), "--database", self.database, "--port", str(self.port), *arguments]
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
            env={**os.environ, "VEKHA_REDMINE_WORK": str(self.state.parent)},
        )
        if ran.returncode:
            raise ServerAbsentError(f"{' '.join(command)}: exit code {ran.returncode}: {ran.stderr.strip()}")


def find_server() -> RedmineServer:
    """The server that was brought up: named by the environment, else by the file the script left.

    After a reboot it is started again. Raises ServerAbsentError.
    """
    known = dict(os.environ) if "VEKHA_REDMINE_URL" in os.environ else _left_by_script()
    try:
        server = _server(known)
    except KeyError as error:
        raise ServerAbsentError(f"no Redmine for the live tests: {error.args[0]} is not set") from None
    server.start()
    return server


def was_brought_up() -> bool:
    """Whether this machine has a server, answering or not, and this user may restart it and reset its database."""
    return os.geteuid() == 0 and ("VEKHA_REDMINE_URL" in os.environ or (WORK / "env").is_file())


def _left_by_script() -> dict[str, str]:
    try:
        lines = (WORK / "env").read_text().splitlines()
    except FileNotFoundError:
        raise ServerAbsentError(f"no Redmine for the live tests: bring one up as root with {SCRIPT}") from None
    return dict(line.split("=", 1) for line in lines)


def _server(known: Mapping[str, str]) -> RedmineServer:
    state = Path(known["VEKHA_REDMINE_STATE"])
    database, port = known["VEKHA_REDMINE_DATABASE"], int(known["VEKHA_REDMINE_PORT"])
    return RedmineServer(
        url=known["VEKHA_REDMINE_URL"],
        token=known["VEKHA_REDMINE_TOKEN"],
        admin_token=known["VEKHA_REDMINE_ADMIN_TOKEN"],
        staff_token=known["VEKHA_REDMINE_STAFF_TOKEN"],
        project=known["VEKHA_REDMINE_PROJECT"],
        database=database,
        port=port,
        instance=known["VEKHA_REDMINE_INSTANCE"],
        state=state,
        console=Console(["--database", database, "--port", str(port)], state),
    )
