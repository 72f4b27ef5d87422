"""Torture for the engine: a world that is disturbed on purpose, a witness that sees what must never happen."""
