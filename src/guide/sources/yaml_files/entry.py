"""What the models of all entries share: strict keys, and the place of every value."""

from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from guide.model.problems import Place
from guide.sources.yaml_files.tree import Branch, Leaf, Node


class Entry(BaseModel):
    """A map of known keys. `shorthand` names the key that plain text in its place stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    shorthand: ClassVar[str] = ""
    may_be_empty: ClassVar[bool] = False

    _node: Branch = PrivateAttr()

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        branch = cls.as_branch(value)
        if isinstance(branch, Branch):
            branch.allowed = tuple(f.alias or name for name, f in cls.model_fields.items())
        entry = handler(branch)
        entry._node = branch  # noqa: SLF001 - its own
        return entry

    @classmethod
    def as_branch(cls, value: Any) -> Any:
        """Return the map that a shorter way of writing stands for, at the same place."""
        if not isinstance(value, Leaf):
            return value
        branch = Branch(value.place)
        branch.key = value.key
        if cls.shorthand and not value.empty:
            branch[Leaf.at(value.place, cls.shorthand)] = value
        return branch if branch or value.empty else value

    @property
    def place(self) -> Place:
        """Where the entry's key stands, or the entry itself in a list."""
        return self._node.key

    def place_of(self, key: str) -> Place:
        """Where the value of a key stands; the entry's own place if the key is absent."""
        node = self.node(key)
        return node.place if node is not None else self.place

    def node(self, key: str) -> Node | None:
        return self._node.get(Leaf(key))

    @classmethod
    def shorter(cls) -> list[JsonSchemaValue]:
        """Return the schemas of what may be written instead of a map."""
        plain = [{"type": ["string", "number"]}] if cls.shorthand else []
        return plain + ([{"type": "null"}] if cls.may_be_empty else [])

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written, shorter = handler(schema), cls.shorter()
        return {"anyOf": [*shorter, written]} if shorter else written
