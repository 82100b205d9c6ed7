# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate with its key and intermediates as one text, in the order Postfix takes it: key, leaf, the others."""

from __future__ import annotations

import re
import ssl
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..postfix.configuration import Certificate

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\n.*?-----END \1-----\n?", re.S)


class Unusable(Exception):
    """A certificate that no server could present; the message says which and why."""


def chain_text(certificate: Certificate, read: Callable[[str], str]) -> str:
    """The text of the chain file; ``read`` gives the content of a file by the name the topology has for it."""
    blocks = _blocks(read(certificate.file))
    if certificate.key_file != certificate.file:
        blocks = [*_blocks(read(certificate.key_file)), *blocks]
    keys = [text for kind, text in blocks if kind.endswith("PRIVATE KEY")]
    chain = [text for kind, text in blocks if kind == "CERTIFICATE"]
    if len(keys) != 1 or not chain:
        raise Unusable(
            f"Cannot present certificate {certificate.file!r}: wanted are one key and one certificate with its"
            f" intermediates, in PEM, and there are {len(keys)} keys and {len(chain)} certificates. Name the key with"
            " key_file."
        )
    text = "".join((*keys, *chain))
    _fits(certificate, text)
    return text


def _blocks(text: str) -> list[tuple[str, str]]:
    return [(found[1], found[0].rstrip("\n") + "\n") for found in _BLOCK.finditer(text.replace("\r\n", "\n"))]


def _fits(certificate: Certificate, text: str) -> None:
    """Whether the key is of that certificate; the file is the reader's alone, and gone at once."""
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(text)
        file.flush()
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(Path(file.name), password=_no_password)
        except (ssl.SSLError, OSError, ValueError) as error:
            raise Unusable(
                f"Cannot present certificate {certificate.file!r} with the key of {certificate.key_file!r}: the key is"
                f" protected, or of another certificate ({getattr(error, 'reason', None) or error})."
            ) from None


def _no_password() -> str:
    raise ValueError("the key is protected by a password")
