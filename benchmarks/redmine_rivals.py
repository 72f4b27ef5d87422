"""What Vekha is measured against on Redmine: the floor, a script with python-redmine, and bugwarrior.

All of it goes into a folder that is thrown away; nothing is installed beside Vekha or into the system.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "VEKHA_REDMINE_TOKEN"  # the variable that holds the bot's key
PACKAGES = ("python-redmine==2.5.0", "bugwarrior==2.1.0")

FLOOR_SCRIPT = f"""\
import json, os, sys
import requests
url, _project, recording = sys.argv[1:]
with open(recording, encoding="utf-8") as file:
    writes = json.load(file)
session = requests.Session()
session.trust_env = False
session.headers["X-Redmine-API-Key"] = os.environ["{TOKEN}"]
made = []
for write in writes:
    fields = write["fields"] | {{name: made[number] for name, number in write["made"].items()}}
    answer = session.post(url + write["path"], json={{write["kind"]: fields}}, timeout=60)
    answer.raise_for_status()
    made.append(answer.json()[write["kind"]]["id"])
"""

NAIVE_SCRIPT = f"""\
import json, os, sys
from redminelib import Redmine
url, project, recording = sys.argv[1:]
with open(recording, encoding="utf-8") as file:
    wanted = json.load(file)
redmine = Redmine(url, key=os.environ["{TOKEN}"])
versions = {{version.name: version.id for version in redmine.version.filter(project_id=project)}}
ids = []
for one in wanted:
    fields = one["fields"] | {{name: ids[number] for name, number in one["made"].items()}}
    if one["kind"] == "version":
        known = versions.get(fields["name"])
        ids.append(known or redmine.version.create(project_id=project, **fields).id)
        continue
    key = next(field for field in fields["custom_fields"] if field["value"])
    same_key = {{"cf_%s" % key["id"]: key["value"]}}
    found = list(redmine.issue.filter(project_id=project, status_id="*", **same_key))
    issue = found[0] if found else redmine.issue.create(project_id=project, **fields)
    ids.append(issue.id)
"""

BUGWARRIOR = """\
[general]
targets = ["first_page", "second_page"]
taskrc = "{taskrc}"
[first_page]
service = "redmine"
url = "{url}"
key = "{token}"
query = "project_id={project}&status_id=*&sort=id&offset=0"
issue_limit = 100
[second_page]
service = "redmine"
url = "{url}"
key = "{token}"
query = "project_id={project}&status_id=*&sort=id&offset=100"
issue_limit = 100
"""


@dataclass
class Rivals:
    """The other programs in a folder. `missing` says in words what could not be installed, and why."""

    folder: Path
    missing: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    task: Path | None = None

    @property
    def python(self) -> Path:
        """The interpreter of their environment."""
        return self.folder / "bin" / "python"

    def has(self, name: str) -> bool:
        """Whether a program is there."""
        return any(version.startswith(name) for version in self.versions)

    def give_up(self, name: str, why: str) -> None:
        """Leave a program out from now on."""
        self.versions = [version for version in self.versions if not version.startswith(name)]
        self.missing.append(why)

    def install(self) -> None:
        """Make the environment, and unpack Taskwarrior, which bugwarrior cannot do without."""
        subprocess.run([sys.executable, "-m", "venv", str(self.folder)], check=True)
        for package in PACKAGES:
            if self._attempt(package, [str(self.python), "-m", "pip", "install", "--quiet", package]):
                self.versions.append(package.replace("==", " "))
        self.task = self._taskwarrior()
        if self.task is not None:
            told = subprocess.run([str(self.task), "--version"], capture_output=True, text=True, check=True)
            self.versions.append(f"Taskwarrior {told.stdout.strip()}")

    def configure(self, folder: Path, *, url: str, token: str, project: str) -> dict[str, str]:
        """A fresh home for bugwarrior and Taskwarrior; the environment variables that lead there."""
        assert self.task is not None
        folder.mkdir()
        taskrc, config = folder / "taskrc", folder / "bugwarrior.toml"
        taskrc.write_text(f"data.location={folder / 'tasks'}\nconfirmation=no\n", encoding="utf-8")
        (folder / "tasks").mkdir()
        text = BUGWARRIOR.format(taskrc=taskrc, url=url, token=token, project=project)
        config.write_text(text, encoding="utf-8")
        path = f"{self.task.parent}{os.pathsep}{os.environ['PATH']}"
        return {"HOME": str(folder), "TASKRC": str(taskrc), "BUGWARRIORRC": str(config), "PATH": path}

    def _taskwarrior(self) -> Path | None:
        found = shutil.which("task")
        if found:
            return Path(found)
        folder = self.folder / "taskwarrior"
        folder.mkdir()
        if not self._attempt("taskwarrior", ["apt-get", "download", "--quiet", "taskwarrior"], folder):
            return None
        package = next(folder.glob("*.deb"))
        subprocess.run(["dpkg-deb", "--extract", str(package), str(folder)], check=True)
        return folder / "usr" / "bin" / "task"

    def _attempt(self, package: str, command: list[str], folder: Path | None = None) -> bool:
        try:
            ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
        except OSError as error:
            why = str(error)
        else:
            if ran.returncode == 0:
                return True
            why = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
        self.missing.append(f"{package} could not be installed: {why}")
        return False
