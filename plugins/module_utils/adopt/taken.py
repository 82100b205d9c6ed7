# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken over: the kinds that decide where mail goes, and of each what is told about a resource no word makes.

A value that every new resource begins with is not told. The beginnings are those of the New- pages of each noun, and of
the articles "Receive connectors" and "Remote domains", checked 2026-08-21; the exports of real servers agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..kinds.base import UNSTATED, Kind
from ..model.address_space import EDGE_INBOUND
from ..model.clouds import CLOUDS
from ..model.resource import Resource

TOLD: Any = object()
"""In place of a beginning: the value is told whatever it is."""

_SEND = {
    "address_spaces": TOLD,
    "source_transport_servers": TOLD,
    "dns_routing_enabled": True,
    "smart_hosts": [],
    "smart_host_auth_mechanism": "None",
    "port": 25,
    "fqdn": None,
    "require_tls": False,
    "ignore_starttls": False,
    "tls_auth_level": None,
    "tls_domain": None,
    "tls_certificate_name": None,
    "cloud_services_mail_enabled": False,
    "domain_secure_enabled": False,
    "error_policies": ["Default"],
    "frontend_proxy_enabled": False,
    "is_scoped_connector": False,
    "max_message_size": "35MB",
    "enabled": True,
}
_RECEIVE = {
    "transport_role": TOLD,
    "bindings": TOLD,
    "remote_ip_ranges": TOLD,
    "auth_mechanism": TOLD,
    "permission_groups": TOLD,
    "extended_rights": {},
    "require_tls": False,
    "domain_secure_enabled": False,
    "tls_certificate_name": None,
    "tls_domain_capabilities": [],
    "max_message_size": "36MB",
    "enabled": True,
}
_REMOTE_DOMAIN = {
    "domain_name": TOLD,
    "target_delivery_domain": False,
    "trusted_mail_inbound_enabled": False,
    "trusted_mail_outbound_enabled": False,
    "is_internal": False,
    "allowed_oof_type": "External",
    "tnef_enabled": None,
    "content_type": "MimeHtmlText",
}
_INBOUND = {
    "connector_type": TOLD,
    "connector_source": "Default",
    "sender_domains": TOLD,
    "sender_ip_addresses": [],
    "associated_accepted_domains": [],
    "require_tls": TOLD,
    "tls_sender_certificate_name": None,
    "restrict_domains_to_certificate": False,
    "restrict_domains_to_ip_addresses": False,
    "cloud_services_mail_enabled": False,
    "treat_messages_as_internal": False,
    "ef_skip_last_ip": False,
    "ef_skip_ips": [],
    "ef_users": [],
    "trusted_organizations": [],
    "enabled": True,
}
_OUTBOUND = {
    "connector_type": TOLD,
    "connector_source": "Default",
    "recipient_domains": [],
    "all_accepted_domains": False,
    "use_mx_record": True,
    "smart_hosts": [],
    "tls_settings": None,
    "tls_domain": None,
    "cloud_services_mail_enabled": False,
    "route_all_messages_via_on_premises": False,
    "is_transport_rule_scoped": False,
    "sender_rewriting_enabled": False,
    "smtp_dane_mode": "Opportunistic",
    "mta_sts_mode": "Opportunistic",
    "test_mode": False,
    "enabled": True,
}
_RULE = {"enabled": True, "mode": "Enforce"}

BEGINS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("exchange", "accepted_domain"): {"domain_type": TOLD, "match_sub_domains": False},
    ("exchange", "remote_domain"): _REMOTE_DOMAIN,
    ("exchange", "receive_connector"): _RECEIVE,
    ("exchange", "send_connector"): _SEND,
    ("exchange", "transport_rule"): _RULE,
    ("online", "accepted_domain"): {"domain_type": TOLD, "match_sub_domains": False},
    ("online", "remote_domain"): _REMOTE_DOMAIN,
    ("online", "hosted_connection_filter_policy"): {"ip_allow_list": [], "ip_block_list": []},
    ("online", "inbound_connector"): _INBOUND,
    ("online", "outbound_connector"): _OUTBOUND,
    ("online", "transport_rule"): _RULE,
    ("online", "organization_config"): {"reject_direct_send": False},
}
"""The kinds that are taken over, and what is told of each; of rules also every part that has an effect."""

TAKEN: Mapping[str, tuple[str, ...]] = {
    "exchange": (*(kind for side, kind in BEGINS if side == "exchange"), "edge_subscription"),
    "online": (*(kind for side, kind in BEGINS if side == "online"), "on_premises_organization"),
}
"""The kinds that have to be observed, by side: those that are taken over, and those that only tell something."""

_SIGNED_IN = ["Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer"]
_INSTALLED = {
    "Default": ("HubTransport", 2525, _SIGNED_IN, ["ExchangeUsers", "ExchangeServers", "ExchangeLegacyServers"]),
    "Client Proxy": ("HubTransport", 465, _SIGNED_IN, ["ExchangeUsers", "ExchangeServers"]),
    "Default Frontend": (
        *("FrontendTransport", 25, _SIGNED_IN),
        ["AnonymousUsers", "ExchangeServers", "ExchangeLegacyServers"],
    ),
    "Outbound Proxy Frontend": ("FrontendTransport", 717, _SIGNED_IN, ["ExchangeServers"]),
    "Client Frontend": ("FrontendTransport", 587, _SIGNED_IN[:-1], ["ExchangeUsers"]),
}
"""The receive connectors that set-up makes on every server: role, port, mechanisms and groups."""
_MUTUAL = ("Default Frontend", "Outbound Proxy Frontend")


def begins(kind: Kind, resource: Resource) -> dict[str, Any]:
    """What a resource of this kind and name has when nobody has changed it; only of this is anything told."""
    table = dict(BEGINS[kind.side, kind.name])
    if kind.name == "transport_rule":
        table |= {a.name: a.initial for a in kind.attributes if a.initial is not UNSTATED}
    if kind.name == "receive_connector":
        table |= _as_installed(resource)
    if kind.not_creatable and kind.name == "accepted_domain":
        table["domain_type"] = "Authoritative"
    if kind.name == "remote_domain" and resource.name == "Default":
        table["domain_name"] = "*"
    return table


def as_installed(kind: Kind, resource: Resource) -> bool:
    """Whether it comes with every organization, so that it is nobody's wish as long as nobody has changed it."""
    if kind.name == "receive_connector":
        return bool(_as_installed(resource))
    if kind.not_creatable and kind.name == "accepted_domain":
        return any(resource.name.endswith(f".{cloud.tenant_suffix}") for cloud in CLOUDS.values())
    return kind.permanent or (kind.name, resource.name) == ("remote_domain", "Default")


def is_of_edges(kind: Kind, resource: Resource) -> bool:
    """Whether an Edge subscription made it for the way inwards, and keeps it: so it is nobody's wish."""
    return kind.name == "send_connector" and EDGE_INBOUND in resource.attributes.get("smart_hosts", ())


def _as_installed(resource: Resource) -> dict[str, Any]:
    server, _separator, own = resource.name.partition("\\")
    named = re.fullmatch(rf"(.+) {re.escape(server)}", own, re.IGNORECASE)
    if not named or named[1] not in _INSTALLED:
        return {}
    role, port, mechanisms, groups = _INSTALLED[named[1]]
    return {
        "transport_role": role,
        "bindings": [f"0.0.0.0:{port}", f"[::]:{port}"],
        "remote_ip_ranges": ["0.0.0.0/0", "::/0"],
        "auth_mechanism": mechanisms,
        "permission_groups": groups,
        "domain_secure_enabled": named[1] in _MUTUAL,
    }
