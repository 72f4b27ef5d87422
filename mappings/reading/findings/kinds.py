"""What a code of the catalogue stands for."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.plan import Severity


@dataclass(frozen=True)
class FindingKind:
    """What one code means: its severity, its message with named places, and the hint."""

    severity: Severity
    message: str
    hint: str
