# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organization relationships of an Exchange organization. They need a federation trust first."""

from __future__ import annotations

from ..organization_relationship import organization_relationship

ORGANIZATION_RELATIONSHIP = organization_relationship("exchange")
