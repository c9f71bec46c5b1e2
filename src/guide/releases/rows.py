"""The model's dataclasses as language-neutral JSON, and back.

A field with its default value is left out, and an unknown one is ignored: a later version may add
fields without changing what was written, and reads what an earlier one wrote.
"""

import datetime as dt
import functools
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar

import orjson

from guide.model.making import maker

T = TypeVar("T")
Read = Callable[[Any], Any]
Codec = tuple[Callable[[Any], Any], Read]


def to_json(value: object, *, without: frozenset[str] = frozenset()) -> str:
    """Write a dataclass; fields that don't count in comparisons are left out."""
    kind: Any = type(value)
    write, _ = _codec(kind)
    row = write(value)
    for name in without:
        row.pop(name, None)
    return orjson.dumps(row).decode()


def from_json(kind: type[T], text: str) -> T:
    """Read what to_json wrote of a `kind`."""
    hint: Any = kind
    _, read = _codec(hint)
    value: T = read(orjson.loads(text))
    return value


def fields_from_json(kind: type, text: str, *, without: frozenset[str]) -> dict[str, Any]:
    """Read the fields that to_json wrote of a `kind`, some of them left out."""
    given = _given(orjson.loads(text), _readers(kind))
    return {name: one for name, one in given.items() if name not in without}


@functools.lru_cache(maxsize=4096)
def instant(seconds: int) -> dt.datetime:
    """Return the UTC instant of seconds since 1970."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def seconds(at: dt.datetime) -> int:
    return int(at.timestamp())


@functools.cache
def _codec(hint: Any) -> Codec:
    if is_dataclass(hint):
        return _dataclass_codec(hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return _optional_codec(hint)
    if typing.get_origin(hint) is tuple:
        return _tuple_codec(typing.get_args(hint))
    if issubclass(hint, StrEnum):
        return str, {str(one): one for one in hint}.__getitem__
    return _PLAIN[hint]


def _same(value: Any) -> Any:
    return value


def _write_instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


_PLAIN: dict[Any, Codec] = {
    str: (_same, _same),
    int: (_same, _same),
    bool: (_same, _same),
    dt.datetime: (_write_instant, dt.datetime.fromisoformat),
    dt.date: (dt.date.isoformat, dt.date.fromisoformat),
    dt.time: (dt.time.isoformat, dt.time.fromisoformat),
    dt.timedelta: (dt.timedelta.total_seconds, lambda seconds: dt.timedelta(seconds=seconds)),
}


def _optional_codec(hint: Any) -> Codec:
    (inner,) = (one for one in typing.get_args(hint) if one is not types.NoneType)
    write, read = _codec(inner)
    if write is _same and read is _same:
        return _same, _same
    return (
        _same if write is _same else lambda value: None if value is None else write(value),
        lambda value: None if value is None else read(value),
    )


def _tuple_codec(hints: tuple[Any, ...]) -> Codec:
    if hints[-1] is Ellipsis:
        write, read = _codec(hints[0])
        # A tuple is written as it is.
        return (
            _same if write is _same else lambda values: [write(value) for value in values],
            tuple if read is _same else lambda values: tuple(map(read, values)),
        )
    codecs = [_codec(hint) for hint in hints]
    if all(write is _same and read is _same for write, read in codecs):
        return _same, tuple
    return (
        lambda values: [write(one) for (write, _), one in zip(codecs, values, strict=True)],
        lambda values: tuple(read(one) for (_, read), one in zip(codecs, values, strict=True)),
    )


def _dataclass_codec(kind: Any) -> Codec:
    counted = [f for f in fields(kind) if f.compare]
    write = _written_out(kind, counted)
    if len(counted) == 1:
        return write, _one_field_reader(kind)
    readers, make = _readers(kind), maker(kind)

    def read(row: dict[str, Any]) -> Any:
        return make(**_given(row, readers))

    return write, read


def _one_field_reader(kind: Any) -> Callable[[Any], Any]:
    ((name, (_, read_one)),) = _readers(kind).items()
    return lambda row: kind(read_one(row[name]))


def _written_out(kind: Any, counted: Iterable[Field[Any]]) -> Callable[[Any], dict[str, Any]]:
    """Return what writes the fields of a dataclass, spelled out one by one: an import writes
    millions of them, and a loop over the fields would take three times as long.
    """
    hints = typing.get_type_hints(kind)
    known: dict[str, Any] = {}
    lines = ["def write(value):", " row = {}"]
    for field in counted:
        name = field.name
        known[f"default_{name}"], known[f"write_{name}"] = _default(field), _codec(hints[name])[0]
        is_plain = known[f"write_{name}"] is _same
        put = f"row['{name}'] = {'one' if is_plain else f'write_{name}(one)'}"
        lines += [f" one = value.{name}", f" {_unless_default(known, name)}{put}"]
    exec("\n".join([*lines, " return row"]), known)  # noqa: S102 -- as dataclasses are made
    write: Callable[[Any], dict[str, Any]] = known["write"]
    return write


def _unless_default(known: Mapping[str, Any], name: str) -> str:
    default = known[f"default_{name}"]
    if default is MISSING:
        return ""
    if default is None:
        return "if one is not None: "
    # Most are the default itself, which is found out sooner than equality.
    return f"if one is not default_{name} and one != default_{name}: "


def _given(row: dict[str, Any], readers: Mapping[str, tuple[str, Read]]) -> dict[str, Any]:
    """Return the fields of a row as they are in the model."""
    given = {}
    for name, one in row.items():
        if name in readers:
            own, read = readers[name]
            given[own] = one if read is _same else read(one)
    return given


@functools.cache
def _readers(kind: Any) -> dict[str, tuple[str, Read]]:
    """Return how each field is read, with its name: the very string that the class knows it by,
    which is found sooner than an equal one.
    """
    hints = typing.get_type_hints(kind)
    return {f.name: (f.name, _codec(hints[f.name])[1]) for f in fields(kind) if f.compare}


def _default(one: Field[Any]) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    # MISSING where there is none: then it is always written.
    return one.default
