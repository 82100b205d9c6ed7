# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive connectors of a Postfix host: what it listens on, from whom, and what it lets them do.

Attributes have the names of Exchange's receive connector where they mean the same. Postfix has one set of smtpd
settings for an address and port, so connectors that share one differ only in whom they serve and what they allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import Kind, Rule, left_out
from ..forms import (
    BINDING,
    BOOLEAN,
    DOMAIN,
    DOMAIN_PATTERN,
    IP_RANGE,
    ONE_DAY,
    TLS_CAPABILITY,
    flags,
    integer,
    listed,
    nullable,
    size,
    unlimited,
)
from .forms import ANYWHERE_V4, ANYWHERE_V6, BLOCK_LIST, FILE, ONE_LINE, SENDERS, attribute
from .parameters import PARAMETERS

LARGEST = 2147483647
CLOUD_MAIL = "AcceptCloudServicesMail"


def _relays_for_the_internet(connector: Mapping[str, Any]) -> bool:
    everywhere = {ANYWHERE_V4, ANYWHERE_V6} & set(connector["remote_ip_ranges"])
    return connector["accept_any_recipient"] and bool(everywhere) and not connector["client_certificate_name"]


def _lists_for_nobody(connector: Mapping[str, Any]) -> bool:
    strangers = "AnonymousUsers" in connector["permission_groups"]
    named = connector["sender_domains"] or connector["client_certificate_name"]
    return bool(connector["ip_block_list_providers"]) and bool(named or not strangers)


RECEIVE_CONNECTOR = Kind(
    side="postfix",
    name="receive_connector",
    noun="",
    title="receive connector",
    phase="accept",
    rendered=True,
    attributes=(
        attribute("bindings", listed(BINDING, edit=""), ["0.0.0.0:25", "[::]:25"]),
        attribute("remote_ip_ranges", listed(IP_RANGE, edit=""), [ANYWHERE_V4, ANYWHERE_V6]),
        attribute("sender_domains", SENDERS, []),
        attribute("permission_groups", flags("None", "AnonymousUsers", "ExchangeUsers"), ["AnonymousUsers"]),
        attribute("accept_any_recipient", BOOLEAN, False),
        attribute("accept_authoritative_domain_sender", BOOLEAN, True),
        attribute("accept_cloud_relay", BOOLEAN, True),
        attribute("accept_any_cloud_sender", BOOLEAN, False),
        attribute("require_tls", BOOLEAN, False),
        attribute("tls_certificate", FILE),
        attribute("tls_certificate_key", FILE),
        attribute("tls_domain_capabilities", listed(TLS_CAPABILITY, edit="", commas=False), []),
        attribute("client_certificate_name", nullable(DOMAIN_PATTERN)),
        attribute("header_firewall", BOOLEAN, True),
        attribute("fqdn", nullable(DOMAIN)),
        attribute("banner", ONE_LINE, ""),
        attribute("max_message_size", nullable(unlimited(size(65536, LARGEST)))),
        attribute("max_recipients_per_message", nullable(integer(1, 512000))),
        attribute("max_inbound_connection_per_source", nullable(unlimited(integer(1, 10000)))),
        attribute("max_protocol_errors", nullable(integer(1, LARGEST))),
        attribute("connection_inactivity_timeout", nullable(ONE_DAY)),
        attribute("tarpit_interval", nullable(ONE_DAY)),
        attribute("ip_block_list_providers", listed(BLOCK_LIST, edit=""), []),
        attribute("parameters", PARAMETERS, {}),
        attribute("enabled", BOOLEAN, True),
    ),
    rules=(
        Rule(
            "postfix-open-relay",
            ("accept_any_recipient", "remote_ip_ranges", "client_certificate_name"),
            _relays_for_the_internet,
            "accept_any_recipient: true for every address of the Internet is an open relay: name the remote_ip_ranges"
            " of those who may, or the client_certificate_name they show",
        ),
        Rule(
            "postfix-receive-nowhere",
            ("bindings", "remote_ip_ranges"),
            lambda c: not (c["bindings"] and c["remote_ip_ranges"]),
            "it needs at least one of bindings and one of remote_ip_ranges",
        ),
        Rule(
            "postfix-tls-without-certificate",
            ("require_tls", "tls_certificate"),
            lambda c: c["require_tls"] and not c["tls_certificate"],
            "require_tls: true needs a tls_certificate to offer",
        ),
        Rule(
            "postfix-name-without-tls",
            ("client_certificate_name", "require_tls"),
            lambda c: c["client_certificate_name"] is not None and not c["require_tls"],
            "a client_certificate_name needs require_tls: true",
        ),
        Rule(
            "postfix-cloud-without-certificate",
            ("tls_domain_capabilities", "tls_certificate"),
            lambda c: c["tls_domain_capabilities"] and not c["tls_certificate"],
            "tls_domain_capabilities need a tls_certificate: without TLS nobody shows a certificate",
        ),
        Rule(
            "postfix-capability",
            ("tls_domain_capabilities",),
            lambda c: any(not told.endswith(f":{CLOUD_MAIL}") for told in c["tls_domain_capabilities"]),
            f"Postfix can grant one capability, as in mail.protection.outlook.com:{CLOUD_MAIL}",
        ),
        Rule(
            "postfix-nobody-may",
            ("permission_groups",),
            lambda c: "None" in c["permission_groups"] and len(c["permission_groups"]) > 1,
            "permission_groups None stands alone",
        ),
        Rule(
            "postfix-banner",
            ("banner",),
            lambda c: c["banner"] != "" and not c["banner"].startswith("220"),
            "a banner begins with 220 and the host's name",
        ),
        Rule(
            "postfix-block-list-for-nobody",
            ("ip_block_list_providers", "permission_groups", "sender_domains", "client_certificate_name"),
            _lists_for_nobody,
            "ip_block_list_providers are asked about strangers, so they go with permission_groups AnonymousUsers and"
            " without sender_domains or a client_certificate_name",
        ),
    ),
    left_out=(
        *left_out(
            "it counts for the whole host: say max_hop_count of transport_config", ("max_hop_count", "MaxHopCount")
        ),
        *left_out(
            "permission_groups, require_tls and tls_certificate say it on a Postfix host", ("auth_mechanism", "")
        ),
        *left_out(
            "Postfix has no limit of a whole conversation, only of waiting: say connection_inactivity_timeout",
            ("connection_timeout", "ConnectionTimeout"),
        ),
    ),
)
