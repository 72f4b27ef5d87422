"""Every kind of mail as people see it: `python -m tests.pages.letters [FOLDER]`.

Writes the Russian texts that `tests/test_notify_letters_golden.py` compares with; with a folder also pages of both
languages there, to be looked at in a browser.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mappings import language
from notify.letters.digest import Digest
from tests.examples.letter_values import KINDS, backlog_again, to_be_answered

GOLDEN = Path(__file__).parents[1] / "examples" / "letters"
MORE = {"backlog_again": backlog_again, "to_be_answered": to_be_answered}
MAILS = {reason.value: make for reason, make in KINDS.items()} | MORE


def shown(digest: Digest) -> str:
    """A mail as a reader of its text part sees it."""
    files = "".join(f"\n[{one.name}]" for one in digest.attachments)
    return f"{digest.subject}\n\n{digest.text}{files}"


def main(folder: Path | None) -> None:
    """Write the texts, and the pages where a folder is given."""
    for spoken in language.LANGUAGES:
        language.use(spoken)
        for name, make in MAILS.items():
            digest = make()
            if spoken == "ru":
                (GOLDEN / f"{name}.txt").write_text(shown(digest), encoding="utf-8")
            if folder is not None:
                (folder / f"{name}.{spoken}.html").write_text(digest.html, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
