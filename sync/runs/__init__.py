"""What can be asked of a plan, whoever asks: a terminal, cron, a worker or a page."""
