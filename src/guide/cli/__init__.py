"""The terminal: wires everything together."""

from guide.cli.commands import main

__all__ = ["main"]
