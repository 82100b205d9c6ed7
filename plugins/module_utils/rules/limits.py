# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""L and T: limits along a path, and what becomes of settings over time."""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds.forms import bytes_of, seconds
from .facts import Breach, Facts, Seen
from .rule import rule
from .who import answering, inbound, is_postfix, is_routing_domain, listing, sends_to_cloud, sends_to_tenant, spaces

BASE64 = 4 / 3  # what an attachment grows by on its way
FEWEST_RECIPIENTS = 100  # RFC 5321 section 4.5.3.1.10
FEWEST_CONNECTIONS = 20  # what Exchange sets up
FEWEST_HOPS = 20


@rule(
    "L01",
    "smaller-than-what-is-promised",
    "warning",
    holds="the receive connector for the tenant's mail takes the largest message of the organization, encoded",
    otherwise="Larger mail returns: 552 5.3.4, 550 5.3.4 OverAdvertisedSize",
    remedy="Raise max_message_size to 4/3 of max_receive_size at least",
)
def smaller_than_what_is_promised(facts: Facts) -> Iterator[Breach]:
    sizes = [each.get("max_receive_size") for each in facts.every("exchange", "transport_config")]
    largest = max((bytes_of(size) for size in sizes if size and size != "unlimited"), default=0)
    for connector in answering(facts) if largest else ():
        takes = connector.get("max_message_size") or _of_the_host(facts, connector)
        if takes and takes != "unlimited" and bytes_of(takes) < largest * BASE64:
            met = f"it takes {takes}, and {largest // 1024}KB grow to {int(largest * BASE64) // 1024}KB when encoded"
            yield connector.at("max_message_size", met)


def _of_the_host(facts: Facts, connector: Seen) -> object:
    """What a Postfix host takes where its connector does not say; the least of several hosts, told as for all."""
    settings = facts.every("postfix", "transport_config") if is_postfix(connector) else ()
    sizes = [each.get("max_message_size") for each in settings]
    return min((size for size in sizes if size and size != "unlimited"), key=bytes_of, default=None)


@rule(
    "L02",
    "few-recipients-at-once",
    "warning",
    holds="the receive connector for the tenant's mail takes 100 recipients of a message, as RFC 5321 asks",
    otherwise="Senders are told 452 4.5.3 Too many recipients and try again and again",
    remedy="Set max_recipients_per_message to 200, as Exchange does",
)
def few_recipients_at_once(facts: Facts) -> Iterator[Breach]:
    for connector in answering(facts):
        most = connector.get("max_recipients_per_message")
        if isinstance(most, int) and most < FEWEST_RECIPIENTS:
            yield connector.at("max_recipients_per_message", f"it takes {most} recipients")


@rule(
    "L03",
    "throttled-as-a-stranger",
    "warning",
    holds="who sends to the tenant from premises is known there by a connector, which lifts the limits for strangers",
    otherwise="Mail in volume is put off: 451 4.7.500 to 4.7.699 server busy",
    remedy="Add an inbound connector of type OnPremises",
)
def throttled_as_a_stranger(facts: Facts) -> Iterator[Breach]:
    if not facts.sees("online", "inbound_connector") or any(inbound(facts, "OnPremises")):
        return
    for connector in sends_to_tenant(facts):
        yield connector.at("address_spaces", "it sends to the tenant, where no inbound connector knows it")


@rule(
    "L04",
    "slow-queues",
    "warning",
    holds="a server opens at least 40 connections to a domain and tries again within 5 minutes",
    otherwise="Queues to the tenant drain slowly",
    remedy="Set max_per_domain_outbound_connections to 40 or more and message_retry_interval to 00:05:00 or less",
)
def slow_queues(facts: Facts) -> Iterator[Breach]:
    for service in facts.every("exchange", "transport_service"):
        most = service.get("max_per_domain_outbound_connections")
        retry = service.get("message_retry_interval")
        if isinstance(most, int) and most < 40:
            yield service.at("max_per_domain_outbound_connections", f"it opens {most} connections to a domain")
        if retry and seconds(retry) > 300:
            yield service.at("message_retry_interval", f"it tries again after {retry}")


@rule(
    "L05",
    "few-connections-for-the-cloud",
    "warning",
    holds="the receive connector for the tenant's mail takes as many connections of a source as Exchange sets up",
    otherwise="Exchange Online is put off: 421 4.3.2 Service not available",
    remedy="Set max_inbound_connection_per_source to 20 or more",
)
def few_connections_for_the_cloud(facts: Facts) -> Iterator[Breach]:
    for connector in answering(facts):
        most = connector.get("max_inbound_connection_per_source")
        if isinstance(most, int) and most < FEWEST_CONNECTIONS:
            yield connector.at("max_inbound_connection_per_source", f"it takes {most} connections of a source")


@rule(
    "L08",
    "senders-below-onmicrosoft",
    "warning",
    holds="nobody's main address is below onmicrosoft.com",
    otherwise="After 100 recipients outside a day mail is refused: 550 5.7.236",
    remedy="Make an address in a domain of your own the main one (SMTP: in capitals)",
)
def senders_below_onmicrosoft(facts: Facts) -> Iterator[Breach]:
    for policy in facts.every("exchange", "email_address_policy"):
        for template in map(str, policy.members("enabled_email_address_templates")):
            if template.startswith("SMTP:") and template.lower().endswith((".onmicrosoft.com", ".onmicrosoft.us")):
                yield policy.at("enabled_email_address_templates", f"it makes '{template}' the main address")


@rule(
    "L09",
    "few-hops",
    "warning",
    holds="the receive connector for the tenant's mail allows for 20 hops",
    otherwise="Mail that has come a long way is taken for a loop: 554 5.4.6, from Postfix 5.4.0 too many hops",
    remedy="Set max_hop_count to 60 as Exchange does, to 50 on Postfix",
)
def few_hops(facts: Facts) -> Iterator[Breach]:
    for connector in (*answering(facts), *facts.every("postfix", "transport_config")):
        most = connector.get("max_hop_count")
        if isinstance(most, int) and most < FEWEST_HOPS:
            yield connector.at("max_hop_count", f"it allows for {most} hops")


@rule(
    "T01",
    "wizard-would-undo",
    "hint",
    holds="the connector that the hybrid wizard made is as the wizard makes it",
    otherwise="Another run of the wizard puts its address spaces and smart hosts back",
    remedy="Run this collection again after the wizard, or give the further domains a connector of their own",
)
def wizard_would_undo(facts: Facts) -> Iterator[Breach]:
    for connector in sends_to_cloud(facts):
        if not connector.name.startswith(("Outbound to Office 365 - ", "Outbound to Microsoft 365 - ")):
            continue
        more = [space.space for space in spaces(connector) if not is_routing_domain(space.space)]
        if more:
            yield connector.at("address_spaces", f"it has the wizard's name and is for {listing(more)}, too")
        elif connector.members("smart_hosts"):
            met = f"it has the wizard's name and smart hosts {listing(connector.members('smart_hosts'))}"
            yield connector.at("smart_hosts", met)


RULES = (
    smaller_than_what_is_promised,
    few_recipients_at_once,
    throttled_as_a_stranger,
    slow_queues,
    few_connections_for_the_cloud,
    senders_below_onmicrosoft,
    few_hops,
    wizard_would_undo,
)
