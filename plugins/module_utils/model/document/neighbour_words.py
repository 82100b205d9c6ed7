# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of those we exchange mail with, or through whom: partners, devices, filters, rules that choose a way."""

from __future__ import annotations

from .shapes import AttributeValue, Choice, Either, ListOf, Record, Word, YesNo
from .texts import (
    ADDRESS_RANGE,
    CERTIFICATE_PATTERN,
    DOMAIN_NAME,
    HOST_NAME,
    SMART_HOST,
    TENANT_RANGE,
    name_of,
)

SIDE_NAMES = ListOf(name_of("online or the name of a site"), at_least=1)

SEND = Record(
    "mail to a partner",
    (
        Word(
            "tls",
            Choice(("required", "certificate", "name", "dane")),
            "What the partner's server must show, or our mail for it waits: any encryption; a certificate of an "
            "authority we trust; such a certificate with this name; or the one its DNS names (DANE).",
            required=True,
        ),
        Word(
            "name",
            CERTIFICATE_PATTERN,
            "The name in the partner's certificate; for tls: name.",
            default="",
            otherwise="none",
            examples=("*.fabrikam.com",),
        ),
        Word(
            "smart_hosts",
            ListOf(SMART_HOST),
            "The partner's hosts that take its mail, in place of its MX.",
            default=(),
            examples=(["mail.fabrikam.com"],),
        ),
        Word(
            "from",
            SIDE_NAMES,
            "The sides this holds for.",
            otherwise="every side that sends to the Internet itself",
            examples=(["online", "headquarters"],),
        ),
    ),
)

RECEIVE = Record(
    "mail from a partner",
    (
        Word(
            "tls",
            Choice(("required", "certificate")),
            "What mail that claims to be from the partner must come with, or it is refused: any encryption, or a "
            "certificate of an authority we trust with the name below.",
            required=True,
        ),
        Word(
            "name",
            CERTIFICATE_PATTERN,
            "The name in the partner's certificate; for tls: certificate.",
            default="",
            otherwise="none",
            examples=("mail.fabrikam.com",),
        ),
        Word(
            "addresses",
            ListOf(TENANT_RANGE),
            "The only addresses the partner's mail may come from; for a partner that cannot show a certificate.",
            default=(),
            examples=(["203.0.113.16/28"],),
        ),
        Word(
            "at",
            SIDE_NAMES,
            "The sides this holds for.",
            otherwise="every side that takes mail of the domains from the Internet",
            examples=(["online", "headquarters"],),
        ),
    ),
)

PARTNER = Record(
    "a partner",
    (
        Word(
            "domains",
            ListOf(DOMAIN_NAME, at_least=1),
            "The partner's mail domains.",
            required=True,
            examples=(["fabrikam.com"],),
        ),
        Word("send", SEND, "What holds for mail to the partner."),
        Word("receive", RECEIVE, "What holds for mail from the partner."),
        Word(
            "allow",
            ListOf(TENANT_RANGE),
            "The partner's addresses whose mail the tenant takes without judging it as spam. They join the tenant's IP "
            "Allow list; others on it are left.",
            default=(),
            examples=(["203.0.113.16/28"],),
        ),
    ),
)

DEVICES = Record(
    "a group of devices",
    (
        Word(
            "addresses",
            ListOf(ADDRESS_RANGE),
            "The addresses the devices send from: as the site sees them, or for via: online as the Internet does.",
            default=(),
            examples=(["10.20.0.0/24"],),
        ),
        Word(
            "via",
            name_of("online or the name of a site"),
            "The side that takes the devices' mail.",
            required=True,
            examples=("headquarters",),
        ),
        Word(
            "to",
            Choice(("inside", "anyone")),
            "Whom they may write to: our own recipients only, or anyone.",
            default="inside",
        ),
        Word(
            "method",
            Choice(("relay", "direct_send", "smtp_auth", "high_volume")),
            "How they hand it in: to a connector made for them (relay); as any stranger does (direct_send); as a "
            "mailbox that signs in (smtp_auth); or as a high volume account (high_volume).",
            default="relay",
        ),
        Word(
            "identify_by",
            Choice(("address", "certificate")),
            "By what they are known: their addresses, or a certificate.",
            default="address",
        ),
        Word(
            "certificate_name",
            CERTIFICATE_PATTERN,
            "The name in the devices' certificate, under one of the domains; for identify_by: certificate.",
            default="",
            otherwise="none",
            examples=("scan.contoso.com",),
        ),
        Word(
            "tls",
            Choice(("optional", "required")),
            "Whether they must encrypt. Many printers cannot.",
            default="optional",
        ),
    ),
)

FILTER = Record(
    "a filter",
    (
        Word(
            "addresses",
            ListOf(ADDRESS_RANGE),
            "The addresses from which the filter hands mail on to us.",
            default=(),
            examples=(["203.0.113.64/28"],),
        ),
        Word(
            "certificate_name",
            CERTIFICATE_PATTERN,
            "The name in the certificate with which the filter hands mail on to us.",
            default="",
            otherwise="none",
            examples=("*.spamstop.example",),
        ),
        Word(
            "mx",
            ListOf(HOST_NAME),
            "The hosts that take our domains' mail for the filter; they go into MX records.",
            default=(),
            examples=(["mx1.spamstop.example"],),
        ),
        Word(
            "delivers_to",
            name_of("online or the name of a site"),
            "The side the filter hands mail on to.",
            otherwise="online if there is a tenant, else the first site",
            examples=("online", "headquarters"),
        ),
        Word(
            "lock_down",
            YesNo(),
            "Whether that side refuses mail from the Internet that did not come through the filter.",
            default=True,
        ),
        Word(
            "smart_hosts",
            ListOf(SMART_HOST),
            "The filter's hosts that take mail on its way out.",
            default=(),
            examples=(["out.spamstop.example"],),
        ),
        Word(
            "tls_name",
            CERTIFICATE_PATTERN,
            "The name in the certificate of those hosts; mail waits if they do not show it.",
            default="",
            otherwise="any certificate of an authority we trust",
            examples=("out.spamstop.example",),
        ),
    ),
)

CONDITIONS = Record("conditions of a mail flow rule, by their attribute names", (), others=AttributeValue())

RULE = Record(
    "a rule",
    (
        Word(
            "name",
            name_of("a name of at most 45 characters"),
            "Name of the mail flow rule.",
            required=True,
            examples=("Legal through headquarters",),
        ),
        Word(
            "when",
            CONDITIONS,
            "What a message must be like to go this way: attributes of transport_rule, such as sender_domain_is.",
            required=True,
            examples=({"from_member_of": ["legal@contoso.com"]},),
        ),
        Word(
            "except",
            CONDITIONS,
            "What keeps a message from going this way; the same attributes.",
        ),
        Word(
            "via",
            Either(name_of("the name of a site or of a filter"), ListOf(SMART_HOST, at_least=1)),
            "The way it goes: to a site, to a filter, or to hosts that are named here.",
            required=True,
            examples=("headquarters", ["mta.contoso.com"]),
        ),
    ),
)
