"""The difference between plan and tracker: pure, values in, values out."""
