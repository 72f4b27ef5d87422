"""Every kind of mail as people see it: `python -m tests.pages.letters [FOLDER]`.

Writes the texts that `tests/test_notify_letters_golden.py` compares with: the Russian ones, of confirmations the
English as well; with a folder also pages of both languages there, to be looked at in a browser.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mappings import language
from notify.letters.digest import Digest
from tests.examples.confirmation_values import CONFIRMATIONS
from tests.examples.letter_values import KINDS, backlog_again, to_be_answered

GOLDEN = Path(__file__).parents[1] / "examples" / "letters"
MORE = {"backlog_again": backlog_again, "to_be_answered": to_be_answered}
MAILS = {reason.value: make for reason, make in KINDS.items()} | MORE | CONFIRMATIONS
KEPT = {name: (make, "ru") for name, make in MAILS.items()} | {
    f"{name}.en": (make, "en") for name, make in CONFIRMATIONS.items()
}


def shown(digest: Digest) -> str:
    """A mail as a reader of its text part sees it."""
    files = "".join(f"\n[{one.name}]" for one in digest.attachments)
    return f"{digest.subject}\n\n{digest.text}{files}"


def main(folder: Path | None) -> None:
    """Write the texts, and the pages where a folder is given."""
    for name, (make, spoken) in KEPT.items():
        language.use(spoken)
        (GOLDEN / f"{name}.txt").write_text(shown(make()), encoding="utf-8")
    if folder is None:
        return
    for spoken in language.LANGUAGES:
        language.use(spoken)
        for name, make in MAILS.items():
            (folder / f"{name}.{spoken}.html").write_text(make().html, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
