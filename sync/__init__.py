"""The tracker, the ledger, the summary, the command line."""
