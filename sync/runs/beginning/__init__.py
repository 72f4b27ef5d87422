"""The first day of a plan: its config, the draft of its mapping and its key files, made of an operator's answers."""
