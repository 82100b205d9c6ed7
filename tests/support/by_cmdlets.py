"""The kinds that cmdlets change, which the vendor's contract and the simulator know; a DNS server knows neither."""

from __future__ import annotations

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS

CMDLET_KINDS: tuple[Kind, ...] = tuple(kind for kind in ALL_KINDS if kind.side in ("exchange", "online"))
CMDLET_MODULES: dict[str, Kind] = {kind.module: kind for kind in CMDLET_KINDS}
