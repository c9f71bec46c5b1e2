"""What imports have in every slot of a channel, whoever looks at it."""

from typing import Protocol


class Span(Protocol):
    """A slot `[starts, ends)` in seconds since 1970; `title` is that of the series, film or
    one-off, "" where only the episode should count.
    """

    @property
    def episode(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def starts(self) -> int: ...
    @property
    def ends(self) -> int: ...
