"""What people report in their own words: which of them are live, and the figures, reasons and days that they name.

Pure: texts in, values out. It does not judge progress, and knows no tracker.
"""

from mappings.progress import Acknowledgement, Wish
from mappings.reporting.live import Markup
from mappings.reporting.passages import Passage, Reported, read_passages

__all__ = ["Acknowledgement", "Markup", "Passage", "Reported", "Wish", "read_passages"]
