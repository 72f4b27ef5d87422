"""One HTTP session to one tracker."""

from sync.errors import Purpose
from sync.transport.answer import Answer, Limits, decoded
from sync.transport.session import Transport

__all__ = ["Answer", "Limits", "Purpose", "Transport", "decoded"]
