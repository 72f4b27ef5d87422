"""A backup's archive: one ZIP file with a manifest and the parts that it lists."""
