# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intra-organization connectors of an Exchange organization: how it asks its other side."""

from __future__ import annotations

from ..intra_organization_connector import intra_organization_connector

INTRA_ORGANIZATION_CONNECTOR = intra_organization_connector("exchange")
