"""The errors of delivery, classed by what becomes of the message and of the others in the queue; and of a mailbox.

DeliveryError                          it was not delivered; told once, the others go on
MailRefused                          it never will be, however often it is tried
MailDeferred                         it stays queued and is tried again later
AnswerLost                           it was handed over whole and nothing came back: it may have arrived
WayClosed                            none gets through now: all stay queued, and the round sends no more
-> WayForbidden, WayMisconfigured    likewise, until a person mends it

MailboxError                           the mailbox could not be read; what lies in it stays there
-> MailboxAway                         not now; a later run may
-> MailboxRefused, MailboxMisconfigured    until a person mends it
"""

from __future__ import annotations

from mappings.errors import VekhaError


class DeliveryError(VekhaError):
    """A message was not delivered."""


class MailRefused(DeliveryError):
    """This message is not taken, however often it is tried."""


class MailDeferred(DeliveryError):
    """This message is not taken now; it certainly was not delivered."""


class AnswerLost(DeliveryError):
    """The message was handed over whole and the answer did not come: nobody knows whether it was taken."""


class WayClosed(DeliveryError):
    """No message gets through now; a later round may."""


class WayForbidden(WayClosed):
    """The way is closed to us until somebody gives a right or a password."""


class WayMisconfigured(WayClosed):
    """The way is not as the config says until somebody mends one of them."""


class MailboxError(VekhaError):
    """A mailbox could not be read, or a mail in it not moved."""


class MailboxAway(MailboxError):
    """The mailbox does not answer, or not as a mailbox does; a later run may read it."""


class MailboxRefused(MailboxError):
    """The mailbox is closed to us until somebody gives a right or a password."""


class MailboxMisconfigured(MailboxError):
    """The mailbox is not as the config says until somebody mends one of them."""
