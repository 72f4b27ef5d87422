"""The words and the look of a digest."""
