"""Who must be told what: pure rules, values in, values out."""
