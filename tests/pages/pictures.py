"""The pictures of the README: the top of the summary page and a mail of the demo, drawn by Chromium.

    python -m tests.pages.pictures

It writes docs/pictures/demo.png and demo.ru.png. Chromium is what `tests/live/browser_up.sh` brings.
"""

from __future__ import annotations

import base64
import email
import email.policy
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from sync.cli import run
from sync.cli.context import App
from tests.live.browser import started_browser

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SHOWN = {"en": "demo.png", "ru": "demo.ru.png"}
_PAGE, _MAIL = (1180, 930), (640, 900)  # what a window shows of each, in pixels

_DESK = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;background:#e9edf2;font:15px/1.4 sans-serif;color:#1f2933}}
figure{{position:absolute;margin:0;overflow:hidden;background:#fff;border-radius:10px;box-shadow:0 6px 24px #0003}}
figcaption{{padding:9px 16px;background:#f5f7fa;border-bottom:1px solid #d5dce4}}
figcaption{{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}}
img{{display:block;width:100%}}
.page{{left:30px;top:30px;width:760px}} .mail{{left:640px;top:120px;width:530px;font-weight:bold}}
</style>
<figure class="page"><figcaption>summary.html</figcaption><img src="{page}"></figure>
<figure class="mail"><figcaption>{subject}</figcaption><img src="{mail}"></figure>
"""


def main() -> None:
    """Draw them anew."""
    with started_browser() as live, tempfile.TemporaryDirectory() as folder:
        for language, name in SHOWN.items():
            (PICTURES / name).write_bytes(_drawn(live.browser, Path(folder), language))


def _drawn(browser: Browser, folder: Path, language: str) -> bytes:
    """One picture, as PNG."""
    made = folder / language
    if run(["-q", "demo", "--language", language, "--folder", str(made)], App()):
        raise SystemExit("the demo has failed")
    mail = sorted(made.glob("outbox/*director*.eml"))[0]
    read = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    body = read.get_body(("html",))
    assert body is not None
    letter = made / "mail.html"
    letter.write_text(body.get_content(), encoding="utf-8")
    desk = made / "desk.html"
    shots = {
        "page": _shot(browser, made / "summary.html", *_PAGE),
        "mail": _shot(browser, letter, *_MAIL),
    }
    uris = {key: f"data:image/png;base64,{base64.b64encode(shot).decode()}" for key, shot in shots.items()}
    desk.write_text(_DESK.format(subject=read["subject"], **uris), encoding="utf-8")
    return _shot(browser, desk, 1200, 720)


def _shot(browser: Browser, file: Path, width: int, height: int) -> bytes:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    try:
        page.goto(file.as_uri())
        return page.screenshot()
    finally:
        page.close()


if __name__ == "__main__":
    main()
