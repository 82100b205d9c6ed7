"""Organizations as adoption sees them: every inventory brought about in the simulator, then read whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.seen import Hosts, Seen
from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.taken import TAKEN
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import everything
from tests.support.organization import stated, world
from tests.support.simulated import Rehearsal

SERVERS = ("ex1", "ex2", "ex3")


def hosts_of(inventory: str) -> Hosts:
    """The inventory hosts that a topology names."""
    topology, findings = read(stated(inventory))
    assert topology is not None, findings
    gates = [
        server.host for site in topology.sites for server in (*site.servers, *(site.edge.servers if site.edge else ()))
    ]
    postfix = [s.host for site in topology.sites if site.gate_software == "postfix" for s in site.gates]
    exchange = [host for host in gates if host in SERVERS]
    return Hosts(tuple(dict.fromkeys(exchange)), topology.online.host if topology.online else "", tuple(postfix))


def seen_in(rehearsal: Rehearsal, hosts: Hosts, mx: Mapping[str, Sequence[str]] | None = None) -> Seen:
    """What one host of each side shows."""
    asked = {"exchange": hosts.exchange[:1], "online": (hosts.online,) if hosts.online else ()}
    observations = [
        everything(rehearsal.session(side), host, [BY_NAME[side, kind] for kind in TAKEN[side]])
        for side, told in asked.items()
        for host in told
    ]
    return Seen(tuple(observations), hosts, mx or {})


def brought_about(inventory: str) -> Rehearsal:
    """An organization as the topology of an inventory wants it."""
    document = stated(inventory)
    cloud = document["online"].get("cloud", "worldwide")
    tenant = document["online"]["tenant"].partition(".")[0]
    rehearsal = Rehearsal(world(tenant, cloud))
    rehearsal.run(document)
    return rehearsal
