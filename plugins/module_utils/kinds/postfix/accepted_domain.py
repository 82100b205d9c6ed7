# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of a Postfix host: for whom it takes mail, and whom of them it knows.

A domain whose mailboxes are all known takes mail for these only. One that is authoritative, but whose recipients are
not listed, has each address asked for where its mail is handed on (ADDRESS_VERIFICATION_README, checked 2026-11-21).
"""

from __future__ import annotations

from ..base import Kind, LeftOut, Rule
from ..forms import BOOLEAN, DOMAIN, enum, listed, nullable
from .forms import RECIPIENT, attribute

ACCEPTED_DOMAIN = Kind(
    side="postfix",
    name="accepted_domain",
    noun="",
    title="accepted domain",
    phase="accept",
    rendered=True,
    longest_name=256,
    name_form=DOMAIN,
    attributes=(
        attribute("domain_type", enum("Authoritative", "InternalRelay"), "Authoritative"),
        attribute("match_sub_domains", BOOLEAN, False),
        attribute("recipients", nullable(listed(RECIPIENT, edit=""))),
    ),
    rules=(
        Rule(
            "postfix-recipients-elsewhere",
            ("domain_type", "recipients"),
            lambda d: d["domain_type"] == "InternalRelay" and bool(d["recipients"]),
            "recipients are those of an Authoritative domain; InternalRelay takes every address and hands it on",
        ),
        Rule(
            "postfix-subdomains-authoritative",
            ("domain_type", "match_sub_domains"),
            lambda d: d["match_sub_domains"] and d["domain_type"] == "Authoritative",
            "match_sub_domains: true goes with InternalRelay: nobody knows every address of every subdomain",
        ),
    ),
    left_out=(LeftOut("make_default", "", "Postfix has no default domain; transport_config has origin"),),
)
