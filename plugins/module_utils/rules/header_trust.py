# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""H: header trust. Whether mail across the sides counts as internal, and who else could claim so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .facts import Breach, Facts, Seen
from .rule import rule
from .who import (
    centralized,
    inbound,
    is_private,
    is_whole_internet,
    knows_us,
    listing,
    outbound,
    ranges,
    sends_to_tenant,
    trusting,
)

TRUST = "cloud_services_mail_enabled"


def _trusted(connectors: Iterable[Seen]) -> tuple[bool | None, list[Seen]]:
    """Whether one of the connectors keeps trust; with those that say they do not. None if nothing is said."""
    told = [connector for connector in connectors if TRUST in connector]
    return (any(connector.get(TRUST) for connector in told) if told else None), [c for c in told if not c.get(TRUST)]


@rule(
    "H01",
    "trust-broken-half-way",
    holds="all four connectors between the sides keep the headers that make mail internal, or none does",
    otherwise="Mail counts as external: spam filtering, [EXTERNAL] tags, out-of-office replies for strangers, 550"
    " 5.7.133 from restricted groups",
    remedy="Set cloud_services_mail_enabled: true on send, inbound and outbound connector, and tls_domain_capabilities"
    " with AcceptCloudServicesMail on the receive connector",
)
def trust_broken_half_way(facts: Facts) -> Iterator[Breach]:
    lasting = [c for c in outbound(facts, "OnPremises") if not c.get("is_transport_rule_scoped")]
    roles = [_trusted(each) for each in (sends_to_tenant(facts), inbound(facts, "OnPremises"), lasting)]
    # Headers that only Exchange sends along harm nobody: a relay that the tenant does not believe.
    if not any(kept for kept, _without in roles[1:]):
        return
    for kept, without in roles:
        for connector in without if kept is False else ():
            yield connector.at(TRUST, "it drops the headers that the connectors on the other side keep")
    yield from _distrusting(facts, any(connector.get(TRUST) for connector in lasting))


def _distrusting(facts: Facts, sent: bool) -> Iterator[Breach]:
    """Servers whose every connector on port 25 is known not to trust Exchange Online."""
    trusted = {connector.name.partition("\\")[0] for connector in trusting(facts)}
    for connector in facts.active("exchange", "receive_connector") if sent else ():
        front = connector.get("transport_role") == "FrontendTransport" and any(
            str(binding).endswith(":25") for binding in connector.members("bindings")
        )
        whole = any(is_whole_internet(each) for each in ranges(connector, "remote_ip_ranges"))
        outside = connector.name.partition("\\")[0] not in trusted | facts.behind_edges
        if front and whole and outside and connector.lacks("tls_domain_capabilities"):
            met = f"it takes the tenant's mail and does not trust '{facts.mail_name}'"
            yield connector.at("tls_domain_capabilities", met)


@rule(
    "H02",
    "centralized-mail-untrusted",
    "warning",
    holds="with centralized transport, Exchange trusts mail to and from the tenant's own domain",
    otherwise="Mail is scanned twice, fails SPF, lands in quarantine (X-Forefront-Antispam-Report-Untrusted)",
    remedy="Set trusted_mail_inbound_enabled and trusted_mail_outbound_enabled of that remote domain",
)
def centralized_mail_untrusted(facts: Facts) -> Iterator[Breach]:
    for remote in facts.every("exchange", "remote_domain") if facts.tenant and centralized(facts) else ():
        for attribute in ("trusted_mail_inbound_enabled", "trusted_mail_outbound_enabled"):
            if remote.get("domain_name") == facts.tenant and remote.lacks(attribute):
                yield remote.at(attribute, f"all mail comes by Exchange, and {attribute} is false")


@rule(
    "H03",
    "headers-for-a-stranger",
    holds="the tenant keeps its internal headers only for Exchange, not for another mail server",
    otherwise="They leak to a system that cannot protect them; whoever breaks into it can forge internal mail",
    remedy="Set cloud_services_mail_enabled: false; take treat_messages_as_internal if its mail has to be internal",
)
def headers_for_a_stranger(facts: Facts) -> Iterator[Breach]:
    for connector in outbound(facts, "OnPremises"):
        met = facts.postfix_names.intersection(map(str, connector.members("smart_hosts")))
        if connector.get(TRUST) and met:
            yield connector.at(TRUST, f"it sends headers that only Exchange may see to {listing(sorted(met))}: Postfix")
    if facts.exchange_names or not facts.postfix_names:
        return
    for connector in inbound(facts, "OnPremises"):
        if connector.get(TRUST):
            yield connector.at(TRUST, f"it believes the headers of {listing(sorted(facts.postfix_names))}: Postfix")


@rule(
    "H04",
    "internal-headers-let-in",
    holds="Postfix takes the headers that only Exchange may set from all mail of strangers",
    otherwise="Who sends X-MS-Exchange-Organization-AuthAs: Internal, or an SCL of -1, is believed further on: forged"
    " mail passes filters and counts as internal",
    remedy="Set header_firewall: true; let it be false only for hosts that are Exchange servers of your own",
)
def internal_headers_let_in(facts: Facts) -> Iterator[Breach]:
    for connector in facts.active("postfix", "receive_connector"):
        wide = [each for each in ranges(connector, "remote_ip_ranges") if each.size > 256 and not is_private(each)]
        met = listing(wide) if "remote_ip_ranges" in connector else "everybody"
        if connector.lacks("header_firewall") and met != "none":
            yield connector.at("header_firewall", f"it leaves X-MS-Exchange-Organization headers in mail of {met}")


@rule(
    "H05",
    "loop-with-half-the-headers",
    "warning",
    holds="mail that a rule sends through a service or a site and back has the same trust on both connectors",
    otherwise="Its headers are removed on the way, and it counts as external",
    remedy="Give both connectors the same cloud_services_mail_enabled",
)
def loop_with_half_the_headers(facts: Facts) -> Iterator[Breach]:
    back = [connector for connector in inbound(facts, "OnPremises") if TRUST in connector]
    by_us = [connector for connector in back if knows_us(facts, connector)]
    by_others = [connector for connector in back if connector not in by_us] or back
    ours = facts.exchange_names | facts.postfix_names
    for connector in outbound(facts, "OnPremises"):
        if not connector.get("is_transport_rule_scoped") or TRUST not in connector:
            continue
        returning = by_us if ours.intersection(map(str, connector.members("smart_hosts"))) else by_others
        kept = bool(connector.get(TRUST))
        if returning and kept not in {bool(each.get(TRUST)) for each in returning}:
            names = listing(each.name for each in returning)
            met = f"it has {TRUST}: {str(kept).lower()}, and what comes back by {names} has {str(not kept).lower()}"
            yield connector.at(TRUST, met)


@rule(
    "H06",
    "strangers-are-exchange",
    holds="a receive connector that takes its callers for Exchange servers is limited to hosts that are trusted",
    otherwise="Whoever connects sends as anybody inside, past filters and limits, and relays to everywhere",
    remedy="Limit remote_ip_ranges to the hosts that are meant, or take ExternalAuthoritative from auth_mechanism",
)
def strangers_are_exchange(facts: Facts) -> Iterator[Breach]:
    for connector in facts.active("exchange", "receive_connector"):
        if "ExternalAuthoritative" not in connector.members("auth_mechanism"):
            continue
        met = ranges(connector, "remote_ip_ranges")
        whole = [each for each in met if is_whole_internet(each)]
        wide = [each for each in met if each.size > 256 and each not in whole and not is_private(each)]
        if whole:
            yield connector.at("remote_ip_ranges", f"it takes {listing(whole)} for Exchange servers")
        elif wide:
            yield connector.at("remote_ip_ranges", f"it takes all of {listing(wide)} for Exchange servers", "warning")


RULES = (
    trust_broken_half_way,
    centralized_mail_untrusted,
    headers_for_a_stranger,
    internal_headers_let_in,
    loop_with_half_the_headers,
    strangers_are_exchange,
)
