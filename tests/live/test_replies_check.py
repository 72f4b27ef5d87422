"""`check` mails itself through a real Postfix into a real Dovecot, and says whether a forged proof came through."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.plan import Severity
from notify.replies.keys import new_key
from sync.runs.replies_check import look_at_replies
from tests.live.mail_reading import LiveMail
from tests.worlds.sync_world import CONFIG, World

pytestmark = pytest.mark.live_mail

OUTBOX = "mail: {kind: outbox, path: outbox, sender: vekha@example.org}"
SERVER = "mx.live.example.org"


def town_of(folder: Path, mail: LiveMail, *, smtp: int, address: str, server: str = SERVER) -> World:
    """A town whose mail goes through that server, and whose answers come to its own mailbox."""
    town = World(folder)
    login = f"security: starttls, password_file: mail.key, ca_file: {mail.ca_file}"
    way = f"{{kind: smtp, host: localhost, port: {smtp}, sender: bot@live.example.org, username: {mail.user}, {login}}}"
    answers = (
        f"{{address: {address}, host: localhost, port: {mail.imap}, username: otvet, {login}, key_file: replies.key, "
        f"taken: Vekha-taken, authserv_id: {server}}}"
    )
    town.config_path.write_text(f"{CONFIG.replace(OUTBOX, f'mail: {way}')}\nreplies: {answers}\n", encoding="utf-8")
    (folder / "mail.key").write_text(mail.password, encoding="utf-8")
    new_key(folder / "replies.key")
    return town


def told(town: World) -> list[tuple[str, Severity]]:
    """What is said, by its codes."""
    return [(one.code, one.severity) for one in look_at_replies(town.inputs())]


def test_a_postfix_as_it_comes_lets_a_forged_proof_through(mail_server: LiveMail, tmp_path: Path) -> None:
    """The plus address arrives, and with it what anybody may write: an error."""
    town = town_of(tmp_path, mail_server, smtp=mail_server.smtp, address="otvet@live.example.org")
    assert told(town) == [
        ("replies-mailbox", Severity.INFO),
        ("replies-server-trusts-forged", Severity.ERROR),
    ]


def test_a_server_that_takes_forged_ones_out(mail_server: LiveMail, tmp_path: Path) -> None:
    """It writes its own, which says nothing of a mail that was handed over with a login: told, and no error."""
    town = town_of(tmp_path, mail_server, smtp=mail_server.guarded, address="otvet@live.example.org")
    assert told(town) == [("replies-mailbox", Severity.INFO), ("replies-unproven", Severity.WARNING)]


def test_an_address_that_the_server_takes_no_mail_for(mail_server: LiveMail, tmp_path: Path) -> None:
    """As one does that knows nothing of what stands after a +."""
    town = town_of(tmp_path, mail_server, smtp=mail_server.smtp, address="noplus@live.example.org")
    assert told(town) == [("replies-mailbox", Severity.INFO), ("replies-plus-refused", Severity.ERROR)]
