"""The error of delivery."""

from __future__ import annotations

from mappings.errors import VekhaError


class DeliveryError(VekhaError):
    """A message could not be handed over. A permanent failure is not worth another try."""

    def __init__(self, code: str, message: str, *, hint: str = "", place: str = "", permanent: bool = False) -> None:
        super().__init__(code, message, hint=hint, place=place)
        self.permanent = permanent
