"""How a plan document was read, to be checked by a clerk: the document's rows beside what was read of each."""
