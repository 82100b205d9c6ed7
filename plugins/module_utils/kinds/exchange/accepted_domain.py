# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of the Exchange organization: for whom mail is taken, and whether all recipients are known here.

Parameters: New-AcceptedDomain and Set-AcceptedDomain pages, checked 2026-08-21. A domain is known by its domain name:
its Name is a label that administrators change at will.
"""

from __future__ import annotations

from ...model.resource import Resource
from ..base import RESERVED, Attribute, Kind, LeftOut, PeerRule, Rule
from ..forms import BOOLEAN, DOMAIN_PATTERN, enum
from ..narrowing import domain_stages


def _place_of_default(domain: Resource) -> tuple[str, ...]:
    """There is one such place."""
    return ("default",) if domain.attributes.get("make_default") else ()


ACCEPTED_DOMAIN = Kind(
    side="exchange",
    name="accepted_domain",
    noun="AcceptedDomain",
    title="accepted domain",
    phase="accept",
    stages=domain_stages,
    key="DomainName",
    longest_name=256,
    name_form=DOMAIN_PATTERN,
    named_by=("Name", "DomainName"),
    attributes=(
        Attribute("domain_type", "DomainType", enum("Authoritative", "InternalRelay", "ExternalRelay")),
        Attribute("match_sub_domains", "MatchSubDomains", BOOLEAN, on="set"),
        Attribute("address_book_enabled", "AddressBookEnabled", BOOLEAN, on="set"),
        Attribute("make_default", "MakeDefault", BOOLEAN, on="set", read="Default"),
    ),
    rules=(
        Rule(
            "accepted-no-default",
            ("make_default",),
            lambda d: not d["make_default"],
            "it is the default domain, and one domain always is: say make_default: true of another one instead, and"
            " nothing here",
            when="change",
        ),
        Rule(
            "accepted-default-stays",
            ("make_default",),
            lambda d: bool(d["make_default"]),
            "it is the default domain: say make_default: true of another one first",
            when="remove",
        ),
    ),
    peer_rules=(
        PeerRule(
            "accepted-two-defaults",
            ("make_default",),
            _place_of_default,
            lambda mine, theirs: True,
            "only one domain can have make_default: true; each run would take it from the other",
            wished=True,
        ),
    ),
    used_by=(("receive_connector", "default_domain"),),
    left_out=(
        LeftOut("domain_name", "DomainName", "it is the name of the resource, which cannot be changed"),
        LeftOut("pending_completion", "PendingCompletion", RESERVED),
        LeftOut("pending_removal", "PendingRemoval", RESERVED),
    ),
)
