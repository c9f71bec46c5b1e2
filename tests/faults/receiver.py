"""An SMTP receiver that counts: every accepted mail is in its log, on disk, before the 250.

Run as a script with a port and a log's path. A line of the log is recipient, tab, Message-ID.
"""

import asyncio
import os
import re
import sys
from pathlib import Path

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
GREETING = b"220 receiver.invalid\r\n"
EHLO = b"250-receiver.invalid\r\n250 8BITMIME\r\n"


class Receiver:
    def __init__(self, log: Path) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._dialogue(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _dialogue(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        writer.write(GREETING)
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                self._accept(recipient, body)
            writer.write(EHLO if verb == b"EHLO" else b"250 ok\r\n")
            await writer.drain()
            if verb == b"QUIT":
                return

    def _accept(self, recipient: str, body: bytes) -> None:
        found = MESSAGE_ID.search(body)
        message_id = found[1].decode() if found else "-"
        os.write(self._log, f"{recipient}\t{message_id}\n".encode())


async def serve(port: int, log: Path) -> None:
    server = await asyncio.start_server(Receiver(log).talk, "127.0.0.1", port, limit=1 << 20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
