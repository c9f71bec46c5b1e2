"""Log lines: one a line, as text or JSON, with nothing in them that breaks the line."""

import datetime as dt
import json
import logging
from collections.abc import Callable


class TextLines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # A newline or an escape sequence in a request must not forge a line.
        printed = super().format(record)
        return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in printed)


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


FORMATTERS: dict[str, Callable[[], logging.Formatter]] = {"text": TextLines, "json": JsonLines}
