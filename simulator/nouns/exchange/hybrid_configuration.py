# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Hybrid Configuration wizard was told last: at most one object, which by itself moves no mail.

Rules: New- and Set-HybridConfiguration pages, checked 2026-08-21. The page calls a feature Centralized that the wizard
writes CentralizedTransport; both are known. Update-HybridConfiguration, the wizard's old engine, is not simulated.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import FormFault, as_domain, as_fqdn, as_remote_range, as_server
from simulator.nouns.noun import Draft, Noun, Property, Rule
from simulator.world import World

_NAME: Final = "Hybrid Configuration"
_BOTH: Final = ("New", "Set")
_AUTODISCOVER: Final = "autod:"
FEATURES: Final = (
    "FreeBusy",
    "MoveMailbox",
    "MailTips",
    "MessageTracking",
    "OWARedirection",
    "OnlineArchive",
    "SecureMail",
    "Centralized",
    "CentralizedTransport",
    "Photos",
)


def as_feature(text: str, world: World) -> str:
    known = {feature.lower(): feature for feature in FEATURES}
    if text.lower() not in known:
        raise FormFault(f"There is no hybrid feature '{text}'. Features: {', '.join(FEATURES)}.")
    return known[text.lower()]


def as_hybrid_domain(text: str, world: World) -> str:
    """A domain; `autod:` in front of it marks the one whose autodiscover name answers for all."""
    mark = _AUTODISCOVER if text.lower().startswith(_AUTODISCOVER) else ""
    return mark + as_domain(text[len(mark) :], world)


def as_old_address(text: str, world: World) -> str:
    if ":" in text:
        raise FormFault(f"\"{text}\" isn't valid here: IPv6 addresses aren't supported.")
    return as_remote_range(text, world)


def _settle(draft: Draft) -> None:
    """The page: Name is accepted and does nothing."""
    draft.after["Name"] = _NAME


def _foreign_domains(draft: Draft) -> bool:
    of_the_tenant = draft.world.objects["online"].get("AcceptedDomain", ())
    known = {str(domain["DomainName"]).lower() for domain in (*draft.objects("AcceptedDomain"), *of_the_tenant)}
    return any(domain.lower().removeprefix(_AUTODISCOVER) not in known for domain in draft.after["Domains"])


def _edge_and_mailbox_servers(draft: Draft) -> bool:
    after = draft.after
    others = after["ReceivingTransportServers"] or after["SendingTransportServers"]
    return bool(after["EdgeTransportServers"] and others)


HYBRID_CONFIGURATION: Final = Noun(
    name="HybridConfiguration",
    side="exchange",
    container="CN=Hybrid Configuration",
    category="ms-Exch-Coexistence-Relationship",
    classes=("top", "msExchCoexistenceRelationship"),
    sole=_NAME,
    settle=_settle,
    rules=(
        Rule(
            "hybrid.domains",
            _BOTH,
            _foreign_domains,
            "Domains can hold accepted domains of the organization or of its tenant only.",
        ),
        Rule(
            "hybrid.edge",
            _BOTH,
            _edge_and_mailbox_servers,
            "EdgeTransportServers can't be combined with ReceivingTransportServers or SendingTransportServers.",
        ),
    ),
    properties=(
        Property("ClientAccessServers", [], as_server),
        Property("EdgeTransportServers", [], as_fqdn),
        Property("ReceivingTransportServers", [], as_server),
        Property("SendingTransportServers", [], as_server),
        Property("OnPremisesSmartHost", None, as_domain),
        Property("Domains", [], as_hybrid_domain),
        Property("Features", [], as_feature),
        Property("ExternalIPAddresses", [], as_old_address),
        Property("TlsCertificateName"),
        Property("ServiceInstance", 0),
    ),
)
