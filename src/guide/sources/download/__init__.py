"""Guides of others over HTTP: from listed hosts and public addresses only, in bounded time."""
