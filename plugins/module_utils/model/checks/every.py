# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the topology that look at several words at once: what is right alone may be wrong together.

Each check sees what could be read, and is silent about what could not: that has its finding already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..document.shapes import Part
from ..finding import Finding
from .certificates import certificate_names_an_accepted_domain, public_name_is_in_the_certificate
from .flows import flows_can_be_followed
from .links import (
    a_link_needs_both_sides,
    centralized_sites_can_send,
    connector_names_fit,
    domains_fit_their_sides,
    edges_fit_their_sites,
    edges_tell_nobody_apart,
    linked_sites_are_one_organization,
    links_fit_their_sites,
    lock_down_shuts_nobody_out,
    one_link_at_most,
    servers_are_distinct,
    the_tenant_has_one_way_out,
    ways_out_are_known,
)
from .names import exchangers_are_known, records_are_of_our_domains, reports_have_readers, senders_are_known
from .neighbours import (
    devices_can_hand_in_their_mail,
    filters_can_be_known,
    names_are_of_one_thing,
    partners_are_others,
    partners_can_be_kept_to,
    rules_lead_somewhere,
)
from .tenant import coexistence_domain_is_not_listed, tenant_fits_its_cloud

Check = Callable[[Part], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    a_link_needs_both_sides,
    one_link_at_most,
    links_fit_their_sites,
    linked_sites_are_one_organization,
    servers_are_distinct,
    edges_fit_their_sites,
    edges_tell_nobody_apart,
    domains_fit_their_sides,
    lock_down_shuts_nobody_out,
    ways_out_are_known,
    the_tenant_has_one_way_out,
    centralized_sites_can_send,
    connector_names_fit,
    flows_can_be_followed,
    tenant_fits_its_cloud,
    coexistence_domain_is_not_listed,
    public_name_is_in_the_certificate,
    certificate_names_an_accepted_domain,
    names_are_of_one_thing,
    partners_are_others,
    partners_can_be_kept_to,
    devices_can_hand_in_their_mail,
    filters_can_be_known,
    rules_lead_somewhere,
    exchangers_are_known,
    senders_are_known,
    records_are_of_our_domains,
    reports_have_readers,
)
