# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix at the gate of a site: the whole on-premises side, or an edge in front of Exchange.

Every host of the gate is told the same. Postfix makes no mail internal: the link to the tenant is the plain one, and
headers that only Exchange may set are removed from what comes in (see docs/postfix.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..kinds.catalog import BY_NAME
from ..model.neighbours import Devices, Filter, Partner, PartnerSend
from ..model.resource import Desired
from ..model.sites import Site
from ..model.topology import Domain, Online, Topology
from .places import all_comes_by

_TYPES = {"authoritative": "Authoritative", "internal_relay": "InternalRelay"}
ON_THE_HOST = "host:/etc/postfix/tls/{name}.pem"
"""Where a certificate lies that the topology gives no file for: key, certificate and chain, put there by others."""


def compile_postfix(topology: Topology) -> Iterator[Desired]:
    """Everything that the hosts of gates with Postfix are told."""
    for site in topology.sites:
        if site.gate_software != "postfix":
            continue
        wanted = [*_settings(site), *_domains(topology, site), *_receive(topology, site), *_send(topology, site)]
        for server in site.gates:
            for kind, name, attributes, because, because_of in wanted:
                resource = BY_NAME["postfix", kind].resource(name, attributes)
                yield Desired(resource, server.host, because, because_of)


Wish = tuple[str, str, dict[str, Any], str, Mapping[str, str]]


def _settings(site: Site) -> Iterator[Wish]:
    attributes = {
        "fqdn": site.public_name,
        "public_addresses": list(site.public_addresses),
        "max_message_size": site.max_message_size,
    }
    because_of = {
        "public_addresses": f"{site.path}.public_addresses",
        "max_message_size": f"{site.path}.max_message_size",
    }
    yield "transport_config", "Postfix", attributes, f"{site.path}.public_name", because_of


def _domains(topology: Topology, site: Site) -> Iterator[Wish]:
    """Domains with mailboxes behind the gate, and those whose mail the Internet or a filter hands in here."""
    for domain in topology.domains:
        if domain.mailboxes == "online" and not _arrives(topology, site, domain):
            continue
        elsewhere = domain.mailboxes == "online" or domain.subdomains
        wanted = "InternalRelay" if elsewhere else _TYPES[domain.on_premises_type]
        because_of = {"match_sub_domains": f"{domain.path}.subdomains"}
        attributes = {"domain_type": wanted, "match_sub_domains": domain.subdomains}
        yield "accepted_domain", domain.name, attributes, domain.path, because_of


def _arrives(topology: Topology, site: Site, domain: Domain) -> bool:
    """Whether this site takes the domain's mail from outside, or from the tenant that took it."""
    found = topology.filter(domain.mx)
    by_filter = found is not None and found.delivers_to == site.name
    return domain.mx == "on_premises" or by_filter or all_comes_by(topology)


def gate_certificate(site: Site) -> dict[str, Any]:
    """Where the certificate of a gate with Postfix lies."""
    files = site.certificate_files
    file = files.file or ON_THE_HOST.format(name=site.public_name)
    return {"tls_certificate": file, "tls_certificate_key": files.key_file or None}


def _receive(topology: Topology, site: Site) -> Iterator[Wish]:
    """Who may hand in what: the Internet to our domains, everybody else by their addresses or certificates."""
    yield _internet(topology, site)
    if site.internal_addresses:
        path = f"{site.path}.internal_addresses"
        inside = {"remote_ip_ranges": list(site.internal_addresses), "accept_any_recipient": True}
        yield "receive_connector", "Inside", inside | gate_certificate(site), path, {}
    for devices in topology.devices:
        if devices.via == site.name and devices.method == "relay":
            yield _devices(site, devices)
    for partner in topology.partners:
        if partner.receive and site.name in partner.receive.at:
            yield _from_partner(site, partner)
    for found in topology.filters:
        if found.delivers_to == site.name and found.addresses:
            # All mail comes from these few addresses, and past the limit Postfix has for one.
            attributes = {
                "remote_ip_ranges": list(found.addresses),
                "max_inbound_connection_per_source": "unlimited",
            } | gate_certificate(site)
            yield "receive_connector", f"From {found.name}", attributes, f"{found.path}.addresses", {}


def _internet(topology: Topology, site: Site) -> Wish:
    online = topology.online
    guarded = online is not None and online.reject_direct_send is True
    locked = _locked(topology, site)
    attributes = {
        "permission_groups": ["None"] if locked else ["AnonymousUsers"],
        "accept_authoritative_domain_sender": not guarded,
        "tls_domain_capabilities": [],
        "accept_cloud_relay": False,
        "header_firewall": True,
    } | gate_certificate(site)
    because_of = {"tls_certificate": f"{site.path}.certificate"}
    if online and guarded:
        because_of["accept_authoritative_domain_sender"] = f"{online.path}.reject_direct_send"
    if locked:
        because_of["permission_groups"] = f"{locked.path}.lock_down"
    if online and (guarded or locked):
        attributes["tls_domain_capabilities"] = [f"{online.mail_name}:AcceptCloudServicesMail"]
        because_of["tls_domain_capabilities"] = f"{online.path}.cloud"
    return "receive_connector", "Internet", attributes, f"{site.path}.public_name", because_of


def _locked(topology: Topology, site: Site) -> Filter | None:
    """The filter past which nobody may hand mail in, if all that arrives comes through filters of known addresses."""
    behind = [topology.filter(domain.mx) for domain in topology.domains if _arrives(topology, site, domain)]
    locked = [found for found in behind if found and found.lock_down and found.addresses]
    return locked[0] if locked and len(locked) == len(behind) else None


def _devices(site: Site, devices: Devices) -> Wish:
    attributes: dict[str, Any] = {
        "accept_any_recipient": devices.to == "anyone",
        "require_tls": devices.tls == "required",
    } | gate_certificate(site)
    if devices.addresses:
        attributes["remote_ip_ranges"] = list(devices.addresses)
    if devices.identify_by == "certificate":
        attributes |= {"require_tls": True, "client_certificate_name": devices.certificate_name}
    because_of = {
        "remote_ip_ranges": f"{devices.path}.addresses",
        "accept_any_recipient": f"{devices.path}.to",
        "require_tls": f"{devices.path}.tls",
        "client_certificate_name": f"{devices.path}.certificate_name",
    }
    return "receive_connector", f"Devices {devices.name}", attributes, devices.path, because_of


def _from_partner(site: Site, partner: Partner) -> Wish:
    received = partner.receive
    if received is None:
        raise ValueError(f"{partner.name} has nothing to say about mail from it")
    attributes: dict[str, Any] = {"sender_domains": list(partner.domains), "require_tls": True} | gate_certificate(site)
    if received.tls == "certificate":
        attributes["client_certificate_name"] = received.name
    if received.addresses:
        attributes["remote_ip_ranges"] = list(received.addresses)
    because_of = {
        "sender_domains": f"{partner.path}.domains",
        "client_certificate_name": f"{received.path}.name",
        "remote_ip_ranges": f"{received.path}.addresses",
    }
    return "receive_connector", f"From {partner.name}", attributes, f"{received.path}.tls", because_of


def _send(topology: Topology, site: Site) -> Iterator[Wish]:
    """The ways out: to the mailboxes behind, to the tenant, to partners, to everybody else."""
    hosts = site.mailbox_hosts or tuple(server.host for server in site.servers if site.edge)
    if hosts and any(domain.mailboxes != "online" for domain in topology.domains):
        path = f"{site.path}.{'mailbox_hosts' if site.mailbox_hosts else 'servers'}"
        yield "send_connector", "To the mailboxes", {"address_spaces": ["--"], "smart_hosts": list(hosts)}, path, {}
    if topology.online and (topology.hybrid or topology.relay):
        yield from _to_tenant(topology, site, topology.online)
    for partner in topology.partners:
        if partner.send and site.name in partner.send.senders:
            yield _to_partner(site, partner, partner.send)
    yield _to_everybody(topology, site)


def _to_tenant(topology: Topology, site: Site, online: Online) -> Iterator[Wish]:
    """The routing domain by its MX, which ends at Exchange Online; domains that arrive here by the tenant's host."""
    link = topology.hybrid.path if topology.hybrid else f"{topology.path}.relay"
    because_of = {"tls_domain": f"{online.path}.cloud", "tls_certificate": f"{site.path}.certificate"}
    ours = _strict(topology, site, online)
    attributes = {"address_spaces": [online.coexistence_domain], "dns_routing_enabled": True} | ours
    told = {**because_of, "address_spaces": f"{online.path}.coexistence_domain"}
    yield "send_connector", "To the tenant", attributes, link, told
    arriving = [d for d in topology.domains if d.mailboxes == "online" and _arrives(topology, site, d)]
    if arriving:
        spaces = [f"*.{domain.name}" if domain.subdomains else domain.name for domain in arriving]
        attributes = {"address_spaces": spaces, "smart_hosts": [online.smart_host]} | ours
        yield "send_connector", "To cloud mailboxes", attributes, f"{arriving[0].path}.mx", because_of


def _strict(topology: Topology, site: Site, online: Online) -> dict[str, Any]:
    """Only over TLS, only to Exchange Online by name, as ourselves by our certificate, or by our address."""
    by_address = topology.relay is not None and topology.relay.identify_by == "address"
    return {
        "fqdn": site.public_name,
        "require_tls": True,
        "tls_auth_level": "DomainValidation",
        "tls_domain": online.mail_name,
        "ipv4_only": by_address,
    } | gate_certificate(site)


def _to_partner(site: Site, partner: Partner, send: PartnerSend) -> Wish:
    levels: dict[str, dict[str, Any]] = {
        "required": {"require_tls": True, "tls_auth_level": "EncryptionOnly"},
        "certificate": {"require_tls": True, "tls_auth_level": "CertificateValidation"},
        "name": {"require_tls": True, "tls_auth_level": "DomainValidation", "tls_domain": send.name},
        "dane": {"smtp_dane_mode": "Mandatory"},
    }
    attributes = {
        "address_spaces": list(partner.domains),
        "smart_hosts": list(send.smart_hosts),
        "fqdn": site.public_name,
        **levels[send.tls],
        **gate_certificate(site),
    }
    because_of = {
        "address_spaces": f"{partner.path}.domains",
        "smart_hosts": f"{send.path}.smart_hosts",
        "tls_domain": f"{send.path}.name",
        "tls_certificate": f"{site.path}.certificate",
    }
    return "send_connector", f"To {partner.name}", attributes, f"{send.path}.tls", because_of


def _to_everybody(topology: Topology, site: Site) -> Wish:
    path = f"{site.path}.outbound"
    attributes: dict[str, Any] = {"address_spaces": ["*"], "fqdn": site.public_name}
    found = topology.filter(site.outbound)
    if site.outbound == "online" and topology.online:
        attributes |= {"smart_hosts": [topology.online.smart_host]} | _strict(topology, site, topology.online)
    elif site.smart_hosts:
        attributes["smart_hosts"] = list(site.smart_hosts)
    elif found:
        level = {"tls_auth_level": "DomainValidation", "tls_domain": found.tls_name} if found.tls_name else {}
        attributes |= {"smart_hosts": list(found.smart_hosts), "require_tls": True} | level | gate_certificate(site)
    return "send_connector", "To the Internet", attributes, path, {"smart_hosts": path}
