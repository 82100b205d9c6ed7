# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each side answers, as one table: reply code, enhanced code and the text that reports of non-delivery show.

From the articles on non-delivery reports of Exchange Online and Exchange Server, and from published traces (checked
2026-11-21). The end of a text (ATTR36) varies by build: compare the codes.
"""

from __future__ import annotations

from typing import Final

ACCEPTED: Final = "250 2.6.0 Queued mail for delivery"
OUTSIDE: Final = "250 2.0.0 taken by somebody else's server"
TOO_LARGE: Final = "552 5.3.4 Message size exceeds fixed maximum message size"
TOO_MANY_RECIPIENTS: Final = "452 4.5.3 Too many recipients"
OVER_ADVERTISED: Final = "550 5.3.4 SMTPSEND.OverAdvertisedSize; message size exceeds fixed maximum size"
STARTTLS_REQUIRED: Final = "451 5.7.3 STARTTLS is required to send mail"
DROPPED: Final = "421 4.4.2 Connection dropped due to SocketError"
RULE_REJECTS: Final = "550 {code} TRANSPORT.RULES.RejectMessage; {text}"

# Exchange Online, in the SMTP session
RELAY_DENIED: Final = "550 5.7.64 TenantAttribution; Relay Access Denied ATTR36"
RESTRICTED: Final = (
    "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient"
    " domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set"
)
DIRECT_SEND: Final = (
    "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources"
)
EDGE_BLOCK: Final = "550 5.4.1 Recipient address rejected: Access denied"
ONLINE_LOOP: Final = "554 5.4.14 Hop count exceeded - possible mail loop ATTR34"

# Exchange Online, afterwards
ONLINE_UNKNOWN: Final = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {address} not found"
ONLINE_NO_DOMAIN: Final = "550 5.4.310 DNS domain {domain} does not exist"
ONLINE_NO_HOST: Final = "450 4.4.312 DNS query failed for {host}"
ONLINE_UNREACHABLE: Final = "450 4.4.316 Connection refused [Message=Socket error code 10061] ({host})"
ONLINE_TLS: Final = "450 4.4.317 Cannot establish session with remote server [Message={why}] ({host})"
DANE_NO_TLS: Final = "450 4.7.321 starttls-not-supported: Destination mail server must support TLS ({host})"
DANE_EXPIRED: Final = "450 4.7.322 certificate-expired: Destination mail server's certificate is expired ({host})"
DANE_NO_FIT: Final = "450 4.7.323 tlsa-invalid: The domain failed DANE validation ({host})"
DNSSEC_BOGUS: Final = "450 4.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records"
DANE_OTHER_NAME: Final = "450 4.7.325 certificate-host-mismatch: the certificate bears no name of {host}"
MTA_STS_OTHER_HOST: Final = "450 4.4.8 MX hosts of {domain} failed MTA-STS validation"
MTA_STS_CERTIFICATE: Final = "450 4.7.5 Remote certificate failed MTA-STS validation. Reason: {why}"
RULE_CONNECTOR_OFF: Final = "450 4.4.0 The outbound connector {name}, chosen by a mail flow rule, is not enabled"

# Postfix, in the SMTP session (texts of smtpd(8) and of what its tables say)
POSTFIX_STARTTLS: Final = "530 5.7.0 Must issue a STARTTLS command first"
POSTFIX_PLAIN_TEXT: Final = "530 5.7.1 Session encryption is required"
POSTFIX_NOBODY: Final = "554 5.7.1 Client host rejected: No receive connector takes mail from this address"
POSTFIX_CLIENT_REFUSED: Final = "554 5.7.1 Client host rejected: Access denied"
POSTFIX_OWN_SENDER: Final = "550 5.7.1 Sender address rejected: Nobody outside sends as one of our domains"
POSTFIX_OTHER_CERTIFICATE: Final = "554 5.7.1 Mail of this domain comes with a certificate of another name"
POSTFIX_OTHER_ADDRESS: Final = "550 5.7.1 This domain sends from other addresses"
POSTFIX_RELAY_DENIED: Final = "554 5.7.1 Relay access denied"
POSTFIX_UNKNOWN: Final = "550 5.1.1 {address}: Recipient address rejected: User unknown"
POSTFIX_TOO_LARGE: Final = "552 5.3.4 Message size exceeds fixed limit"
POSTFIX_LOOP: Final = "554 5.4.0 Error: too many hops"
MAILBOX_UNKNOWN: Final = "550 5.1.1 {address}: no such mailbox"
MOST_FIELDS: Final = 50

# Postfix, afterwards: it keeps an enhanced code without a reply code
POSTFIX_NO_WAY: Final = "4.4.4 no send connector leads to {domain}"
POSTFIX_NO_HOST: Final = "5.4.4 Host or domain name not found ({host})"
POSTFIX_MYSELF: Final = "5.4.6 mail for {domain} loops back to myself"
POSTFIX_UNREACHABLE: Final = "4.4.1 connect to {host}: Connection refused"
POSTFIX_NO_TLS: Final = "4.7.4 TLS is required, but was not offered by host {host}"
POSTFIX_TLS: Final = "4.7.5 Server certificate not verified ({host}: {why})"
POSTFIX_OVER_ADVERTISED: Final = "5.3.4 message size exceeds the limit of server {host}"
POSTFIX_DANE: Final = "4.7.5 no TLSA record of {host} that DNSSEC vouches for"
POSTFIX_TLSA_ERROR: Final = "4.7.5 TLSA lookup error for {host}:25"
POSTFIX_NO_FIT: Final = "4.7.5 Server certificate not verified ({host}: by its TLSA records)"
POSTFIX_BOGUS: Final = "4.4.3 Name service error for name={domain}: Host not found, try again"

# Exchange Server, in the SMTP session
NO_LISTENER: Final = "421 4.3.2 Service not available"
ISSUE_STARTTLS: Final = "451 5.7.3 Must issue a STARTTLS command first"
NOT_AUTHENTICATED: Final = "530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM"
UNABLE_TO_RELAY: Final = "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"
EXCHANGE_LOOP: Final = "554 5.4.6 Hop count exceeded - possible mail loop"

# Exchange Server, afterwards
EXCHANGE_UNKNOWN: Final = "550 5.1.10 RESOLVER.ADR.RecipNotFound; Recipient {address} not found"
NO_SEND_CONNECTOR: Final = "Unreachable queue: no send connector has an address space for {domain}"
ORGANIZATION_SENDS_LESS: Final = "550 5.2.3 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization"
ORGANIZATION_TAKES_LESS: Final = "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient"
ALL_TOO_SMALL: Final = "550 5.3.4 ROUTING.SizeLimit; larger than every send connector for {domain} takes"
EXCHANGE_NO_DOMAIN: Final = "550 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain {domain}"
EXCHANGE_NO_HOST: Final = "451 4.4.0 DNS query failed for {host}"
EXCHANGE_UNREACHABLE: Final = "441 4.4.1 Error encountered while communicating with {host}: connection refused"
NOT_ONE_OF_US: Final = "451 5.7.3 Cannot achieve Exchange Server authentication"
EXCHANGE_TLS: Final = "454 4.7.5 Certificate validation failure, Reason:{why}"
OWN_CERTIFICATE: Final = (
    "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found"
)
