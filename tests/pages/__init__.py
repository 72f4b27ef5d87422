"""What makes, reads and compares pages: docs, the catalogue of messages, the capability table."""
