"""Every code, in the order in which findings of one place are told. Codes are stable and never reused."""

from __future__ import annotations

from mappings.reading.findings.kinds import FindingKind
from mappings.reading.findings.of_measures import MEASURES
from mappings.reading.findings.of_rows import ROWS
from mappings.reading.findings.of_timings import TIMINGS

FINDINGS: dict[str, FindingKind] = {**ROWS, **TIMINGS, **MEASURES}
