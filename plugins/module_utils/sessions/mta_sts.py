# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch an MTA-STS policy as a sender does (RFC 8461 section 3.3): over HTTPS from its host, without a redirect.

What a sender would not take for a policy is none, and why is said.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from dataclasses import dataclass

PATH = "/.well-known/mta-sts.txt"
LARGEST = 64 * 1024  # RFC 8461 section 3.3: senders may limit it so
MODES = ("enforce", "testing", "none")


@dataclass(frozen=True)
class Served:
    """The policy of a domain, or the reason why senders find none."""

    mode: str = ""
    mx: tuple[str, ...] = ()
    problem: str = ""


def served(domain: str, host: str = "", port: int = 443, ca_file: str = "", timeout: float = 10) -> Served:
    """The policy at ``mta-sts.<domain>``; ``host`` and ``port`` say where that is reached, its certificate is judged by
    its own name all the same.
    """
    name = f"mta-sts.{domain}"
    context = ssl.create_default_context(cafile=ca_file or None)
    try:
        with (
            socket.create_connection((host or name, port), timeout) as plain,
            context.wrap_socket(plain, server_hostname=name) as encrypted,
        ):
            status, text = _got(encrypted, name, timeout)
    except (OSError, http.client.HTTPException) as error:
        return Served(problem=_words(error))
    return policy(text) if status == 200 else Served(problem=f"HTTP {status}, which senders do not follow")


def _got(encrypted: ssl.SSLSocket, name: str, timeout: float) -> tuple[int, str]:
    conversation = http.client.HTTPConnection(name, timeout=timeout)
    conversation.sock = encrypted
    conversation.request("GET", PATH, headers={"Accept": "text/plain"})
    response = conversation.getresponse()
    return response.status, response.read(LARGEST).decode("utf-8", "replace")


def _words(error: Exception) -> str:
    words = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error) or type(error).__name__
    return re.sub(r"^\[[^\]]*\] | \(_ssl\.c:\d+\)|\.$", "", words)


def policy(text: str) -> Served:
    """What the text of a policy says (RFC 8461 section 3.2); unknown words are passed over."""
    pairs = [line.partition(":")[::2] for line in text.splitlines() if ":" in line]
    told = [(word.strip().lower(), value.strip()) for word, value in pairs]
    first = dict(reversed(told))
    hosts = tuple(value.lower() for word, value in told if word == "mx")
    if first.get("version") != "STSv1":
        return Served(problem="its text does not begin with 'version: STSv1'")
    if first.get("mode") not in MODES or not first.get("max_age", "").isdigit():
        return Served(problem=f"its mode is '{first.get('mode', '')}' and its max_age '{first.get('max_age', '')}'")
    if first["mode"] != "none" and not hosts:
        return Served(problem="it names no mx")
    return Served(first["mode"], hosts)
