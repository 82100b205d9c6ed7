# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calling end of SMTP: commands out, answers in. Verifies nothing itself; it hands over what the server showed."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from dataclasses import dataclass

LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """A reply, whole: `lines` without their codes, `text` the last line as it came."""

    code: int
    lines: tuple[str, ...]
    text: str

    @property
    def good(self) -> bool:
        return self.code // 100 in (2, 3)

    def offers(self, extension: str) -> bool:
        return any(line.upper().split(" ")[0] == extension for line in self.lines[1:])

    @property
    def largest(self) -> int | None:
        """The size of the largest message that is taken, where the extension SIZE says one."""
        told = [line.split(" ")[1:] for line in self.lines[1:] if line.upper().startswith("SIZE ")]
        return int(told[0][0]) or None if told and told[0][0].isdigit() else None


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, connected: socket.socket) -> Client:
        return cls(*await asyncio.open_connection(sock=connected))

    async def answer(self) -> Answer:
        lines: list[str] = []
        while True:
            raw = (await self._reader.readuntil(b"\n")).decode("utf-8", "replace").rstrip("\r\n")
            lines.append(raw[4:])
            if raw[3:4] != "-":
                return Answer(int(raw[:3]), tuple(lines), raw)

    async def command(self, text: str) -> Answer:
        self._writer.write(text.encode() + b"\r\n")
        await self._writer.drain()
        return await self.answer()

    async def start_tls(self, context: ssl.SSLContext) -> None:
        await self._writer.start_tls(context)

    @property
    def tls_version(self) -> str | None:
        shown = self._writer.get_extra_info("ssl_object")
        return shown.version() if shown else None

    @property
    def peer_certificate(self) -> bytes | None:
        shown = self._writer.get_extra_info("ssl_object")
        return shown.getpeercert(True) if shown else None

    async def data(self, content: bytes) -> Answer:
        """The message itself, after 354."""
        ended = content if content.endswith(b"\r\n") else content + b"\r\n"
        self._writer.write(LEADING_DOT.sub(b"..", ended) + b".\r\n")
        await self._writer.drain()
        return await self.answer()

    async def quit(self) -> None:
        if not self._writer.is_closing():
            await self.command("QUIT")

    async def close(self) -> None:
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except (OSError, ssl.SSLError):
            # The other end was faster: closed is closed.
            return


def bound(source: str) -> socket.socket:
    """A socket with its own end fixed before it connects, so that the other end can be told who calls."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        made.bind((source, 0))
    except OSError:
        made.close()
        raise
    return made
