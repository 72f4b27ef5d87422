"""What an amended plan changes."""
