"""Tests against a real Redmine on this machine: see README.md."""
