"""Listings as words: one module a format, the same verbs in each."""
