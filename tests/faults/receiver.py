"""An SMTP receiver that counts: every accepted mail is in its log before its 250.

Run as a script with a port and a log's path. A line of the log is the name that the sender
greeted with, the connection's number, recipient and Message-ID, apart by tabs. `--pace` is how
many seconds a mail takes, half of them between the log and the 250.
"""

import argparse
import asyncio
import itertools
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
GREETING = b"220 receiver.invalid\r\n"
EHLO = b"250-receiver.invalid\r\n250 8BITMIME\r\n"


@dataclass
class Receiver:
    log: int
    pace: float
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._dialogue(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _dialogue(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, hello, recipient = next(self.numbers), "", ""
        writer.write(GREETING)
        while line := await reader.readline():
            verb, rest = line[:4].upper(), line[4:].decode().strip()
            if verb == b"EHLO":
                hello = rest
            if verb == b"RCPT":
                recipient = rest.partition("<")[2].partition(">")[0]
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                await asyncio.sleep(self.pace / 2)
                self._accept(f"{hello}\t{number}\t{recipient}\t{_message_id(body)}\n")
                await asyncio.sleep(self.pace / 2)
            writer.write(EHLO if verb == b"EHLO" else b"250 ok\r\n")
            await writer.drain()
            if verb == b"QUIT":
                return

    def _accept(self, line: str) -> None:
        os.write(self.log, line.encode())


def _message_id(body: bytes) -> str:
    found = MESSAGE_ID.search(body)
    return found[1].decode() if found else "-"


async def serve(port: int, log: Path, pace: float) -> None:
    receiver = Receiver(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), pace)
    server = await asyncio.start_server(receiver.talk, "127.0.0.1", port, limit=1 << 20)
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("log", type=Path)
    parser.add_argument("--pace", type=float, default=0.0)
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.port, chosen.log, chosen.pace))


if __name__ == "__main__":
    main()
