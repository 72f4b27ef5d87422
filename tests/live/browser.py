"""The browser of the live tests: what `browser_up.sh` brought up, and a page opened in it as a reader would.

It watches what a page must not do: ask for anything but its own file, or complain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.live.redmine_server import ServerAbsentError

SCRIPT = Path(__file__).with_name("browser_up.sh")
ENV = Path("/var/tmp/vekha-browser/env")


@dataclass
class Opened:
    """A page that is open, with what it asked for beside its own file, and what it complained of."""

    page: Page
    own: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note_request(self, url: str) -> None:
        """Note what the page asks for, its own file aside."""
        if url != self.own:
            self.requests.append(url)

    def shown(self) -> list[str]:
        """The keys of the measures that are to be seen, in their order."""
        return list(self.page.eval_on_selector_all("article:not([hidden])", "all => all.map(one => one.id)"))

    def choose(self, name: str, value: str) -> None:
        """Choose in one of the filters."""
        self.page.select_option(f".filter [name={name}]", value)

    def address(self) -> str:
        """What follows the # in the address."""
        return str(self.page.evaluate("decodeURIComponent(location.hash.slice(1)).replaceAll('+', ' ')"))


@dataclass
class LiveBrowser:
    """A Chromium, and the script of axe-core."""

    browser: Browser
    axe: str

    @contextmanager
    def opened(self, file: Path, address: str = "", *, width: int = 1280, scheme: str = "light") -> Iterator[Opened]:
        """A file opened in a window of its own, at a place in it; `scheme` is light or dark."""
        # axe-core is put into the page, whose own policy lets in no other script.
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,
        )
        try:
            page = context.new_page()
            found = Opened(page, file.as_uri())
            page.on("request", lambda asked: found.note_request(asked.url))
            page.on("console", lambda said: found.complaints.append(said.text))
            page.on("pageerror", lambda error: found.complaints.append(str(error)))
            page.goto(file.as_uri() + address)
            yield found
        finally:
            context.close()

    def violations(self, page: Page) -> list[str]:
        """What axe-core finds wrong with a page as it stands, with the places."""
        page.evaluate(self.axe)
        answer: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {json.dumps([node['html'] for node in one['nodes']])}" for one in answer["violations"]]


def browser_was_brought_up() -> bool:
    """Whether this machine has the browser and axe-core."""
    return ENV.is_file()


@contextmanager
def started_browser() -> Iterator[LiveBrowser]:
    """The browser, as long as it is needed. Raises ServerAbsentError."""
    try:
        known = dict(line.split("=", 1) for line in ENV.read_text(encoding="utf-8").splitlines())
        axe = Path(known["VEKHA_AXE"]).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ServerAbsentError(f"no browser for the live tests: bring one up as root with {SCRIPT}") from None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=known["VEKHA_BROWSER"], args=["--no-sandbox"])
        try:
            yield LiveBrowser(browser, axe)
        finally:
            browser.close()
