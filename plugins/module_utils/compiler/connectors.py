# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connectors as the compiler states them: every value that matters, so that a change by hand is seen and put back.

Bases for each kind of connector, and the words of TLS as each side says them. Values: the parameter tables of the
New-InboundConnector, New-OutboundConnector and New-SendConnector pages, checked 2026-08-21.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..kinds.exchange.receive_connector import RECEIVE_CONNECTOR
from ..kinds.exchange.send_connector import SEND_CONNECTOR
from ..kinds.online.inbound_connector import INBOUND_CONNECTOR
from ..kinds.online.outbound_connector import OUTBOUND_CONNECTOR
from ..model.neighbours import Filter
from ..model.resource import Desired
from ..model.sites import Site

Values = Mapping[str, Any]
Reasons = Mapping[str, str]

_INBOUND = {
    "connector_source": "Default",
    "sender_domains": ["*"],
    "sender_ip_addresses": [],
    "require_tls": True,
    "tls_sender_certificate_name": None,
    "restrict_domains_to_certificate": False,
    "restrict_domains_to_ip_addresses": False,
    "cloud_services_mail_enabled": False,
    "enabled": True,
}
_INBOUND_OF = {
    "OnPremises": {"associated_accepted_domains": [], "treat_messages_as_internal": False},
    "Partner": {},
}
_OUTBOUND = {
    "connector_source": "Default",
    "all_accepted_domains": False,
    "use_mx_record": False,
    "smart_hosts": [],
    "tls_settings": None,
    "tls_domain": None,
    "cloud_services_mail_enabled": False,
    "route_all_messages_via_on_premises": False,
    "is_transport_rule_scoped": False,
    "smtp_dane_mode": "Opportunistic",
    "mta_sts_mode": "Opportunistic",
    "test_mode": False,
    "enabled": True,
}
# Exchange Online refuses this word of a partner's connector, even as false.
_OUTBOUND_OF = {"OnPremises": {"sender_rewriting_enabled": False}, "Partner": {}}
_SEND = {
    "dns_routing_enabled": True,
    "smart_hosts": [],
    "require_tls": False,
    "ignore_starttls": False,
    "tls_auth_level": None,
    "tls_domain": None,
    "cloud_services_mail_enabled": False,
    "domain_secure_enabled": False,
    "error_policies": ["Default"],
    "enabled": True,
}
_RECEIVE = {
    "transport_role": "FrontendTransport",
    "bindings": ["0.0.0.0:25", "[::]:25"],
    "auth_mechanism": ["Tls"],
    "permission_groups": ["AnonymousUsers"],
    "require_tls": False,
    "enabled": True,
}

TLS_LEVELS = {"required": "EncryptionOnly", "certificate": "CertificateValidation", "name": "DomainValidation"}


def inbound(name: str, host: str, of: str, wanted: Values, because: str, reasons: Reasons | None = None) -> Desired:
    """An inbound connector of the tenant; `of` is OnPremises or Partner."""
    values = {"connector_type": of, **_INBOUND, **_INBOUND_OF[of], **wanted}
    return Desired(INBOUND_CONNECTOR.resource(name, values), host, because, reasons or {})


def outbound(name: str, host: str, of: str, wanted: Values, because: str, reasons: Reasons | None = None) -> Desired:
    """An outbound connector of the tenant; `of` is OnPremises or Partner."""
    values = {"connector_type": of, **_OUTBOUND, **_OUTBOUND_OF[of], **wanted}
    return Desired(OUTBOUND_CONNECTOR.resource(name, values), host, because, reasons or {})


def send(name: str, host: str, wanted: Values, because: str, reasons: Reasons | None = None) -> Desired:
    """A send connector of the Exchange organization."""
    return Desired(SEND_CONNECTOR.resource(name, {**_SEND, **wanted}), host, because, reasons or {})


def receive(
    name: str, site: Site, callers: Iterable[str], wanted: Values, because: str, reasons: Reasons | None = None
) -> list[Desired]:
    """A receive connector for certain callers on each of a site's Exchange servers, beside the one for everybody."""
    values = {**_RECEIVE, "remote_ip_ranges": list(callers), **wanted}
    return [
        Desired(RECEIVE_CONNECTOR.resource(f"{server.name}\\{name}", values), server.host, because, reasons or {})
        for server in site.servers
    ]


def presenting(site: Site) -> dict[str, Any]:
    """How a site's Exchange servers show who they are: with the certificate, under its name."""
    if site.edge and site.edge.software == "postfix":
        return {}
    return {"fqdn": site.certificate.host or site.public_name, "tls_certificate_name": str(site.certificate)}


def presenting_reasons(site: Site) -> dict[str, str]:
    """Where in the topology that is said."""
    return dict.fromkeys(presenting(site), f"{site.path}.certificate")


def send_tls(level: str | None, name: str = "") -> dict[str, Any]:
    """What Exchange asks of the other server: nothing for None, else encryption, a certificate, or this name in it."""
    return {"require_tls": level is not None, "tls_auth_level": level, "tls_domain": name or None}


def outbound_tls(level: str | None, name: str = "") -> dict[str, Any]:
    """The same of Exchange Online."""
    return {"tls_settings": level, "tls_domain": name or None}


def level_of(through: Filter) -> tuple[str, str]:
    """What the hosts of a filter must show: the name that is stated, or any certificate we trust."""
    return ("DomainValidation", through.tls_name) if through.tls_name else ("CertificateValidation", "")
