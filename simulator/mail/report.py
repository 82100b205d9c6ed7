# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report that a message could not be delivered, as its sender gets it (RFC 3464)."""

from __future__ import annotations

import re
from typing import Final

from simulator.mail.decisions import headers

CODE: Final = re.compile(r"\b[245]\.\d+\.\d+\b")
BOUNDARY: Final = "the-report-and-what-it-is-about"


def subject_of(content: bytes) -> str:
    return f"Undeliverable: {headers.value(content, 'Subject') or ''}"


def report(content: bytes, *, sender: str, recipient: str, status: str, host: str) -> bytes:
    """What `host` tells the `sender` of `content`: why `recipient` does not get it. The header comes with it."""
    found = CODE.search(status)
    code = found[0] if found else "5.0.0"
    sent_back = b"".join(f"{name}: {text}\r\n".encode("utf-8", "surrogateescape") for name, text in _shown(content))
    parts = (
        ("text/plain", f"Your message to {recipient} couldn't be delivered. {host} said:\r\n{status}\r\n".encode()),
        (
            "message/delivery-status",
            f"Reporting-MTA: dns;{host}\r\n\r\n"
            f"Final-Recipient: rfc822;{recipient}\r\nAction: failed\r\nStatus: {code}\r\n"
            f"Diagnostic-Code: smtp;{status}\r\n".encode(),
        ),
        ("text/rfc822-headers", sent_back),
    )
    body = (
        b"".join(f"\r\n--{BOUNDARY}\r\nContent-Type: {kind}\r\n\r\n".encode() + said for kind, said in parts)
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    stamps = [
        ("From", f"<postmaster@{host}>"),
        ("To", f"<{sender}>"),
        ("Subject", subject_of(content)),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"'),
    ]
    return headers.stamped(body, stamps)


def _shown(content: bytes) -> list[tuple[str, str]]:
    """Without a side's own word about the message, which never leaves."""
    return [(name, text) for name, text in headers.fields(content) if not name.lower().startswith("x-ms-exchange-")]
