"""Getting a digest to its recipients: the durable queue, the port of delivery, and its ways."""
