"""The process in which an operator's own template of the report is filled in: template and values in, a document out.

In come the template in Base64, the language and the values as JSON; out goes `{"document"}` in Base64, or
`{"paragraph", "reason"}` where the template is broken.
"""

from __future__ import annotations

import base64
import json
import sys

from mappings import language
from mappings.apart.limits import bound, give, take_back
from sync.summary.report.filling import BrokenTemplate, fill

MEMORY = 400_000_000  # bytes of data; a report of a thousand measures takes less than half of it
SECONDS = 5.0  # of computing, of which such a report takes one


def main() -> None:
    """Fill in what comes in."""
    order = json.loads(sys.stdin.buffer.read())
    bound(MEMORY)
    language.use(order["language"])
    try:
        give(SECONDS)
        answer = {"document": base64.b64encode(fill(base64.b64decode(order["template"]), order["values"])).decode()}
    except BrokenTemplate as broken:
        answer = {"paragraph": broken.paragraph, "reason": broken.reason}
    finally:
        take_back()
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
