# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hybrid configuration of an Exchange organization: what the hybrid wizard wrote down of its last run.

Parameters: New-HybridConfiguration and Set-HybridConfiguration pages, checked 2026-08-21. There is one at most. It
moves no mail by itself, and removing it takes nothing back. Left out is what only Exchange 2010 used
(ClientAccessServers, TransportServers, ExternalIPAddresses, SecureMailCertificateThumbprint).
"""

from __future__ import annotations

from typing import Any

from ...model.domain import domain
from ..base import Attribute, Kind, LeftOut, Rule
from ..forms import CERTIFICATE_NAME, DOMAIN, SERVERS, Form, enum, integer, listed, nullable


def _shared_domain(value: Any) -> str:
    """A domain; the one that autodiscover is asked of is marked ``autod:``."""
    text = str(value).strip()
    marked = text.lower().startswith("autod:")
    return f"autod:{domain(text[6:])}" if marked else domain(text)


def _not_beside_edge(others: str) -> Rule:
    return Rule(
        f"hybrid-edge-{others.partition('_')[0]}",
        ("edge_transport_servers", others),
        lambda c: bool(c["edge_transport_servers"]) and bool(c[others]),
        f"beside edge_transport_servers, {others} is empty",
    )


FEATURES = enum(
    "OnlineArchive", "FreeBusy", "MailTips", "MessageTracking", "OWARedirection", "SecureMail", "Centralized", "Photos"
)

HYBRID_CONFIGURATION = Kind(
    side="exchange",
    name="hybrid_configuration",
    noun="HybridConfiguration",
    title="hybrid configuration",
    phase="accept",
    only="Hybrid Configuration",
    key="",
    named_by=(),
    called_by="",
    attributes=(
        Attribute("domains", "Domains", listed(Form("domain", _shared_domain))),
        Attribute("features", "Features", listed(FEATURES)),
        Attribute("receiving_transport_servers", "ReceivingTransportServers", SERVERS),
        Attribute("sending_transport_servers", "SendingTransportServers", SERVERS),
        Attribute("edge_transport_servers", "EdgeTransportServers", SERVERS),
        Attribute("on_premises_smart_host", "OnPremisesSmartHost", nullable(DOMAIN)),
        Attribute("tls_certificate_name", "TlsCertificateName", CERTIFICATE_NAME),
        Attribute("service_instance", "ServiceInstance", integer(0, 2147483647)),
    ),
    rules=(_not_beside_edge("receiving_transport_servers"), _not_beside_edge("sending_transport_servers")),
    left_out=(
        LeftOut("client_access_servers", "ClientAccessServers", "only Exchange 2010 used it"),
        LeftOut("external_ip_addresses", "ExternalIPAddresses", "only Exchange 2010 used it"),
        LeftOut("secure_mail_certificate_thumbprint", "SecureMailCertificateThumbprint", "only Exchange 2010 used it"),
        LeftOut("transport_servers", "TransportServers", "only Exchange 2010 used it"),
    ),
)
