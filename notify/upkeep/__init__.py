"""Telling the operator when Vekha itself no longer does its work, and when it does so again."""
