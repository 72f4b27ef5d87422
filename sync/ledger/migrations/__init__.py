"""The ledger's schema, one revision a change. A revision that has been released is never edited."""
