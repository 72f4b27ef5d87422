"""One HTTP session to one tracker."""

from sync.transport.session import Answer, Limits, Purpose, Transport

__all__ = ["Answer", "Limits", "Purpose", "Transport"]
