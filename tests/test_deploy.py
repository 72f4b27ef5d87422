"""What runs Vekha each day: units, container and compose file call commands that are there, and fit together."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from sync.cli.exit_codes import ExitCode
from tests.pages.command_lines import parsed
from tests.pages.documented_codes import ROOT
from tests.pages.markdown import Page

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
MOST_EXPOSED = 15  # of 100, as `--threshold` counts; what it prints is a tenth of that
INSTALLED = "/usr/local/bin/vekha"
CALLED = re.compile(
    r"vekha (?!vekha )((?:-q )?[a-z][^>)`|\n]*)"
)  # the second `vekha` where an account or a service stands before
MANY_CALLED = 17

each_service = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)


def unit(path: Path) -> RawConfigParser:
    """A unit's sections; of a key that stands several times, the last."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    """What systemd itself says."""
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60)


def instructions(name: str) -> list[str]:
    """The words behind an instruction of the container file, each time it stands."""
    return re.findall(rf"^{name} (.+)$", CONTAINERFILE, flags=re.MULTILINE)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """It has nothing to say against any of them, with the program where it is here."""
    program = Path(sys.executable).with_name("vekha")
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace(INSTALLED, str(program))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    said = analyze("verify", "--man=no", *(str(tmp_path / path.name) for path in UNITS))
    assert (said.returncode, said.stderr) == (0, "")


@each_service
def test_a_service_is_shut_in(path: Path) -> None:
    """Its exposure, as systemd counts it, is 1.5 at most."""
    said = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(path))
    assert said.returncode == 0, said.stdout


@each_service
def test_a_service_calls_a_command_that_is_there(path: Path) -> None:
    """With options that it takes, in the folder that it may write."""
    service = unit(path)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == INSTALLED
    assert parsed(words).command_path in {"vekha run", "vekha backup"}
    assert service["WorkingDirectory"] in service["ReadWritePaths"].split()


@each_service
def test_a_service_has_a_timer(path: Path) -> None:
    """It is called each day, and after a night switched off."""
    timer = unit(path.with_suffix(".timer"))
    assert timer["Timer"]["Persistent"] == "yes"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_only_what_may_pass_by_itself_is_tried_again() -> None:
    """Of the codes with which a run ends, 75 alone calls it again; 2 is for `diff`."""
    kept_back = {
        int(code) for code in unit(DEPLOY / "systemd" / "vekha.service")["Service"]["RestartPreventExitStatus"].split()
    }
    assert kept_back == set(ExitCode) - {ExitCode.DONE, ExitCode.PENDING, ExitCode.TRY_LATER}


def test_the_image_is_built_of_all_that_a_wheel_needs() -> None:
    """Each path that is copied is there, and nothing that the build asks for is left out."""
    copied = {word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = {
        *wheel["packages"],
        *wheel["shared-data"],
        project["project"]["readme"],
        *project["project"]["license-files"],
    }
    assert wanted | {"pyproject.toml", "hatch_build.py", "constraints.txt"} == copied


def test_the_image_is_no_administrator() -> None:
    """It runs as a user of its own, to whom the plan's folder belongs, and is the program by itself."""
    (user,) = instructions("USER")
    assert user == "10001:10001"
    assert f"--uid {user.split(':')[0]} " in CONTAINERFILE
    assert json.loads(instructions("ENTRYPOINT")[0]) == ["vekha"]
    assert instructions("WORKDIR")[-1] == instructions("VOLUME")[0] == "/srv/vekha"


def test_compose_starts_a_command_that_is_there() -> None:
    """Vekha stays up and runs each day; its folder is the image's, and all else in it cannot be written."""
    service = COMPOSE["services"]["vekha"]
    context = parsed(service["command"])
    assert (context.command_path, context.params["at"]) == ("vekha run", "07:00")
    assert [volume["target"] for volume in service["volumes"]] == instructions("VOLUME")
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert service["read_only"] is True


def test_compose_names_what_it_has() -> None:
    """Volumes that are mounted are declared, and what is waited for has a check of its health."""
    services = COMPOSE["services"]
    mounted = {
        volume.split(":")[0] for one in services.values() for volume in one["volumes"] if isinstance(volume, str)
    }
    assert mounted == set(COMPOSE["volumes"])
    awaited = {name for one in services.values() for name in one.get("depends_on", {})}
    assert all("healthcheck" in services[name] for name in awaited)


@pytest.mark.parametrize("name", ["deploy.md", "deploy.ru.md"])
def test_the_page_shows_commands_that_are_there(name: str) -> None:
    """Each line that calls `vekha`, from a shell, cron or a container, is one that it takes."""
    page = Page(ROOT / "docs" / name)
    cells = [row[-1] for table in page.tables for row in table]
    called = [words for text in (*page.code, *cells) for words in CALLED.findall(text)]
    assert len(called) >= MANY_CALLED
    for words in called:
        assert parsed(shlex.split(words)).command_path.startswith("vekha ")
