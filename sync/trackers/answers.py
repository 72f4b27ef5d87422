"""What every adapter says of its tracker's answers: whether one is what it should be, and whether a list came whole.

It knows no tracker's fields and no request; what is done about an answer that will not do is the transport's caller's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from mappings.language import gettext as _
from sync.errors import Purpose, Transient

# A change may show later than its time says, or bear a time before one that was seen: clocks differ, and requests,
# transactions and replicas take theirs.
OVERLAP = timedelta(minutes=5)


class Payload(BaseModel):
    """A part of an answer, or of what was read out of one."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Remark(Payload):
    """A comment, or the last change of something: by whom and when."""

    author: str
    at: datetime
    text: str = ""
    private: bool = False


Model = TypeVar("Model", bound=Payload)


@dataclass(frozen=True)
class Answers:
    """How one tracker's answers are read. The two texts name it as people do, and are translated when they are said."""

    foreign: str  # something else answers in the tracker's place
    short: str  # fewer rows came than were counted

    def parsed(self, model: type[Model], data: Any, purpose: Purpose) -> Model:
        """The data as a model; raises `Transient` where something else answers in the tracker's place."""
        try:
            return model.model_validate(data)
        except ValidationError:
            raise self.unreadable(purpose) from None

    def unreadable(self, purpose: Purpose) -> Transient:
        """What came is nothing that the tracker answers."""
        return Transient("answer-unreadable", _(self.foreign), purpose)

    def short_listing(self, purpose: Purpose) -> Transient:
        """What came is less than what was counted, so nothing may be concluded from what is absent."""
        return Transient("listing-short", _(self.short), purpose)
