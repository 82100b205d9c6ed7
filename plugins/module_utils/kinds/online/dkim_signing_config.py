# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DKIM signing of Exchange Online: whether mail of a domain is signed, and with keys of what size.

Parameters: New-, Set- and Rotate-DkimSigningConfig pages, checked 2026-08-21. The size of a key is given to New, and
changed by Rotate alone, which renews the selector that is not in use; so the size is read of the selector that signs
next. Left out is PublishTxtRecords, which publishes nothing that could be read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import Attribute, Kind, LeftOut, Verb
from ..forms import BOOLEAN, TEXT, enum, one_of_numbers
from ..reference import Reference

CANONICALIZATION = enum("Relaxed", "Simple")


def _with_the_next_key(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """The size of the key that signs next, or that signs now where nothing is said of the next."""
    selector = str(shown.get("SelectorAfterRotateOnDate") or "selector1").capitalize()
    size = f"{selector}KeySize"
    return {**shown, "KeySize": shown[size]} if size in shown else shown


DKIM_SIGNING_CONFIG = Kind(
    side="online",
    name="dkim_signing_config",
    noun="DkimSigningConfig",
    title="DKIM signing",
    phase="send",  # after the records by which others check the signatures
    key="Domain",
    named_by=("DomainName",),
    seen=_with_the_next_key,
    attributes=(
        Attribute("enabled", "Enabled", BOOLEAN, needed=True),
        Attribute(
            "key_size",
            "KeySize",
            one_of_numbers(1024, 2048),
            verb=Verb(dict.fromkeys((1024, 2048), "Rotate"), takes_value=True),
        ),
        Attribute("header_canonicalization", "HeaderCanonicalization", CANONICALIZATION),
        Attribute("body_canonicalization", "BodyCanonicalization", CANONICALIZATION),
        Attribute("admin_display_name", "AdminDisplayName", TEXT),
    ),
    # Where the keys are that the domain's two aliases have to lead to.
    told=(
        Attribute("selector1_cname", "Selector1CNAME", TEXT),
        Attribute("selector2_cname", "Selector2CNAME", TEXT),
    ),
    refers=(Reference("enabled", "accepted_domain", lambda own, _value: (own,), on_create=True),),
    left_out=(LeftOut("publish_txt_records", "PublishTxtRecords", "it publishes nothing that could be read back"),),
)
