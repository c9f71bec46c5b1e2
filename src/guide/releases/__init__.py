"""Immutable release files: built, kept on a shelf, asked."""
