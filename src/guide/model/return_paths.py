"""Addresses that a mail which can't be delivered comes back to: each tells which mail it was."""

import re
from dataclasses import dataclass

from guide.model.tokens import Tokens

_PURPOSE = "bounce"
# Of more digits no database has a row.
_LOCAL = re.compile(r"\bb\.([0-9]{1,18})\.([0-9a-f]{20})@([a-z0-9.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReturnPaths:
    """Envelope senders `b.<message>.<stamp>@domain`, which nobody else can make up.

    Servers on the way may change the case of letters: a stamp has digits and a to f alone.
    """

    tokens: Tokens
    domain: str

    def of(self, message: int) -> str:
        """Return where the mail of a row of the outbox comes back to."""
        return f"b.{message}.{self.tokens.stamp(_PURPOSE, str(message))}@{self.domain}"

    def message(self, text: str) -> int | None:
        """Return the row that the first true return path in `text` speaks of, wherever it stands;
        None if there is none.
        """
        for row, stamp, domain in _LOCAL.findall(text):
            ours = domain.lower().rstrip(".") == self.domain
            if ours and self.tokens.is_stamp(stamp.lower(), _PURPOSE, row):
                return int(row)
        return None
