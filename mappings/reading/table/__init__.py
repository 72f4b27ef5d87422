"""Many tables of a document made the plan's one table."""
