"""The catalogue of findings: every code with its severity, its words and what to do about it.

The only place where a finding's severity and words are decided; each `of_…` module holds those about one thing.
"""

from mappings.reading.findings.catalogue import FINDINGS
from mappings.reading.findings.telling import found, hint_of, in_order, message_of, place_of

__all__ = ["FINDINGS", "found", "hint_of", "in_order", "message_of", "place_of"]
