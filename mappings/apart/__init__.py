"""Processes of their own for what is not to be trusted with memory, time, secrets or files."""
