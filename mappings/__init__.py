"""What the document says and what it should become: files in, values out; no network, no database."""
