"""Reports of earlier years: a table of an office's own in, what each of its rows says in which issue out."""
