"""Making the changes of a difference: their order, the journal, the calls of the port."""
