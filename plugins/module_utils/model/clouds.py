# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clouds Exchange Online runs in: the name each one's mail service presents, and the suffix of its tenants."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cloud:
    """`mail_name` is the name in the certificate with which the cloud sends and receives mail; empty if not known."""

    mail_name: str
    tenant_suffix: str


# worldwide, gcc_high: TLS names of hybrid connectors (HealthChecker's connector check; "Edge Transport servers with
# hybrid deployments"). dod: MX target on "DNS records for Microsoft 365 for DoD", which ends in the same name.
# china: the pages give MX targets but not the certificate's name, so it is refused; nor
# is its suffix of tenants verified. All else checked 2026-11-21.
CLOUDS = {
    "worldwide": Cloud("mail.protection.outlook.com", "onmicrosoft.com"),
    "gcc_high": Cloud("mail.protection.office365.us", "onmicrosoft.us"),
    "dod": Cloud("mail.protection.office365.us", "onmicrosoft.us"),
    "china": Cloud("", "partner.onmschina.cn"),
}
