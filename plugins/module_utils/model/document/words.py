# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the topology, as tables: the one source of the reader, the JSON Schema and the documentation."""

from __future__ import annotations

from ..clouds import CLOUDS
from .dns_words import DNS
from .flow_words import FLOW
from .neighbour_words import DEVICES, FILTER, PARTNER, RULE
from .shapes import AttributeValue, Choice, Derived, Either, ListOf, MapOf, Record, Word, YesNo
from .site_words import SITE, SMART_HOSTS
from .texts import (
    CERTIFICATE_PATTERN,
    CHECK_NAME,
    COEXISTENCE_NAME,
    CONNECTOR_NAME,
    DOMAIN_NAME,
    GUID,
    HOST_NAME,
    INVENTORY_HOST,
    KIND_NAME,
    REASON,
    RESOURCE_NAME,
    SITE_CONNECTOR,
    TENANT_NAME,
    name_of,
)


def _coexistence(tenant: str) -> str:
    label, _dot, suffix = tenant.partition(".")
    return f"{label}.mail.{suffix}"


DOMAIN_TYPE = Choice(("authoritative", "internal_relay"))

_NAME_OF_CERTIFICATE = (
    "the certificate's host name if that is itself one of the domains, else * and the domain above it"
)

DOMAIN = Record(
    "a domain",
    (
        Word(
            "mailboxes",
            Choice(("both", "on_premises", "online")),
            "Where the domain's mailboxes are; mail for a mailbox on the other side is sent across.",
            required=True,
        ),
        Word(
            "mx",
            name_of("online, on_premises or the name of a filter"),
            "Who takes the domain's mail from the Internet: Exchange Online, the sites, or a filter that hands it on.",
            otherwise="online if there is a tenant, else on_premises",
        ),
        Word(
            "online_mx",
            HOST_NAME,
            "The host that takes the domain's mail for Exchange Online, as the admin center shows it; it goes into the "
            "domain's MX record.",
            default="",
            otherwise="the classic one, contoso-com.mail.protection.outlook.com of contoso.com",
            examples=("contoso-com.a-v1.mx.microsoft",),
        ),
        Word(
            "on_premises_type",
            DOMAIN_TYPE,
            "What the sites do with an address they do not know: authoritative refuses it, internal_relay sends it on.",
            default="authoritative",
        ),
        Word(
            "online_type",
            DOMAIN_TYPE,
            "What Exchange Online does with an address it does not know: authoritative refuses it, internal_relay "
            "sends it on over the outbound connector. Take internal_relay while recipients of Exchange are not "
            "synchronized.",
            default="authoritative",
        ),
        Word(
            "subdomains",
            YesNo(),
            "Whether mail for every domain below this one is taken too, and handed on to the site. It needs "
            "online_type internal_relay, since Exchange Online cannot know those recipients.",
            default=False,
        ),
    ),
)

ONLINE = Record(
    "the tenant",
    (
        Word(
            "host",
            INVENTORY_HOST,
            "The inventory host whose connection signs in to the tenant.",
            required=True,
            examples=("contoso_online",),
        ),
        Word(
            "tenant",
            TENANT_NAME,
            "The tenant's first domain. Exchange trusts mail that comes from it.",
            required=True,
            examples=("contoso.onmicrosoft.com",),
        ),
        Word(
            "cloud",
            Choice(tuple(CLOUDS)),
            "The cloud the tenant is in. It decides by which certificate name Exchange knows Exchange Online.",
            default="worldwide",
        ),
        Word(
            "coexistence_domain",
            COEXISTENCE_NAME,
            "The domain by which Exchange sends mail to mailboxes in the cloud, over the hybrid send connector.",
            derived=Derived(("tenant",), _coexistence, "the tenant's name with .mail in it"),
            examples=("contoso.mail.onmicrosoft.com",),
        ),
        Word(
            "reject_direct_send",
            YesNo(),
            "Whether the tenant refuses mail that comes from nowhere it knows and claims to be from its own domains. "
            "Devices that send so need a connector first.",
            default=None,
            otherwise="not managed",
        ),
        Word(
            "outbound",
            Either(name_of("direct or the name of a filter"), SMART_HOSTS),
            "The tenant's way to the Internet: direct to each domain's MX, through a filter, or through hosts that are "
            "named here. Through the sites is hybrid.outbound: centralized.",
            default="direct",
            examples=("direct", {"smart_hosts": ["out.fabrikam.com"]}),
        ),
        Word(
            "lock_down",
            YesNo(),
            "Where all domains' mail comes in at the sites: whether the tenant refuses mail from the Internet that "
            "tries it directly. For a filter that delivers to the tenant, its own lock_down says so.",
            default=False,
        ),
    ),
)


def _named_after_guid(start: str) -> Derived:
    return Derived(
        ("organization_guid",), lambda guid: f"{start} {guid}", f"'{start} <organization_guid>', the wizard's name"
    )


HYBRID = Record(
    "the hybrid link",
    (
        Word(
            "organization_guid",
            GUID,
            "The GUID of the Exchange organization; the names of the wizard's connectors end in it.",
            required=True,
            examples=("5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10",),
        ),
        Word(
            "send_connector",
            CONNECTOR_NAME,
            "The send connector that carries mail from Exchange to the tenant.",
            derived=_named_after_guid("Outbound to Office 365 -"),
        ),
        Word(
            "inbound_connector",
            CONNECTOR_NAME,
            "The inbound connector by which Exchange Online knows mail from Exchange as ours.",
            derived=_named_after_guid("Inbound from"),
        ),
        Word(
            "outbound_connector",
            CONNECTOR_NAME,
            "The outbound connector that carries mail from the tenant to Exchange.",
            derived=_named_after_guid("Outbound to"),
        ),
        Word(
            "inbound_certificate_name",
            CERTIFICATE_PATTERN,
            "The certificate name by which the inbound connector knows Exchange; it must be under one of the domains.",
            otherwise=_NAME_OF_CERTIFICATE,
            examples=("*.contoso.com",),
        ),
        Word(
            "outbound",
            Choice(("direct", "centralized")),
            "How mail of cloud mailboxes goes to the Internet: direct from Exchange Online, or centralized, all of it "
            "through the sites, as is then what the tenant takes from the Internet for them.",
            default="direct",
        ),
    ),
)

RELAY = Record(
    "the plain link",
    (
        Word(
            "inbound_connector",
            SITE_CONNECTOR,
            "The inbound connector by which Exchange Online knows mail from the site as ours.",
            default="Inbound from {site}",
        ),
        Word(
            "outbound_connector",
            SITE_CONNECTOR,
            "The outbound connector that carries mail from the tenant to the site.",
            default="Outbound to {site}",
        ),
        Word(
            "send_connector",
            SITE_CONNECTOR,
            "The send connector that carries mail from Exchange servers to mailboxes in the tenant.",
            default="Outbound to Office 365 - {site}",
        ),
        Word(
            "inbound_certificate_name",
            CERTIFICATE_PATTERN,
            "The certificate name by which the inbound connector knows the site; it must be under one of the domains.",
            otherwise=_NAME_OF_CERTIFICATE,
            examples=("*.contoso.com",),
        ),
        Word(
            "identify_by",
            Choice(("certificate", "address")),
            "By what Exchange Online knows the site: its certificate, or its public addresses. By address, mail "
            "without a sender (reports, replies of absence) and forwarded mail cannot be relayed.",
            default="certificate",
        ),
        Word(
            "treat_as_internal",
            YesNo(),
            "Whether mail from the site, sent as one of the domains, counts as internal: not filtered, allowed to "
            "groups that take internal mail only. Safe only where none but our own systems can hand mail to the site.",
            default=False,
        ),
    ),
)

RESOURCE = Record(
    "a resource",
    (
        Word(
            "kind",
            KIND_NAME,
            "What is managed.",
            required=True,
            examples=("send_connector",),
        ),
        Word(
            "name",
            RESOURCE_NAME,
            "Its name; of a receive connector SERVER\\NAME.",
            required=True,
            examples=("To Fabrikam",),
        ),
        Word("state", Choice(("present", "absent")), "Whether it is to be there.", default="present"),
        Word(
            "former_names",
            ListOf(RESOURCE_NAME),
            "The names it may still have; it is renamed then and not made anew.",
            default=(),
            examples=(["Fabrikam (old)"],),
        ),
        Word(
            "allow_replacement",
            ListOf(RESOURCE_NAME),
            "The attributes for whose sake it may be removed and made anew, where only a new one takes them; mail that "
            "needs it goes another way in between, or is refused.",
            default=(),
        ),
    ),
    others=AttributeValue(),
)

RESOURCES = Record(
    "the explicit resources",
    (
        Word("exchange", ListOf(RESOURCE), "Resources of Exchange Server the other words do not say.", default=()),
        Word("online", ListOf(RESOURCE), "Resources of Exchange Online the other words do not say.", default=()),
        Word("postfix", ListOf(RESOURCE), "Resources of Postfix the other words do not say.", default=()),
        Word("dns", ListOf(RESOURCE), "DNS records the other words do not say.", default=()),
    ),
)

WAIVER = Record(
    "a waiver",
    (
        Word(
            "because",
            REASON,
            "Why the rule does not matter here, for whoever comes later.",
            required=True,
            examples=("The printers move to the relay in March.",),
        ),
    ),
)

TOPOLOGY = Record(
    "the topology",
    (
        Word(
            "domains",
            MapOf(DOMAIN_NAME, DOMAIN, at_least=1),
            "The organization's mail domains; both sides take mail for them.",
            required=True,
            examples=({"contoso.com": {"mailboxes": "both", "mx": "online"}},),
        ),
        Word("online", ONLINE, "The Exchange Online tenant."),
        Word(
            "sites",
            MapOf(name_of("the name of a site"), SITE),
            "The places with servers of our own, Exchange or Postfix.",
            default=(),
        ),
        Word(
            "hybrid",
            HYBRID,
            "The link between Exchange and the tenant as the hybrid wizard makes it: mail across it is internal.",
        ),
        Word(
            "relay",
            RELAY,
            "A plain link between the sites and the tenant, in place of hybrid: mail crosses, and is judged anew.",
        ),
        Word(
            "partners",
            MapOf(name_of("the name of a partner"), PARTNER),
            "Other organizations, and what mail to and from them must keep to.",
            default=(),
        ),
        Word(
            "devices",
            MapOf(name_of("the name of a group of devices"), DEVICES),
            "Printers, scanners and applications that send mail, and over which side.",
            default=(),
        ),
        Word(
            "filters",
            MapOf(name_of("the name of a filter"), FILTER),
            "Services of others that mail goes through before it comes to us, or after it leaves us.",
            default=(),
        ),
        Word(
            "rules",
            ListOf(RULE),
            "Mail that takes a way of its own from Exchange Online, by conditions; in the order in which they hold.",
            default=(),
        ),
        Word(
            "flows",
            MapOf(name_of("the name of a flow"), FLOW),
            "Which mail must arrive, and how, and which must not, besides what follows from the other words. A plan "
            "that would break one of them is refused.",
            default=(),
            examples=(
                {"orders": {"from": "orders@fabrikam.com", "to": "sales@contoso.com", "address": "203.0.113.16"}},
            ),
        ),
        Word(
            "dns", DNS, "What the world is told in DNS: MX and SPF of every domain, and whatever is said of the rest."
        ),
        Word("resources", RESOURCES, "Whatever the words above do not say, stated as kinds with their attributes."),
        Word(
            "waived",
            MapOf(CHECK_NAME, WAIVER),
            "Rules whose findings are known and borne: they are counted, and neither shown nor in the way.",
            default=(),
        ),
    ),
)
