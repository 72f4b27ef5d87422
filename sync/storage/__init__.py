"""The files that are held and kept: who holds one, and what a database says of its own."""
