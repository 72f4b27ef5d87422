"""Little worlds in which a test plays a plan, a tracker and its staff."""
