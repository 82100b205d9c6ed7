"""A task of Ansible run in process, on a simulated side instead of a connection."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from tests.support.served import Served
from tests.support.shelf import Shelf
from tests.support.simulated import Rehearsal

PLUGINS = "ansible_collections.mailflow.hybrid.plugins"
HOSTS = {"exchange": "ex1", "online": "contoso_online", "dns": "ns1"}
SHELL = SimpleNamespace(tmpdir="")


def run_task(
    world: Rehearsal | Shelf | Served,
    module: str,
    options: Mapping[str, Any],
    *,
    side: str | None = None,
    check: bool = False,
) -> dict[str, Any]:
    """What the action behind ``module`` returns, run on the host of its side (of ``side`` where it serves both)."""
    ordered = module.endswith("_transport_rules")
    kind = BY_MODULE.get(module.removesuffix("s" if ordered else "_info"))
    of_kind = "transport_rules" if ordered else "kind_info" if module.endswith("_info") else "kind"
    behind = of_kind if kind else module
    where = side or (kind.side if kind else "exchange")
    action = importlib.import_module(f"{PLUGINS}.action.{behind}").ActionModule
    task = SimpleNamespace(action=f"mailflow.hybrid.{module}", args=dict(options), check_mode=check, async_val=0)
    connection = SimpleNamespace(side=where, invoke=world.session(where).invoke, transport="simulated", _shell=SHELL)
    made = action(task, connection, play_context=None, loader=None, templar=None)
    result: dict[str, Any] = made.run(task_vars={"inventory_hostname": HOSTS[where]})
    return result
