# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edge subscriptions: the Edge servers through which the organization's mail goes in and out. Read only.

Rules: Get-EdgeSubscription and New-EdgeSubscription pages and the EdgeSync articles, checked 2026-08-21. A subscription
is made in two halves, the first on the Edge server itself, which stands outside the domain.
"""

from __future__ import annotations

from ..base import Attribute, Kind
from ..forms import TEXT

EDGE_SUBSCRIPTION = Kind(
    side="exchange",
    name="edge_subscription",
    noun="EdgeSubscription",
    title="Edge subscription",
    phase="accept",
    attributes=(),
    told=(Attribute("site", "Site", TEXT), Attribute("domain", "Domain", TEXT)),
    not_creatable="An Edge server is subscribed and released by hand. To subscribe it, run New-EdgeSubscription"
    " -FileName on the Edge server, and within a day New-EdgeSubscription -FileData with that file and the"
    " -Site of the Mailbox servers on one of them; to release it, run Remove-EdgeSubscription on both. Then run again",
)
