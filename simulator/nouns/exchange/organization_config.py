# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization itself: its name, the GUID the hybrid objects are named after, and its settings that concern mail.

Parameters, defaults and what drags what: Set-OrganizationConfig page, checked 2026-08-21. Of its many parameters those
are here that concern transport, mail tips, migration to the cloud and the address that delivery reports come from.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_proxy_address
from simulator.nouns.noun import Draft, Noun, Property

# The mailbox that every organization's delivery reports come from has this name since Exchange 2007.
_REPORTS_FROM: Final = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e"
_PRIMARY: Final = "MicrosoftExchangeRecipientPrimarySmtpAddress"
_ADDRESSES: Final = "MicrosoftExchangeRecipientEmailAddresses"
_BY_POLICY: Final = "MicrosoftExchangeRecipientEmailAddressPolicyEnabled"


def _settle(draft: Draft) -> None:
    """The primary address is the one of the list in capitals; who sets it takes it from the address policies."""
    after = draft.after
    if not after[_ADDRESSES]:
        after[_ADDRESSES] = [f"SMTP:{_REPORTS_FROM}@{_default_domain(draft)}"]
    if draft.given.get(_PRIMARY):
        others = [address for address in after[_ADDRESSES] if address[5:].lower() != after[_PRIMARY].lower()]
        after[_ADDRESSES] = [f"SMTP:{after[_PRIMARY]}", *(address.replace("SMTP:", "smtp:") for address in others)]
        after[_BY_POLICY] = False
    after[_PRIMARY] = next((a.removeprefix("SMTP:") for a in after[_ADDRESSES] if a.startswith("SMTP:")), None)


def _default_domain(draft: Draft) -> str:
    domains = draft.world.objects["exchange"].get("AcceptedDomain", ())
    return str(next((d["DomainName"] for d in domains if d.get("Default")), draft.world.organization.forest))


ORGANIZATION_CONFIG: Final = Noun(
    name="OrganizationConfig",
    side="exchange",
    category="ms-Exch-Organization-Container",
    classes=("top", "container", "msExchOrganizationContainer"),
    sole="Organization",
    settle=_settle,
    properties=(
        Property("DisplayName", ""),
        Property("IsDehydrated", False),
        Property("HybridConfigurationStatus", "None"),
        Property("AsyncSendEnabled", True),
        Property("ByteEncoderTypeFor7BitCharsets", 0),
        Property("IsExcludedFromOnboardMigration", False),
        Property("IsExcludedFromOffboardMigration", False),
        Property("MailTipsAllTipsEnabled", True),
        Property("MailTipsExternalRecipientsTipsEnabled", False),
        Property("MailTipsGroupMetricsEnabled", True),
        Property("MailTipsLargeAudienceThreshold", 25),
        Property("MailTipsMailboxSourcedTipsEnabled", True),
        Property(_ADDRESSES, [], as_proxy_address),
        Property(_BY_POLICY, True),
        Property(_PRIMARY),
        Property("MicrosoftExchangeRecipientReplyRecipient"),
        Property("OAuth2ClientProfileEnabled", True),
        Property("ReadTrackingEnabled", False),
        Property("SCLJunkThreshold", 4),
        Property("SmtpActionableMessagesEnabled", True),
    ),
)
