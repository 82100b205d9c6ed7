# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send connectors of a Postfix host: where mail goes, over which TLS, and as whom the host introduces itself.

Attributes have the names of Exchange's send connector where they mean the same. Parameters of Postfix: postconf(5),
transport(5) and TLS_README, checked 2026-11-21.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from ..base import Kind, Rule, left_out
from ..forms import ADDRESS_SPACE, BOOLEAN, DOMAIN, DOMAIN_PATTERN, SMART_HOST, enum, integer, listed, nullable
from ..setting_forms import IP_ADDRESS
from .forms import FILE, SENDERS, attribute, in_order
from .parameters import PARAMETERS

EVERYBODY = "SMTP:*;1"
ACCEPTED = "SMTP:--;1"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _nameless(connector: Mapping[str, Any]) -> bool:
    """The level is of a name, and an address is none."""
    judged = connector["tls_auth_level"] == "CertificateValidation" and not connector["tls_domain"]
    return judged and any(map(_is_address, connector["smart_hosts"]))


def _two_levels(connector: Mapping[str, Any]) -> bool:
    return connector["smtp_dane_mode"] != "None" and bool(connector["tls_auth_level"] or connector["ignore_starttls"])


def _senders_and_recipients(connector: Mapping[str, Any]) -> bool:
    return bool(connector["sender_domains"]) and connector["address_spaces"] != [EVERYBODY]


SEND_CONNECTOR = Kind(
    side="postfix",
    name="send_connector",
    noun="",
    title="send connector",
    phase="send",
    rendered=True,
    attributes=(
        attribute("address_spaces", listed(ADDRESS_SPACE, edit=""), needed=True),
        attribute("sender_domains", SENDERS, []),
        attribute("dns_routing_enabled", BOOLEAN),
        attribute("smart_hosts", in_order(SMART_HOST), []),
        attribute("smart_host_auth_mechanism", enum("None", "BasicAuth", "BasicAuthRequireTLS"), "None"),
        attribute("port", integer(1, 65535), 25),
        attribute("fqdn", nullable(DOMAIN)),
        attribute("source_ip_address", nullable(IP_ADDRESS)),
        attribute("ipv4_only", BOOLEAN, False),
        attribute("require_tls", BOOLEAN, False),
        attribute("ignore_starttls", BOOLEAN, False),
        attribute("tls_auth_level", nullable(enum("EncryptionOnly", "CertificateValidation", "DomainValidation"))),
        attribute("tls_domain", nullable(DOMAIN_PATTERN)),
        attribute("tls_certificate", FILE),
        attribute("tls_certificate_key", FILE),
        attribute("smtp_dane_mode", enum("None", "Opportunistic", "Mandatory"), "None"),
        attribute("smtp_max_messages_per_connection", nullable(integer(0, 2147483647))),
        attribute("parameters", PARAMETERS, {}),
        attribute("enabled", BOOLEAN, True),
    ),
    rules=(
        Rule(
            "postfix-smart-host-or-dns",
            ("dns_routing_enabled", "smart_hosts"),
            lambda c: c["dns_routing_enabled"] == bool(c["smart_hosts"]),
            "it delivers either by MX (dns_routing_enabled: true, smart_hosts: []) or to smart hosts"
            " (dns_routing_enabled: false, smart_hosts: one or more)",
        ),
        Rule("postfix-send-for-nobody", ("address_spaces",), lambda c: not c["address_spaces"], "name address_spaces"),
        Rule(
            "postfix-tls-required-but-ignored",
            ("require_tls", "ignore_starttls"),
            lambda c: c["require_tls"] and c["ignore_starttls"],
            "require_tls: true needs ignore_starttls: false",
        ),
        Rule(
            "postfix-level-needs-tls",
            ("tls_auth_level", "require_tls"),
            lambda c: c["tls_auth_level"] is not None and not c["require_tls"],
            "a tls_auth_level needs require_tls: true",
        ),
        Rule(
            "postfix-tls-domain",
            ("tls_auth_level", "tls_domain"),
            lambda c: c["tls_auth_level"] == "DomainValidation" and not c["tls_domain"],
            "DomainValidation needs tls_domain, the name the other side's certificate must carry",
        ),
        Rule(
            "postfix-nameless-smart-host",
            ("tls_auth_level", "tls_domain", "smart_hosts"),
            _nameless,
            "Postfix judges a certificate by its name always, and a smart host given as an address has none: say"
            " tls_domain, or give the smart host by name",
        ),
        Rule(
            "postfix-two-levels",
            ("smtp_dane_mode", "tls_auth_level", "ignore_starttls"),
            _two_levels,
            "smtp_dane_mode decides by the other side's TLSA records how strict to be; leave tls_auth_level and"
            " ignore_starttls out, or say smtp_dane_mode: None",
        ),
        Rule(
            "postfix-senders-and-recipients",
            ("sender_domains", "address_spaces"),
            _senders_and_recipients,
            "Postfix chooses by recipient before it looks at the sender, so sender_domains goes with"
            " address_spaces: ['*'] alone",
        ),
        Rule(
            "postfix-sign-in-in-clear",
            ("smart_host_auth_mechanism", "require_tls"),
            lambda c: c["smart_host_auth_mechanism"] == "BasicAuthRequireTLS" and not c["require_tls"],
            "smart_host_auth_mechanism BasicAuthRequireTLS needs require_tls: true",
        ),
        Rule(
            "postfix-sign-in-by-dns",
            ("smart_host_auth_mechanism", "smart_hosts"),
            lambda c: c["smart_host_auth_mechanism"] != "None" and not c["smart_hosts"],
            "a smart_host_auth_mechanism belongs to smart_hosts",
        ),
    ),
    left_out=(
        *left_out(
            "Postfix has no limit by destination: say max_message_size of a receive_connector, and it obeys the size"
            " the other side announces",
            ("max_message_size", ""),
        ),
        *left_out(
            "Postfix neither makes nor promotes Exchange's cross-premises headers; the tenant's connectors to it"
            " have it false",
            ("cloud_services_mail_enabled", ""),
        ),
        *left_out("the host the connector is compiled for is where it is", ("source_transport_servers", "")),
        *left_out(
            "Postfix leaves MTA-STS to a daemon: say tls_policy_service of transport_config", ("mta_sts_mode", "")
        ),
    ),
)
