"""One HTTP session to one tracker."""

from sync.errors import Purpose
from sync.transport.session import Answer, Limits, Transport

__all__ = ["Answer", "Limits", "Purpose", "Transport"]
