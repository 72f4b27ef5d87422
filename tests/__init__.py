"""The tests, named for the modules they prove."""
