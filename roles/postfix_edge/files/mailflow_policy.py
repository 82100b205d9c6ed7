# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers what Postfix cannot decide: whether a caller is who its certificate says, by the name in it.

Postfix asks (SMTPD_POLICY_README): lines of name=value, an empty line, and one line back. The question is in
policy_context, the answers are in policy.json, which is read anew when it changes:

    {"cloud": {"names": ["mail.protection.outlook.com"], "addresses": ["192.0.2.0/24"], "senders": ["contoso.com"]}}

A caller is known when the common name of its certificate is one of the names, its address in one of the addresses (if
there are any), and the sender in one of the domains (if there are any; the null sender is in all). Who is known is
answered OK, and who is not DUNNO, which leaves the decision to the next restriction. With "refuse": true, it is DUNNO
for who is known, and a refusal for everybody else. Postfix names a certificate only if it could verify its chain.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
import socket
import sys
from pathlib import Path
from typing import Any

LONGEST_LINE = 8192
FIRST_PASSED_SOCKET = 3  # sd_listen_fds(3)
REFUSAL = "REJECT 5.7.1 Mail of this domain comes with a certificate of another name"
UNKNOWN_QUESTION = "DEFER_IF_PERMIT 4.3.5 The policy service does not know this question"


class Answers:
    """policy.json, read again whenever it has changed."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.seen = -1
        self.rules: dict[str, Any] = {}

    def current(self) -> dict[str, Any]:
        changed = self.path.stat().st_mtime_ns
        if changed != self.seen:
            self.rules = json.loads(self.path.read_text(encoding="utf-8"))
            self.seen = changed
        return self.rules


def decide(rules: dict[str, Any], request: dict[str, str]) -> str:
    """The answer to one question."""
    rule = rules.get(request.get("policy_context", ""))
    if rule is None:
        return UNKNOWN_QUESTION
    known = is_named(rule, request) and calls_from(rule, request) and may_send(rule, request)
    if rule.get("refuse"):
        return "DUNNO" if known else REFUSAL
    return "OK" if known else "DUNNO"


def is_named(rule: dict[str, Any], request: dict[str, str]) -> bool:
    """Whether the common name is one of the names; ``*.contoso.com`` is every name below contoso.com."""
    name = decoded(request.get("ccert_subject", "")).casefold()
    return bool(name) and any(matches(pattern.casefold(), name) for pattern in rule["names"])


def matches(pattern: str, name: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


def decoded(text: str) -> str:
    """Postfix writes characters that are not plain as +XX (xtext, RFC 3461)."""
    return re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)


def calls_from(rule: dict[str, Any], request: dict[str, str]) -> bool:
    if "addresses" not in rule:
        return True
    try:
        caller = ipaddress.ip_address(request.get("client_address", ""))
    except ValueError:
        return False
    return any(caller in ipaddress.ip_network(network) for network in rule["addresses"])


def may_send(rule: dict[str, Any], request: dict[str, str]) -> bool:
    """Whether the sender's domain is one of ours; ``.contoso.com`` is everything below contoso.com."""
    domain = request.get("sender", "").rpartition("@")[2].casefold()
    if "senders" not in rule or not domain:
        return True
    return any(domain.endswith(own) if own.startswith(".") else domain == own for own in rule["senders"])


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: Answers) -> None:
    """Answer one caller until it hangs up; what is not understood ends the conversation, and Postfix defers."""
    request: dict[str, str] = {}
    try:
        while line := await reader.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if text:
                name, _equals, value = text.partition("=")
                request[name] = value
                continue
            writer.write(f"action={decide(answers.current(), request)}\n\n".encode())
            await writer.drain()
            request = {}
    except (OSError, ValueError) as error:
        # ValueError: a line beyond the limit, or a policy.json that is none.
        sys.stderr.write(f"mailflow-policy: {error}\n")
    finally:
        writer.close()


async def serve(answers: Answers) -> None:
    """For all listeners, on the socket that systemd hands over."""
    with socket.socket(fileno=FIRST_PASSED_SOCKET) as passed:

        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await converse(reader, writer, answers)

        server = await asyncio.start_unix_server(greet, sock=passed, limit=LONGEST_LINE)
        await server.serve_forever()


def answer_one_caller(answers: Answers) -> None:
    """On standard input and output, as spawn(8) runs it."""
    request: dict[str, str] = {}
    for line in sys.stdin:
        if line.strip():
            name, _equals, value = line.rstrip("\r\n").partition("=")
            request[name] = value
            continue
        sys.stdout.write(f"action={decide(answers.current(), request)}\n\n")
        sys.stdout.flush()
        request = {}


def main(words: list[str]) -> int:
    if words[:1] == ["--stdio"] and len(words) == 2:
        answer_one_caller(Answers(words[1]))
        return 0
    if len(words) == 1:
        asyncio.run(serve(Answers(words[0])))
        return 0
    sys.stderr.write("usage: mailflow-policy [--stdio] POLICY.JSON\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
