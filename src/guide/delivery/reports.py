"""What mail servers send back: reports of failed deliveries and of complaints.

RFC 3464 (delivery status notifications), RFC 3463 (their codes), RFC 5965 (feedback reports).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

LARGEST = 1_000_000
# No such address (5.1.x), or one that takes no mail any more (5.2.1).
_NOBODY = re.compile(r"5\.(1\.\d+|2\.1)")
_FAILED = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")
_NO_COMPLAINT = "not-spam"


class Blame(StrEnum):
    """What a report says: the address takes no mail, this one mail failed, or it was unwanted."""

    NOBODY = "no such address"
    FAILED = "not delivered"
    UNWANTED = "complaint"


@dataclass(frozen=True, slots=True)
class Report:
    """`code` is the status by RFC 3463, "" of a complaint."""

    blame: Blame
    code: str = ""


def read(raw: bytes) -> Report | None:
    """Return what a mail reports; None if it is no such report, or of a mail that arrived, or
    that is only late. Whatever is in it, it is no error.
    """
    mail = message_from_bytes(raw[:LARGEST])
    codes: list[str] = []
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report" and _is_complaint(part):
            return Report(Blame.UNWANTED)
        if kind == "message/delivery-status":
            codes += _failures(part)
    if not codes:
        return None
    # Of several recipients, ours is the one that is worst off: each mail of ours has but one.
    nobody = next((code for code in codes if _NOBODY.fullmatch(code)), None)
    return Report(Blame.NOBODY, nobody) if nobody else Report(Blame.FAILED, codes[0])


def _is_complaint(part: Message) -> bool:
    kinds = [_field(one, "Feedback-Type").lower() for one in _blocks(part)]
    return any(kind and kind != _NO_COMPLAINT for kind in kinds)


def _failures(part: Message) -> Iterator[str]:
    for block in _blocks(part):
        code = _FAILED.search(_field(block, "Status"))
        if _field(block, "Action").lower() == "failed" and code:
            yield code.group()


def _blocks(part: Message) -> list[Message]:
    """Return the groups of fields in a report."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()
