"""Who must be told what, and getting it to them."""
