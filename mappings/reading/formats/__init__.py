"""Document formats: bytes in, a table out; one file a format."""
