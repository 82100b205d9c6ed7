# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection filter of Exchange Online: which servers' mail is never or always taken for spam.

Parameters and refusals: Set-HostedConnectionFilterPolicy page, checked 2026-08-21. There is one policy, Default. A
plain list of addresses is taken only if all are of one kind (single, range or network), so the lists are edited entry
by entry. Left out is what is reserved for Microsoft: EnableSafeList, MakeDefault, ConfigurationXmlRaw.
"""

from __future__ import annotations

from typing import Any

from ...model.ip_range import IpRange
from ..base import RESERVED, Attribute, Kind, LeftOut
from ..forms import Form, listed
from ..setting_forms import text_up_to


def _filtered_address(value: Any) -> str:
    found = IpRange.parse(str(value))
    if found.version != 4 or found.size > 256:
        raise ValueError(
            f"{value!r} is not an IPv4 address, a range of 256 addresses at most or a network of /24 to /32"
        )
    return str(found)


ADDRESSES = listed(Form("IPv4 address, range or network", _filtered_address))

HOSTED_CONNECTION_FILTER_POLICY = Kind(
    side="online",
    name="hosted_connection_filter_policy",
    noun="HostedConnectionFilterPolicy",
    title="connection filter policy",
    phase="accept",
    only="Default",
    permanent=True,
    attributes=(
        Attribute("ip_allow_list", "IPAllowList", ADDRESSES, on="set", edited=True),
        Attribute("ip_block_list", "IPBlockList", ADDRESSES, on="set", edited=True),
        Attribute("admin_display_name", "AdminDisplayName", text_up_to(255), on="set"),
    ),
    left_out=(
        LeftOut("configuration_xml_raw", "ConfigurationXmlRaw", RESERVED),
        LeftOut("enable_safe_list", "EnableSafeList", RESERVED),
        LeftOut("make_default", "MakeDefault", RESERVED),
    ),
)
