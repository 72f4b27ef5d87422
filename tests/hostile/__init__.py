"""Texts made to hurt, and every expression of the project to try them on."""
