"""`python -m tests.pages.site FOLDER`: makes the site there; ends with 1 where the generator had to warn."""

import sys
from pathlib import Path

from tests.pages.site.building import build

sys.exit(not build(Path(sys.argv[1]).resolve()))
