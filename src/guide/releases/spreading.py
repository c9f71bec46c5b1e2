"""Work that needs no file, handed to other processes where there are any."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Spread(Protocol):
    """Makes one thing of each task, in their order: here, or in other processes.

    `do` is a function of a module, and tasks and what it makes of them can be pickled.
    """

    def __call__(self, do: Callable[[A], B], tasks: Iterable[A], /) -> Iterable[B]: ...


def here(do: Callable[[A], B], tasks: Iterable[A], /) -> Iterable[B]:
    """Do it all in this process."""
    return map(do, tasks)
