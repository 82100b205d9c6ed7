# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a site: what its servers run, how the Internet knows it, what stands in front, the way out."""

from __future__ import annotations

from .shapes import Choice, Either, ListOf, Record, Word
from .texts import (
    ADDRESS_RANGE,
    FILE,
    HOST_NAME,
    ISSUER,
    MESSAGE_SIZE,
    PUBLIC_ADDRESS,
    RECEIVE_CONNECTOR,
    SERVER,
    SITE_CONNECTOR,
    SMART_HOST,
    SUBJECT,
    SUBSCRIPTION,
    name_of,
)

CERTIFICATE = Record(
    "a certificate",
    (
        Word(
            "issuer",
            ISSUER,
            "Issuer of the certificate. Exchange takes the newest certificate of this issuer and subject.",
            required=True,
            examples=("CN=Example CA, O=Example",),
        ),
        Word(
            "subject",
            SUBJECT,
            "Subject of the certificate. Exchange Online takes for ours only mail that comes with this name.",
            required=True,
            examples=("CN=mail.contoso.com, O=Contoso",),
        ),
        Word(
            "file",
            FILE,
            "The certificate with its chain, in PEM, for servers that run Postfix.",
            default="",
            otherwise="what is on the server already",
            examples=("files/mail.contoso.com.pem",),
        ),
        Word(
            "key_file",
            FILE,
            "The certificate's key, in PEM, for servers that run Postfix; keep the file in a vault.",
            default="",
            otherwise="what is on the server already",
            examples=("files/mail.contoso.com.key",),
        ),
    ),
)

EDGE = Record(
    "an edge",
    (
        Word(
            "servers",
            ListOf(SERVER, at_least=1),
            "The hosts that take the site's mail from outside and send it there, in place of the servers.",
            required=True,
            examples=(["edge1"],),
        ),
        Word(
            "software",
            Choice(("postfix", "exchange")),
            "What they run. Exchange is an Edge Transport server: it is reached through its subscription, and mail "
            "between the sides stays internal on its way through. Postfix cannot keep it internal.",
            required=True,
        ),
        Word(
            "subscription",
            SUBSCRIPTION,
            "The Edge subscription by which the site's servers send through the edge.",
            default="",
            otherwise="for Exchange, the name of each edge server",
            examples=("EDGE1",),
        ),
    ),
)

SMART_HOSTS = Record(
    "hosts to send through",
    (
        Word(
            "smart_hosts",
            ListOf(SMART_HOST, at_least=1),
            "The hosts that take mail for everybody from the site.",
            required=True,
            examples=(["out.fabrikam.com"],),
        ),
    ),
)

SITE = Record(
    "a site",
    (
        Word(
            "software",
            Choice(("exchange", "postfix")),
            "What the site's servers run.",
            default="exchange",
        ),
        Word(
            "servers",
            ListOf(SERVER, at_least=1),
            "The site's servers: they send its mail, and take mail for it, unless an edge does.",
            required=True,
            examples=(["ex1", "ex2"],),
        ),
        Word(
            "edge",
            EDGE,
            "What stands between the servers and the outside. The site's public name, addresses and certificate are "
            "then the edge's.",
        ),
        Word(
            "mailbox_hosts",
            ListOf(SMART_HOST),
            "Where servers that run Postfix hand on mail for mailboxes on premises.",
            default=(),
            examples=(["mbx.corp.contoso.com"],),
        ),
        Word(
            "public_name",
            HOST_NAME,
            "The host name to which Exchange Online sends the site's mail.",
            required=True,
            examples=("mail.contoso.com",),
        ),
        Word(
            "public_addresses",
            ListOf(PUBLIC_ADDRESS),
            "The addresses the site's mail comes from and goes to, as the Internet sees them.",
            default=(),
            examples=(["198.51.100.10"],),
        ),
        Word(
            "internal_addresses",
            ListOf(ADDRESS_RANGE),
            "The addresses from which the site's own servers and mailbox hosts send through hosts that run Postfix, to "
            "whomever they like.",
            default=(),
            otherwise="none, so that nobody inside can send out through Postfix",
            examples=(["10.10.0.0/24"],),
        ),
        Word(
            "certificate",
            CERTIFICATE,
            "The certificate the site presents to Exchange Online and to partners.",
            required=True,
        ),
        Word(
            "receive_connector",
            RECEIVE_CONNECTOR,
            "The receive connector on each server that takes mail from Exchange Online; it is edited, not made.",
            default="Default Frontend {server}",
        ),
        Word(
            "max_message_size",
            MESSAGE_SIZE,
            "The largest message the site sends to the tenant, to partners and, where that is stated, to the Internet.",
            default="35MB",
            examples=("35MB", "unlimited"),
        ),
        Word(
            "outbound",
            Either(name_of("direct, online or the name of a filter"), SMART_HOSTS),
            "The site's way to the Internet: direct to each domain's MX, through Exchange Online, through a filter, or "
            "through hosts that are named here.",
            default="direct",
            examples=("direct", "online", {"smart_hosts": ["out.fabrikam.com"]}),
        ),
        Word(
            "internet_connector",
            SITE_CONNECTOR,
            "The send connector that carries the site's mail to the Internet; what is there by this name is edited. "
            "With outbound: direct it is managed only if it is named here.",
            default="",
            otherwise="Internet, or with several sites Internet from {site}",
            examples=("Internet",),
        ),
    ),
)
