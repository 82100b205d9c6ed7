# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The on-premises organization a tenant is in hybrid with, as the hybrid wizard leaves it.

Source: New- and Set-OnPremisesOrganization pages, checked 2026-08-21. What it refers to is shown by name; that a
reference to nothing is not found is ours.
"""

from __future__ import annotations

from typing import Final

from simulator import wording
from simulator.nouns.forms import as_domain
from simulator.nouns.noun import Draft, Noun, Property

_REFERENCES: Final = ("InboundConnector", "OutboundConnector", "OrganizationRelationship")


def _settle(draft: Draft) -> None:
    for noun in _REFERENCES:
        if wanted := draft.given.get(noun):
            draft.after[noun] = draft.given[noun] = _named(draft, noun, wanted)


def _named(draft: Draft, noun: str, wanted: str) -> str:
    for shown in draft.objects(noun):
        if wanted.lower() in {str(shown[key]).lower() for key in ("Name", "Guid", "DistinguishedName")}:
            return str(shown["Name"])
    raise wording.not_found(draft.world, draft.side, wanted)


ON_PREMISES_ORGANIZATION: Final = Noun(
    name="OnPremisesOrganization",
    side="online",
    container="CN=On-Premises Organization",
    category="ms-Exch-On-Premises-Organization",
    classes=("top", "msExchOnPremisesOrganization"),
    settle=_settle,
    properties=(
        Property("OrganizationGuid"),
        Property("OrganizationName", ""),
        Property("HybridDomains", [], as_domain),
        Property("InboundConnector"),
        Property("OutboundConnector"),
        Property("OrganizationRelationship"),
        Property("Comment", ""),
    ),
)
