# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every SMTP reply and delivery status the two sides give, as one table.

Vendor wording where the articles on non-delivery reports or a public trace have it. A suffix like ATTR36 varies by
build: compare the beginning.
"""

from __future__ import annotations

from typing import Final

SENDER_OK: Final = "250 2.1.0 Sender OK"
RECIPIENT_OK: Final = "250 2.1.5 Recipient OK"
QUEUED_FOR_DELIVERY: Final = "250 2.6.0 Queued mail for delivery"
NOT_MADE: Final = "250 2.0.0 taken by the Internet (this hop is recorded, not made)"

# Both sides
RULE_REJECTED: Final = "550 {code} TRANSPORT.RULES.RejectMessage; {text}"
# Not the vendor's: what the real one would do here, the simulator does not know, and will not guess.
RULE_NOT_SIMULATED: Final = "554 5.6.0 The simulator can't tell what becomes of this message: it doesn't know {rule}"
RULE_CONNECTOR_OFF: Final = "450 4.4.0 The outbound connector {connector}, chosen by a transport rule, isn't enabled"

NO_NAME_SERVER: Final = "451 4.4.0 DNS query failed [Message={detail}]"
TOO_MANY_RECIPIENTS: Final = "452 4.5.3 Too many recipients"
TOO_LARGE: Final = "552 5.3.4 Message size exceeds fixed maximum message size"
OVER_ADVERTISED: Final = "550 5.3.4 SMTPSEND.OverAdvertisedSize; message size exceeds fixed maximum size"
CONNECTION_DROPPED: Final = "421 4.4.2 Connection dropped due to SocketError"
STARTTLS_REQUIRED: Final = "451 5.7.3 STARTTLS is required to send mail"

# Exchange Online, while it speaks SMTP
RELAY_DENIED: Final = "550 5.7.64 TenantAttribution; Relay Access Denied ATTR36"
PARTNER_RESTRICTED: Final = (
    "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's "
    "recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set"
)
DIRECT_SEND_REFUSED: Final = (
    "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources"
)
EDGE_BLOCKED: Final = "550 5.4.1 Recipient address rejected: Access denied"
ONLINE_LOOP: Final = "554 5.4.14 Hop count exceeded - possible mail loop ATTR34"

# Exchange Online, afterwards
ONLINE_UNKNOWN: Final = (
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {address} not found by SMTP address lookup"
)
# The words an NDR of the service uses for a domain without any record.
ONLINE_NO_DOMAIN: Final = "550 5.4.310 DNS domain {domain} does not exist [Message=InfoDomainNonexistent]"
ONLINE_NO_HOST: Final = "450 4.4.312 DNS query failed [Message=InfoDomainNonexistent] [LastAttemptedServerName={host}]"
ONLINE_REFUSED: Final = (
    "450 4.4.316 Connection refused [Message=Socket error code 10061] [LastAttemptedServerName={host}]"
)
ONLINE_TLS: Final = (
    "450 4.4.317 Cannot establish session with remote server [Message={detail}] [LastAttemptedServerName={host}]"
)
# DANE and MTA-STS: the same numbers stand after 5 once a message has waited for a day.
DANE_NO_TLS: Final = "450 4.7.321 starttls-not-supported: Destination mail server must support TLS to receive mail"
DANE_EXPIRED: Final = "450 4.7.322 certificate-expired: Destination mail server's certificate is expired"
DANE_MISMATCH: Final = "450 4.7.323 tlsa-invalid: The domain failed DANE validation"
DNSSEC_BOGUS: Final = "450 4.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records"
DANE_OTHER_NAME: Final = (
    "450 4.7.325 certificate-host-mismatch: Remote certificate MUST have a common name or subject alternative name "
    "matching the hostname (DANE)"
)
MTA_STS_OTHER_HOST: Final = "450 4.4.8 MX hosts of {domain} failed MTA-STS validation"
MTA_STS_CERTIFICATE: Final = "450 4.7.5 Remote certificate failed MTA-STS validation. Reason: {detail}"

# Exchange Server, while it speaks SMTP
NO_CONNECTOR: Final = "421 4.3.2 Service not available"
UNABLE_TO_RELAY: Final = "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"
NOT_AUTHENTICATED: Final = "530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM"
ISSUE_STARTTLS: Final = "451 5.7.3 Must issue a STARTTLS command first"
USER_UNKNOWN: Final = "550 5.1.1 User unknown"
EXCHANGE_LOOP: Final = "554 5.4.6 Hop count exceeded - possible mail loop"

# Exchange Server, afterwards
EXCHANGE_UNKNOWN: Final = "550 5.1.10 RESOLVER.ADR.RecipNotFound; Recipient {address} not found by SMTP address lookup"
ORGANIZATION_SENDS_LESS: Final = "550 5.2.3 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization"
ORGANIZATION_TAKES_LESS: Final = "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient"
EXCHANGE_TOO_LARGE: Final = "550 5.3.4 ROUTING.SizeLimit; message size exceeds the limit of every route to {domain}"
EXCHANGE_NO_DOMAIN: Final = "550 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain {domain}"
EXCHANGE_NO_HOST: Final = "451 4.4.0 DNS query failed for {host}"
EXCHANGE_REFUSED: Final = "441 4.4.1 Error encountered while communicating with {host}: connection refused"
EXCHANGE_CERTIFICATE: Final = "454 4.7.5 Certificate validation failure, Reason:{detail}"
OWN_CERTIFICATE_MISSING: Final = (
    "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found"
)
NOT_ONE_OF_US: Final = "451 5.7.3 Cannot achieve Exchange Server authentication"
# Ours: the Unreachable queue has no SMTP reply.
UNREACHABLE: Final = "Unreachable queue: no send connector has an address space for {domain}"
