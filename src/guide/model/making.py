"""A quick way to make frozen values: a country's guide has millions of them, a feed thousands."""

import functools
from dataclasses import field, fields, make_dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")


def maker(kind: type[T]) -> type[T]:
    """Return what makes values of `kind`, a frozen dataclass with slots, about four times as fast.

    Who freezes a class pays for each field that is set. So each value is filled while it is one
    of a twin, a class with the same slots that is not frozen, and then becomes what it is. To be
    called by keywords or in order as the class itself; it is no class to ask instances about.
    """
    twin: Any = _twin(kind)  # type: ignore[arg-type] # classes are hashable
    return cast(type[T], twin)


@functools.cache
def _twin(kind: type) -> type:
    def freeze(self: Any) -> None:
        self.__class__ = kind

    told = [
        (f.name, f.type, field(default=f.default, default_factory=f.default_factory))
        for f in fields(kind)
    ]
    return make_dataclass(
        kind.__name__, told, slots=True, eq=False, namespace={"__post_init__": freeze}
    )
