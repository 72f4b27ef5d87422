"""Towns whose rounds of alerts are run day by day."""
