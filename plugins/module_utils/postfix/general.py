# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains and the settings of the host as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..kinds.forms import bytes_of, seconds
from .client import tls_protocols
from .configuration import INDEXED, Configuration, Surroundings, Table
from .wanted import Wanted

Setting = tuple[str, Any]
_SPANS = (
    ("message_expiration_timeout", ("maximal_queue_lifetime", "bounce_queue_lifetime")),
    ("delay_notification_timeout", ("delay_warning_time",)),
    ("transient_failure_retry_interval", ("minimal_backoff_time", "queue_run_delay")),
    ("outbound_connection_failure_retry_interval", ("maximal_backoff_time",)),
)
# postconf(5): against SMTP smuggling, in every branch since these.
_KNOWS_BARE_NEWLINES = ((3, 5, 25), (3, 6, 15), (3, 7, 11), (3, 8, 6))
ALWAYS: tuple[Setting, ...] = (
    ("mydestination", ""),
    ("local_recipient_maps", ""),
    ("local_transport", "error:5.1.1 no mailboxes here"),
    ("alias_maps", ""),
    ("alias_database", ""),
    ("inet_interfaces", "all"),
    ("mynetworks", ("127.0.0.0/8", "[::1]/128")),
    # By default a parent domain in relay_domains holds its subdomains, while one in transport_maps does not.
    ("parent_domain_matches_subdomains", ""),
    ("append_dot_mydomain", "no"),
    ("biff", "no"),
    ("disable_vrfy_command", "yes"),
    ("mailbox_size_limit", "0"),
    ("smtpd_helo_required", "yes"),
    ("smtpd_relay_restrictions", "reject_unauth_destination"),
    ("smtpd_tls_auth_only", "yes"),
    ("smtpd_tls_loglevel", "1"),
    ("smtpd_tls_received_header", "yes"),
    ("plaintext_reject_code", "530"),
    # The servers of a site may be known by /etc/hosts, or by their first label only.
    ("smtp_host_lookup", ("dns", "native")),
    ("unverified_recipient_reject_code", "550"),
)


def compile_domains(domains: Sequence[Wanted], around: Surroundings) -> Configuration:
    """For whom the host takes mail, whom of them it knows, and where it has to ask."""
    known = tuple((key, "OK") for domain in domains for key in sender_keys([domain]))
    listed = tuple((address, "OK") for domain in domains for address in _recipients(domain))
    patterns = tuple((_below(domain.name), "OK") for domain in domains if domain["match_sub_domains"])
    asked = tuple((domain.name, "reject_unverified_recipient") for domain in domains if _is_unknown(domain))
    tables = [Table("relay_domains", INDEXED, known), Table("relay_recipients", INDEXED, listed)]
    maps = [around.indexed("relay_recipients")]
    if patterns:
        tables.append(Table("relay_subdomains", "regexp", patterns))
        maps.append(around.regexp("relay_subdomains"))
    main: list[Setting] = [("relay_domains", around.indexed("relay_domains")), ("relay_recipient_maps", tuple(maps))]
    if asked:
        tables.append(Table("verified_domains", INDEXED, asked))
        main.append(("smtpd_recipient_restrictions", f"check_recipient_access {around.indexed('verified_domains')}"))
        if around.table_type == "lmdb":
            # The answers are kept in a btree by default, which a Postfix without Berkeley DB cannot open.
            main.append(("address_verify_map", f"lmdb:{around.data_directory}/verify_cache"))
    return Configuration(main=tuple(main), tables=tuple(tables))


def sender_keys(domains: Sequence[Wanted]) -> list[str]:
    """The domains as keys of a table; a dot before a domain is everything below it."""
    return [key for d in domains for key in ((d.name, f".{d.name}") if d["match_sub_domains"] else (d.name,))]


def _recipients(domain: Wanted) -> list[str]:
    """All addresses that are known, or everybody where the next one decides."""
    listed = domain["recipients"]
    return [f"@{domain.name}"] if listed is None or domain["domain_type"] == "InternalRelay" else list(listed)


def _is_unknown(domain: Wanted) -> bool:
    return domain["domain_type"] == "Authoritative" and domain["recipients"] is None


def _below(domain: str) -> str:
    return f"/@[^@]+\\.{re.escape(domain)}$/"


def compile_general(
    config: Wanted, around: Surroundings, domains: Sequence[Wanted], sizes: Sequence[str]
) -> Configuration:
    """Name, limits and guards; ``sizes`` are the limits of the listeners, which cleanup's own must not undercut."""
    rewriting = list(_rewriting(config))
    main: list[Setting] = [
        ("compatibility_level", "3.6" if around.version >= (3, 6) else "2"),
        ("myhostname", config["fqdn"]),
        ("myorigin", config["origin"] or (domains[0].name if domains else config["fqdn"])),
        ("proxy_interfaces", tuple(config["public_addresses"])),
        ("inet_protocols", "ipv4" if config["ipv4_only"] else "all"),
        *ALWAYS,
        ("message_size_limit", _largest([config["max_message_size"], *sizes])),
        ("hopcount_limit", str(config["max_hop_count"])),
        *_spans(config),
        ("smtpd_tls_CAfile", around.ca_file),
        ("smtpd_tls_mandatory_protocols", tls_protocols(around)),
        *_of_version(around),
        *_signing_in(config, around),
        *((parameter, around.indexed(table.name)) for parameter, table in rewriting),
        *_headers_of_others(config),
    ]
    if around.log_file:
        main += [
            ("maillog_file", around.log_file),
            ("maillog_file_prefixes", around.log_file.rpartition("/")[0] or "/"),
        ]
    return Configuration(main=tuple(main), tables=(*(table for _parameter, table in rewriting), *_logins(config)))


def _largest(sizes: Sequence[str]) -> str:
    """cleanup(8) applies the limit of main.cf whatever an smtpd service says, so that one is the largest of all."""
    return "0" if "unlimited" in sizes else str(max(bytes_of(size) for size in sizes))


def _spans(config: Wanted) -> Iterator[Setting]:
    for attribute, parameters in _SPANS:
        if config[attribute] is not None:
            yield from ((parameter, f"{seconds(config[attribute])}s") for parameter in parameters)
    if config["max_per_domain_outbound_connections"] is not None:
        yield "default_destination_concurrency_limit", str(config["max_per_domain_outbound_connections"])


def _of_version(around: Surroundings) -> Iterator[Setting]:
    """What only some versions know: the others would complain of an unused parameter at every start."""
    since = next((known for known in _KNOWS_BARE_NEWLINES if known[:2] == around.version[:2]), (3, 9))
    if around.version >= since:
        yield "smtpd_forbid_bare_newline", "normalize"
    if around.version >= (3, 12):
        # Public authorities no longer sign certificates for clients; the server's kind is taken from 3.12 on.
        yield "tls_trust_server_ccerts", "yes"


def _signing_in(config: Wanted, around: Surroundings) -> Iterator[Setting]:
    if config["authentication_service"]:
        yield "smtpd_sasl_type", "dovecot"
        yield "smtpd_sasl_path", config["authentication_service"]
    if config["sender_logins"]:
        yield "smtpd_sender_login_maps", around.indexed("sender_logins")


def _logins(config: Wanted) -> Iterator[Table]:
    rows: dict[str, list[str]] = {}
    for pair in config["sender_logins"]:
        address, _equals, login = pair.rpartition("=")
        rows.setdefault(address, []).append(login)
    if rows:
        yield Table("sender_logins", INDEXED, tuple((address, ", ".join(who)) for address, who in sorted(rows.items())))


def _rewriting(config: Wanted) -> Iterator[tuple[str, Table]]:
    """Outbound only when mail leaves over SMTP; inbound for the recipients of all mail."""
    for attribute, parameter in (
        ("rewrite_outbound", "smtp_generic_maps"),
        ("rewrite_inbound", "recipient_canonical_maps"),
    ):
        pairs = [pair.rpartition("=") for pair in config[attribute]]
        if pairs:
            yield parameter, Table(attribute, INDEXED, tuple((before, after) for before, _equals, after in pairs))


def _headers_of_others(config: Wanted) -> Iterator[Setting]:
    """Of mail that others hand in, Postfix rewrites no header unless it is told what completes an incomplete address.

    The domain is the one postconf(5) advises: it can be nobody's.
    """
    if config["rewrite_inbound"]:
        yield "remote_header_rewrite_domain", "domain.invalid"
