# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection filter: one policy, Default. Rules: Set-HostedConnectionFilterPolicy page, checked 2026-08-21.

The page speaks of IPv6 ranges only; a single IPv6 address is taken here. Entries are shown as they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Final

from simulator.nouns.forms import as_skipped_addresses, range_ends
from simulator.nouns.noun import Draft, Noun, Property, Rule

_LISTS: Final = ("IPAllowList", "IPBlockList")
_WIDEST_RANGE: Final = 256


def _entries(draft: Draft) -> Iterator[str]:
    for name in _LISTS:
        yield from draft.after[name]


def _kind(entry: str) -> str:
    return "range" if "-" in entry else "CIDR" if "/" in entry else "address"


def _too_wide_block(draft: Draft) -> bool:
    blocks = (entry for entry in _entries(draft) if _kind(entry) == "CIDR" and ":" not in entry)
    return any(ip_network(entry, strict=False).prefixlen < 24 for entry in blocks)


def _too_wide_range(draft: Draft) -> bool:
    ends = (range_ends(entry) for entry in _entries(draft) if _kind(entry) == "range" and ":" not in entry)
    return any(last - first >= _WIDEST_RANGE for _, first, last in filter(None, ends))


def _range_of_v6(draft: Draft) -> bool:
    return any(":" in entry and _kind(entry) != "address" for entry in _entries(draft))


def _mixed(draft: Draft) -> bool:
    """A plain list is of one kind; Add and Remove take any."""
    plain = (name for name in _LISTS if draft.gives(name) and not isinstance(draft.sent.get(name), Mapping))
    return any(len({_kind(entry) for entry in draft.given[name]}) > 1 for name in plain)


# The sentences are ours.
RULES: Final = (
    Rule("hcf.cidr", ("Set",), _too_wide_block, "A CIDR range must be between /24 and /32."),
    Rule("hcf.range", ("Set",), _too_wide_range, "An IP address range can hold at most 256 addresses."),
    Rule("hcf.v6", ("Set",), _range_of_v6, "IPv6 ranges aren't supported."),
    Rule(
        "hcf.mixed",
        ("Set",),
        _mixed,
        "A list can hold single addresses, ranges or CIDR ranges, not several kinds at once: use Add.",
    ),
)

HOSTED_CONNECTION_FILTER_POLICY: Final = Noun(
    name="HostedConnectionFilterPolicy",
    side="online",
    sole="Default",
    container="CN=Hosted Connection Filter,CN=Transport Settings",
    category="ms-Exch-Hosted-Connection-Filter-Config",
    classes=("top", "msExchHostedConnectionFilterConfig"),
    rules=RULES,
    properties=(
        Property("AdminDisplayName", ""),
        Property("IsDefault", True),
        Property("IPAllowList", [], as_skipped_addresses),
        Property("IPBlockList", [], as_skipped_addresses),
        Property("EnableSafeList", False),
        Property("DirectoryBasedEdgeBlockMode", "Default"),
    ),
)
