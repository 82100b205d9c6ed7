# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a connector asks of TLS, in the few words that fit beside a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.resource import Resource
from .scene import Demand

_LEVELS = {
    "CertificateValidation": Demand("the taker shows an authority's certificate"),
    "EncryptionOnly": Demand("any certificate"),
}


def demands_of_sender(resource: Resource) -> tuple[Demand, ...]:
    """What a sending connector asks of whoever takes its mail; nothing if mail goes in clear where it must."""
    attributes = resource.attributes
    if attributes.get("smtp_dane_mode") == "Mandatory":
        return (Demand("the certificate its DNS names (DANE)"),)
    level = str(attributes.get("tls_auth_level") or attributes.get("tls_settings") or "")
    if level == "DomainValidation":
        return (Demand("the taker shows", str(attributes.get("tls_domain") or "its own name")),)
    if level in _LEVELS:
        return (_LEVELS[level],)
    return (_LEVELS["EncryptionOnly"],) if attributes.get("require_tls") else ()


def demands_of_taker(resource: Resource) -> tuple[Demand, ...]:
    """What a taking connector asks of whoever hands mail in."""
    attributes = resource.attributes
    if not attributes.get("require_tls"):
        return ()
    name = attributes.get("tls_sender_certificate_name")
    return (Demand("the sender shows", str(name)),) if name else (Demand("required"),)


def certificate_of(attributes: Mapping[str, Any]) -> str:
    """The certificate name by which a connector knows who hands mail in; empty if it does not."""
    return str(attributes.get("tls_sender_certificate_name") or "").casefold()
