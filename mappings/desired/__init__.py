"""What should stand in a tracker, whichever tracker it is."""
