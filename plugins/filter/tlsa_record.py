# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pin of a certificate's key for DNS (TLSA), made of its PEM."""

from __future__ import annotations

DOCUMENTATION = r"""
name: tlsa_record
short_description: What a TLSA record says of a certificate
version_added: 0.2.0
author: mailflow.hybrid contributors
description:
  - Gives usage 3, selector 1, matching type 1 and the SHA-256 of the certificate's public key, which is what mail
    servers look for (RFC 7672). It stays the same when a certificate is renewed with the same key.
  - Of a chain, the first certificate counts.
options:
  _input:
    description:
      - The certificate in PEM.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what is to be published for a certificate
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.file', 'mail.contoso.com.pem') | mailflow.hybrid.tlsa_record }}"
"""

RETURN = r"""
_value:
  description:
    - The record, as C(dns.tlsa) of the topology takes it.
  type: str
  sample: 3 1 1 8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d
"""

import binascii
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_certificate import public_key

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")


def tlsa_record(pem: Any) -> str:
    """The record for the first certificate of a PEM text."""
    found = _PEM.search(str(pem))
    if found is None:
        raise AnsibleFilterError("tlsa_record wants a certificate in PEM; the text given holds none.")
    try:
        return f"3 1 1 {sha256(public_key(binascii.a2b_base64(found[1]))).hexdigest()}"
    except ValueError as error:
        raise AnsibleFilterError(f"tlsa_record wants a certificate in PEM; this one is damaged: {error}") from None


class FilterModule:
    """The filter under its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"tlsa_record": tlsa_record}
