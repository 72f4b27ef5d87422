"""The ledger: what Vekha remembers of a plan in a tracker between two runs."""
