"""Drivers without a reader: the clock that ticks, and the thread that sends."""

from guide.jobs.jobs import Jobs
from guide.jobs.render import Senders

__all__ = ["Jobs", "Senders"]
