"""An amendment for people: in words, and as a memo."""
