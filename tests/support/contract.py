"""What the vendor's contract says of the parameters of a kind, for tests that hold the one against the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE

CONTRACT = Path(__file__).parents[2] / "simulator" / "contract"
KINDS = [
    BY_MODULE[module]
    for module in (
        "exchange_send_connector",
        "exchange_receive_connector",
        "exchange_accepted_domain",
        "exchange_remote_domain",
        "exo_inbound_connector",
        "exo_outbound_connector",
        "exo_accepted_domain",
    )
]
RULES = [BY_MODULE["exchange_transport_rule"], BY_MODULE["exo_transport_rule"]]


def contract(kind: Kind) -> dict[str, dict[str, dict[str, Any]]]:
    """Parameter → verb (New, Set) → what the contract says of it on the kind's side."""
    cmdlets = json.loads((CONTRACT / f"{kind.noun}.json").read_text())["cmdlets"]
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for verb in ("New", "Set"):
        cmdlet = cmdlets.get(f"{verb}-{kind.noun}", {"sides": [], "parameters": {}})
        for name, parameter in cmdlet["parameters"].items():
            if kind.side in parameter.get("sides", cmdlet["sides"]):
                found.setdefault(name, {})[verb] = parameter
    return found


def old_only(kind: Kind) -> set[str]:
    document = json.loads((CONTRACT / f"{kind.noun}.json").read_text())
    return {name for names in document.get("exchange_2010_only", {}).values() for name in names}
