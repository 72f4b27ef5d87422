"""What stands in for a tracker or another program in tests, with answers recorded from the real ones."""
