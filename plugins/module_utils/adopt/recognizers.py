# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words read back from connectors, rules and settings: what each may have been made from.

Each recognizer offers groups of alternatives. Whether one of them is true is for the compiler to say: it is, if it
comes to what was seen. So a recognizer may guess by a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .draft import Draft
from .link import links, locks
from .neighbours import devices, filters_before_sites, filters_before_tenant, partners
from .rules import rules
from .seen import Seen
from .ways import mailboxes, message_size, sites_way_out, tenants_way_out

Alternatives = Sequence[Draft]
Recognizer = Callable[[Seen, Draft], Iterator[Alternatives]]


def strangers(seen: Seen, draft: Draft) -> Iterator[Alternatives]:
    """Those who do not concern each other, of whom there may be hundreds."""
    yield from partners(seen, draft)
    yield from devices(seen, draft)


RECOGNIZERS: tuple[Recognizer, ...] = (
    links,
    message_size,
    sites_way_out,
    tenants_way_out,
    mailboxes,
    strangers,
    filters_before_tenant,
    filters_before_sites,
    locks,
    rules,
)
"""In this order: what others are told from comes first."""
