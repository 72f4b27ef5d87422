"""What monitoring sees of a run: a text file for Prometheus, and addresses that are asked."""
