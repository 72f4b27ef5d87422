"""The embedded tracker: one file of SQLite, for towns without a tracker and for trials."""
