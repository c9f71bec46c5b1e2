"""Mail kept as files, one .eml each: for demos, tests and looking at what would be sent."""

import datetime as dt
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from pathlib import Path

from guide.delivery.transport import Connection, DeliveryError, Mail

_NAME = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{8}\.eml")


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail of the folder; `headers` in their order, decoded; `html` "" for text only."""

    name: str
    recipient: str
    sender: str
    subject: str
    date: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MailboxTransport:
    """Keeps each mail in `folder`; `now` names the files."""

    folder: Path
    now: Callable[[], dt.datetime]

    def open(self) -> Connection:
        return MailboxConnection(self)


@dataclass(frozen=True, slots=True)
class MailboxConnection:
    mailbox: MailboxTransport

    def send(self, mail: Mail) -> None:
        """Return once the mail is on the disk whole; raise DeliveryError(pause) if it cannot be."""
        name = f"{self.mailbox.now():%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(4)}.eml"
        try:
            _keep(self.mailbox.folder, name, mail.body)
        except OSError as fault:
            text = f"the mailbox folder cannot be written: {fault.strerror}"
            raise DeliveryError(text, pause=True) from None

    def close(self) -> None:
        pass


def messages(folder: Path, *, limit: int = 200) -> list[KeptMail]:
    """Return the mails of the folder, the one written last first; none if there is no folder."""
    if not folder.is_dir():
        return []
    paths = (path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    newest = sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_parse(path.name, path.read_bytes()) for path in newest[:limit]]


def one(folder: Path, name: str) -> KeptMail | None:
    """Return one mail by its name, None if there is none or the name is no mail's."""
    if not _NAME.fullmatch(name) or not (folder / name).is_file():
        return None
    return _parse(name, (folder / name).read_bytes())


def _keep(folder: Path, name: str, body: bytes) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}"
    try:
        with draft.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(folder / name)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parse(name: str, body: bytes) -> KeptMail:
    mail = message_from_bytes(body, policy=default_policy)
    return KeptMail(
        name=name,
        recipient=str(mail["To"] or ""),
        sender=str(mail["From"] or ""),
        subject=str(mail["Subject"] or ""),
        date=str(mail["Date"] or ""),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
        headers=tuple((key, str(value)) for key, value in mail.items()),
    )


def _part(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return "" if part is None else str(part.get_content())
