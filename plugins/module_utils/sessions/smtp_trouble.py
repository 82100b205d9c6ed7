# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ends an SMTP conversation beside the server's replies: the network, TLS, a certificate that proves nothing."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass

NOT_OFFERED = "starttls-not-offered"
UNPROVEN = "certificate-not-verified"

CAUSES: tuple[tuple[type[OSError], str], ...] = (
    (socket.gaierror, "unresolved"),
    (ConnectionRefusedError, "refused"),
    (TimeoutError, "silent"),
    (ssl.SSLEOFError, "dropped"),
    (ssl.SSLError, "tls"),
    (smtplib.SMTPServerDisconnected, "dropped"),
    (ConnectionResetError, "dropped"),
    (BrokenPipeError, "dropped"),
    (smtplib.SMTPException, "not-smtp"),
)

SAID = {
    "unresolved": "its name cannot be resolved",
    "refused": "nothing listens there",
    "silent": "it gave no answer in time",
    "dropped": "it closed the connection",
    "tls": "no TLS came about",
    "not-smtp": "it does not speak SMTP",
    "unreachable": "it cannot be reached",
    NOT_OFFERED: "it does not offer STARTTLS",
    UNPROVEN: "its certificate does not prove that",
}

REMEDIES = {
    "unresolved": "Correct the host name, or the name service.",
    "refused": "Correct host and port, or start the service.",
    "silent": "Correct the address, let the firewalls pass (many networks block port 25), or raise the timeout.",
    "dropped": "Look into the server's protocol log; an IP block list or a device in between may be the cause.",
    "tls": "Compare the TLS versions of both ends; with a client certificate, whether the server accepts it.",
    "not-smtp": "Correct the port: implicit TLS (port 465) is not spoken here.",
    "unreachable": "Correct the address, the source address or the routes.",
    NOT_OFFERED: "See that a valid certificate is assigned to the server's SMTP, that its connector allows TLS,"
    " and that no device in between strips STARTTLS.",
    UNPROVEN: "Assign the right certificate to the server's SMTP, give the CA that issued it, or correct the name.",
}


@dataclass(frozen=True)
class Trouble:
    """What stood in the way, at which step; `detail` is what the system or the server had to say about it."""

    step: str
    kind: str
    detail: str

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{SAID[self.kind]}{detail}"

    @property
    def remedy(self) -> str:
        return REMEDIES[self.kind]


def trouble_of(error: OSError, step: str) -> Trouble:
    """The trouble that an exception of smtplib, ssl or socket stands for."""
    cause = _cause(error)
    kind = next((kind for form, kind in CAUSES if isinstance(cause, form)), "unreachable")
    return Trouble(step, kind, f"at {step.upper()}: {_words(cause)}")


def _cause(error: OSError) -> OSError:
    """smtplib calls whatever happens while it reads or writes a disconnection; what happened is in the context."""
    context = error.__context__
    return context if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(context, OSError) else error


def _words(error: OSError) -> str:
    words = error.strerror or str(error) or type(error).__name__
    return re.sub(r"^\[[^\]]*\] | \(_ssl\.c:\d+\)|\.$", "", words)
