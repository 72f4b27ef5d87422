"""A timing cell read as days."""
