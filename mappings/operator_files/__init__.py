"""Any YAML file that an operator writes: read strictly, its faults told with line and hint."""
