"""The parts of a mail flow rule in tests: another value for each, and what must be said, or emptied, with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.transport_rule import (
    EXCEPT,
    PAIRS_OF_ACTIONS,
    PAIRS_OF_CONDITIONS,
)

RULES = ("exchange_transport_rule", "exo_transport_rule")
# Where the rule has nothing else, taking its only action away would be refused.
OTHER_ACTION = {"name": "Mark", "set_scl": 5}
CONNECTOR = {"name": "Scoped", "use_mx_record": True, "is_transport_rule_scoped": True}
BY_FORM: Mapping[str, Any] = {
    "list of mail address": ["Alice@contoso.com", "bob@contoso.com"],
    "mail address or null": "alice@contoso.com",
    "list of word": ["second word", "first"],
    "list of pattern": ["^B+$", "a b"],
    "list of domain": ["fabrikam.com", "contoso.de"],
    "list of address range": ["203.0.113.7", "198.51.100.0/24", "192.0.2.1-192.0.2.9"],
    "list of attribute and words": ["City:Berlin,Aachen", "Department:Sales"],
    "list of property and words": ["Business:low,high"],
    "header name or null": "X-Fabrikam-Checked",
    "size or null": "20MB",
    "integer or null": 7,
    "status code or null": "5.7.900",
    "point in time or null": "2026-01-31T13:00:00+01:00",
    "list of enum": ["Sender", "Subject"],
    "name or null": "Scoped",
}
NEEDED: Mapping[str, dict[str, Any]] = {
    "ad_comparison_operator": {"ad_comparison_attribute": "City"},
    "apply_html_disclaimer_location": {"apply_html_disclaimer_text": "Other"},
    "apply_html_disclaimer_fallback_action": {"apply_html_disclaimer_text": "Other"},
    "remove_rms_attachment_encryption": {"remove_ome_v2": True},
}


def pairs() -> Iterator[tuple[str, str]]:
    """Each part that does nothing alone, with its other half."""
    mirrored = [(EXCEPT + one, EXCEPT + other) for one, other in PAIRS_OF_CONDITIONS]
    for one, other in (*PAIRS_OF_CONDITIONS, *mirrored, *PAIRS_OF_ACTIONS):
        yield one, other
        yield other, one


def part(name: str) -> Any:
    """Another value of one part of a rule."""
    attribute = BY_MODULE["exo_transport_rule"].attribute(name)
    assert attribute is not None, name
    form = attribute.form
    if form.choices:
        return form.choices[-1]
    return {"boolean": True, "text": "Other"}.get(form.name, BY_FORM.get(form.name))


HALVES = dict(pairs())
BESIDE: Mapping[str, dict[str, Any]] = {
    **{one: {other: part(other)} for one, other in HALVES.items()},
    **NEEDED,
    **{
        EXCEPT + name: {EXCEPT + other: value for other, value in needed.items()}
        for name, needed in NEEDED.items()
        if name.startswith("ad_")
    },
}
# What is emptied together; what the service takes away by itself is read, not sent.
BESIDE_EMPTY: Mapping[str, dict[str, Any]] = {
    **{one: {other: None} for one, other in HALVES.items()},
    **{name: dict.fromkeys(needed) for name, needed in BESIDE.items() if name not in HALVES},
    **{other: {name: None} for name, needed in BESIDE.items() if name not in HALVES for other in needed},
    "apply_html_disclaimer_text": {
        "apply_html_disclaimer_location": None,
        "apply_html_disclaimer_fallback_action": None,
    },
}
# What the service gives by itself to a part that is set, beyond what the task tells.
FOLLOWS: Mapping[str, set[str]] = {
    **{f"{prefix}ad_comparison_attribute": {f"{prefix}ad_comparison_operator"} for prefix in ("", EXCEPT)},
    "reject_message_reason_text": {"reject_message_enhanced_status_code"},
    "reject_message_enhanced_status_code": {"reject_message_reason_text"},
    "apply_html_disclaimer_text": {"apply_html_disclaimer_location", "apply_html_disclaimer_fallback_action"},
    "apply_html_disclaimer_location": {"apply_html_disclaimer_fallback_action"},
    "apply_html_disclaimer_fallback_action": {"apply_html_disclaimer_location"},
}
