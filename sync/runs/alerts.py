"""The alert round of one plan: whom the last pull gives something to be told, and telling them.

Opens the ledger and hands `notify.round` the values it works on. It reads no tracker, and prints nothing.
"""

from __future__ import annotations

from notify.alerts.alert import Terms
from notify.alerts.recipients import Recipient
from notify.delivery.folder import OutboxFolder
from notify.delivery.outbox import Outbox
from notify.delivery.sending import Delivered
from notify.letters.digest import Digest
from notify.round import find_digests, send_digests
from sync.config.settings import RecipientSettings
from sync.ledger.database import UNWRITABLE
from sync.ledger.failures import storing
from sync.ledger.store import Ledger
from sync.runs.at_work import NOBODY, Watch, at_work, looking
from sync.runs.inputs import Inputs


def preview_alerts(inputs: Inputs, watch: Watch = NOBODY) -> list[Digest]:
    """The digests that would be sent now; nothing is written anywhere. Raises `NotPulled`."""
    with looking(inputs, watch) as work:
        return _digests(inputs, work.ledger, _outbox(inputs, work.ledger))


def send_alerts(inputs: Inputs, watch: Watch = NOBODY) -> list[Delivered]:
    """Queue what there is to tell and send all that is queued: what became of each message.

    Raises `NotPulled` before anything is made, and what `at_work` raises.
    """
    with looking(inputs) as work:
        inputs.pulled_at(work.ledger)  # there may be nothing to tell yet, and then no ledger is made for it
    config = inputs.config
    with at_work(inputs, watch) as work:
        outbox = _outbox(inputs, work.ledger)
        digests = _digests(inputs, work.ledger, outbox)
        with storing(config.ledger_path, UNWRITABLE):
            return send_digests(
                digests,
                outbox,
                OutboxFolder(config.resolve(config.mail.path)),
                plan_key=config.plan.key,
                sender=config.mail.sender,
                reply_to=config.mail.reply_to or "",
                now=inputs.clock(),
            )


def _outbox(inputs: Inputs, ledger: Ledger) -> Outbox:
    return Outbox(ledger.engine, inputs.config.plan.key)


def _digests(inputs: Inputs, ledger: Ledger, outbox: Outbox) -> list[Digest]:
    settings = inputs.config.alerts
    return find_digests(
        inputs.progress(ledger),
        [_recipient(one) for one in settings.recipients],
        outbox,
        as_of=inputs.pulled_at(ledger),
        period=settings.period,
        terms=Terms(upcoming_days=settings.upcoming_days),
    )


def _recipient(settings: RecipientSettings) -> Recipient:
    return Recipient(
        name=settings.name,
        email=settings.email,
        sections=settings.sections,
        groups=settings.groups,
        measures=settings.measures,
        executors=settings.executors,
    )
