"""Word pages as offices want them: the page itself, the tables on it, the places for those who sign.

Lays out texts that are worded already, and knows nothing of what they are about.
"""

from sync.office.page import LINE, approval, as_bytes, lay, lay_on, new_page, paragraph, signature, table
from sync.office.tables import Box, draw

__all__ = [
    "LINE",
    "Box",
    "approval",
    "as_bytes",
    "draw",
    "lay",
    "lay_on",
    "new_page",
    "paragraph",
    "signature",
    "table",
]
