# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of Postfix that no attribute says, by the names of postconf(5): milters, fallback relays, TLS on connect.

What an attribute says is said there and nowhere else, so that two words never fight over one line; what holds the
configuration together is nobody's to change. Both are refused with what to do instead. Everything else is taken as one
plain line; whether Postfix knows such a parameter, Postfix itself says before anything is changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..forms import Form

_NAME = re.compile(r"[a-z][A-Za-z0-9_]*")
OURS = "mailflow_"

SAID_BY = {
    "transport_config": {
        "fqdn": "myhostname",
        "origin": "myorigin mydomain",
        "public_addresses": "proxy_interfaces",
        "ipv4_only": "inet_protocols",
        "max_message_size": "message_size_limit",
        "max_hop_count": "hopcount_limit",
        "message_expiration_timeout": "maximal_queue_lifetime bounce_queue_lifetime",
        "delay_notification_timeout": "delay_warning_time",
        "transient_failure_retry_interval": "minimal_backoff_time queue_run_delay",
        "outbound_connection_failure_retry_interval": "maximal_backoff_time",
        "max_per_domain_outbound_connections": "default_destination_concurrency_limit",
        "tls_policy_service": "smtp_tls_policy_maps",
        "authentication_service": "smtpd_sasl_type smtpd_sasl_path",
        "sender_logins": "smtpd_sender_login_maps",
        "rewrite_outbound": "smtp_generic_maps",
        "rewrite_inbound": "recipient_canonical_maps remote_header_rewrite_domain",
    },
    "send_connector": {
        "address_spaces": "default_transport relay_transport transport_maps relayhost",
        "sender_domains": "sender_dependent_default_transport_maps sender_dependent_relayhost_maps",
        "port": "smtp_tcp_port",
        "fqdn": "smtp_helo_name",
        "source_ip_address": "smtp_bind_address smtp_bind_address6 smtp_bind_address_enforce",
        "require_tls": "smtp_tls_security_level smtp_use_tls smtp_enforce_tls smtp_tls_per_site",
        "tls_domain": "smtp_tls_secure_cert_match smtp_tls_verify_cert_match",
        "tls_certificate": "smtp_tls_chain_files smtp_tls_cert_file smtp_tls_key_file",
        "smtp_dane_mode": "smtp_dns_support_level",
        "smtp_max_messages_per_connection": "smtp_connection_reuse_count_limit",
        "smart_host_auth_mechanism": "smtp_sasl_auth_enable smtp_sasl_password_maps smtp_sasl_security_options",
    },
    "receive_connector": {
        "bindings": "inet_interfaces",
        "remote_ip_ranges": "mynetworks mynetworks_style",
        "permission_groups": "smtpd_client_restrictions smtpd_sasl_auth_enable",
        "sender_domains": "smtpd_sender_restrictions",
        "accept_any_recipient": "smtpd_relay_restrictions",
        "require_tls": "smtpd_tls_security_level smtpd_use_tls smtpd_enforce_tls",
        "tls_certificate": "smtpd_tls_chain_files smtpd_tls_cert_file smtpd_tls_key_file",
        "client_certificate_name": "smtpd_tls_ask_ccert smtpd_tls_req_ccert relay_clientcerts",
        "banner": "smtpd_banner",
        "header_firewall": "cleanup_service_name",
        "max_recipients_per_message": "smtpd_recipient_limit",
        "max_inbound_connection_per_source": (
            "smtpd_client_connection_count_limit smtpd_client_event_limit_exceptions"
        ),
        "max_protocol_errors": "smtpd_hard_error_limit",
        "connection_inactivity_timeout": "smtpd_timeout",
        "tarpit_interval": "smtpd_error_sleep_time",
    },
    "accepted_domain": {
        "domain_type": "relay_domains smtpd_recipient_restrictions",
        "recipients": "relay_recipient_maps",
    },
}
# What the lines that are written rely on, and what belongs to the installation.
_HELD = """
    alias_database alias_maps compatibility_level default_database_type local_recipient_maps local_transport
    mydestination parent_domain_matches_subdomains smtpd_delay_reject smtpd_relay_before_recipient_restrictions
    smtpd_restriction_classes alternate_config_directories command_directory config_directory daemon_directory
    data_directory default_privs export_environment import_environment mail_owner meta_directory
    multi_instance_directories multi_instance_enable multi_instance_group multi_instance_name multi_instance_wrapper
    queue_directory setgid_group shlib_directory
"""
_OF_THE_ROLE = {
    "smtp_tls_CAfile": "postfix_edge_ca_file",
    "smtpd_tls_CAfile": "postfix_edge_ca_file",
    "maillog_file": "postfix_edge_log_file",
    "maillog_file_prefixes": "postfix_edge_log_file",
}

REFUSED: Mapping[str, str] = {
    **{
        parameter: f"say {attribute} of {kind}"
        for kind, attributes in SAID_BY.items()
        for attribute, parameters in attributes.items()
        for parameter in parameters.split()
    },
    **{parameter: f"set the role's variable {variable}" for parameter, variable in _OF_THE_ROLE.items()},
    **dict.fromkeys(_HELD.split(), "the rest of the configuration, or the installation, rests on it; leave it out"),
}
"""Every parameter that cannot be said this way, and what to do instead."""


def _value(name: str, value: Any) -> str:
    """One line; YAML's true and false are Postfix's yes and no, and a list is one with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else "" if value is None else str(value)
    if not text.isprintable() or not text.isascii():
        raise ValueError(f"the value of {name} is not one line of plain characters")
    if "$" in text:
        raise ValueError(f"{text!r} of {name} has a $: write what the other parameter holds instead of its name")
    if not is_closed(text):
        raise ValueError(f"{text!r} of {name} has a brace that is not closed")
    return text.strip()


def is_closed(text: str) -> bool:
    """Whether each brace that is opened is closed, and none before it was opened."""
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def _parameters(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is not a mapping from names of postconf(5) to values")
    for name in map(str, value):
        if not _NAME.fullmatch(name) or name.startswith(OURS):
            raise ValueError(f"{name!r} is no name of a parameter as postconf(5) has them")
        if name in REFUSED:
            raise ValueError(f"{name} is not said here: {REFUSED[name]}")
    return {name: _value(name, value[name]) for name in sorted(map(str, value))}


PARAMETERS = Form("parameters of postconf(5), by name", _parameters, option="dict")
