"""What commands answer, as JSON and in words for people."""
