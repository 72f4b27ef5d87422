"""The errors of delivery, classed by what becomes of the message and of the others in the queue.

DeliveryError                          it was not delivered; told once, the others go on
MailRefused                          it never will be, however often it is tried
MailDeferred                         it stays queued and is tried again later
AnswerLost                           it was handed over whole and nothing came back: it may have arrived
WayClosed                            none gets through now: all stay queued, and the round sends no more
-> WayForbidden, WayMisconfigured    likewise, until a person mends it
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
