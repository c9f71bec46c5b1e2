"""What imports change of a release."""

from dataclasses import dataclass, field

from guide.model.changes import Change
from guide.model.programme import Finding


@dataclass(slots=True)
class Laid:
    """What the imports changed: `scopes` are the stems of the feeds they touch, `differs` says
    whether the file has become another at all.
    """

    changes: list[Change] = field(default_factory=list)
    scopes: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    added: int = 0
    differs: bool = False
