# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hybrid link: four connectors, two a side, that must agree to the letter.

Exactly what the Hybrid Configuration Wizard writes for a hybrid organization without Edge servers and without
centralized transport (values from its published logs and the vendor's own list; see docs/hybrid.md, checked
2026-11-21). What must be the same on both sides is taken from one place of the topology here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds.exchange.receive_connector import RECEIVE_CONNECTOR
from ..kinds.exchange.send_connector import SEND_CONNECTOR
from ..kinds.online.inbound_connector import INBOUND_CONNECTOR
from ..kinds.online.outbound_connector import OUTBOUND_CONNECTOR
from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Hybrid, Online, Topology


def compile_hybrid(topology: Topology) -> Iterator[Desired]:
    """The connectors between the site and the tenant."""
    online, hybrid = topology.online, topology.hybrid
    if online is None or hybrid is None:
        return
    site = topology.sites[0]
    yield from _receive(site, online)
    yield _inbound(topology, site, online, hybrid)
    yield _send(site, online, hybrid)
    yield _outbound(topology, site, online, hybrid)


def _receive(site: Site, online: Online) -> Iterator[Desired]:
    """On every server: Exchange Online's certificate, and nothing else, makes its mail ours."""
    for server in site.servers:
        wanted = {
            "transport_role": "FrontendTransport",
            "bindings": ["[::]:25", "0.0.0.0:25"],
            "remote_ip_ranges": ["0.0.0.0/0", "::/0"],
            "auth_mechanism": ["Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer"],
            "permission_groups": ["AnonymousUsers", "ExchangeServers", "ExchangeLegacyServers"],
            "require_tls": False,
            "tls_certificate_name": str(site.certificate),
            "tls_domain_capabilities": [f"{online.mail_name}:AcceptCloudServicesMail"],
        }
        name = f"{server.name}\\{site.receive_connector.format(server=server.name)}"
        because_of = {
            "tls_certificate_name": f"{site.path}.certificate",
            "tls_domain_capabilities": f"{online.path}.cloud",
        }
        because = f"{site.path}.receive_connector"
        if_missing = f"Say with {because} which one takes mail from Exchange Online on port 25"
        resource = RECEIVE_CONNECTOR.resource(name, wanted)
        yield Desired(resource, server.host, because, because_of, if_missing=if_missing)


def _send(site: Site, online: Online, hybrid: Hybrid) -> Desired:
    """From Exchange to the tenant: only over TLS, only to Exchange Online by name, presenting our certificate."""
    wanted = {
        "address_spaces": [f"smtp:{online.coexistence_domain};1"],
        "dns_routing_enabled": True,
        "smart_hosts": [],
        "fqdn": site.certificate.host or site.public_name,
        "require_tls": True,
        "ignore_starttls": False,
        "tls_auth_level": "DomainValidation",
        "tls_domain": online.mail_name,
        "tls_certificate_name": str(site.certificate),
        "cloud_services_mail_enabled": True,
        "domain_secure_enabled": False,
        "error_policies": ["Default"],
        "source_transport_servers": [server.name for server in site.servers],
        "max_message_size": site.max_message_size,
        "enabled": True,
    }
    because_of = {
        "address_spaces": f"{online.path}.coexistence_domain",
        "fqdn": f"{site.path}.certificate",
        "tls_domain": f"{online.path}.cloud",
        "tls_certificate_name": f"{site.path}.certificate",
        "source_transport_servers": f"{site.path}.servers",
        "max_message_size": f"{site.path}.max_message_size",
    }
    resource = SEND_CONNECTOR.resource(hybrid.send_connector, wanted)
    return Desired(resource, site.servers[0].host, hybrid.path, because_of)


def _inbound(topology: Topology, site: Site, online: Online, hybrid: Hybrid) -> Desired:
    """In the tenant: whoever presents our certificate is us, and what it says about its mail is believed."""
    wanted = {
        "connector_type": "OnPremises",
        "connector_source": "HybridWizard",
        "sender_domains": ["*"],
        "sender_ip_addresses": [],
        "associated_accepted_domains": [],
        "require_tls": True,
        "tls_sender_certificate_name": hybrid.inbound_certificate_name,
        "restrict_domains_to_certificate": False,
        "restrict_domains_to_ip_addresses": False,
        "cloud_services_mail_enabled": True,
        "treat_messages_as_internal": False,
        "enabled": True,
    }
    because_of = {"tls_sender_certificate_name": f"{site.path}.certificate"}
    return Desired(INBOUND_CONNECTOR.resource(hybrid.inbound_connector, wanted), online.host, hybrid.path, because_of)


def _outbound(topology: Topology, site: Site, online: Online, hybrid: Hybrid) -> Desired:
    """From the tenant to Exchange: our domains, to our public name, only if the certificate there is ours."""
    wanted = {
        "connector_type": "OnPremises",
        "connector_source": "HybridWizard",
        "recipient_domains": [domain.name for domain in topology.domains if domain.mailboxes != "online"],
        "all_accepted_domains": False,
        "use_mx_record": False,
        "smart_hosts": [site.public_name],
        "tls_settings": "DomainValidation",
        "tls_domain": site.certificate.common_name,
        "cloud_services_mail_enabled": True,
        "route_all_messages_via_on_premises": False,
        "is_transport_rule_scoped": False,
        "sender_rewriting_enabled": False,
        "smtp_dane_mode": "Opportunistic",
        "mta_sts_mode": "Opportunistic",
        "test_mode": False,
        "enabled": True,
    }
    because_of = {
        "recipient_domains": "mailflow.domains",
        "smart_hosts": f"{site.path}.public_name",
        "tls_domain": f"{site.path}.certificate",
    }
    return Desired(OUTBOUND_CONNECTOR.resource(hybrid.outbound_connector, wanted), online.host, hybrid.path, because_of)
