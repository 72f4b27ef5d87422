"""The steps of taking answers by mail, each in a file of its own; `sync.runs.replies` puts them in order."""
