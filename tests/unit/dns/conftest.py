"""A zone on loopback, and the session that changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.dns_update import DnsUpdates, NameServer
from tests.support.name_server import KEY, SECRET, Zone, serving

Open = Callable[..., DnsUpdates]


@pytest.fixture
def zone() -> Iterator[Zone]:
    with serving(Zone()) as served:
        yield served


@pytest.fixture
def session(zone: Zone) -> DnsUpdates:
    return DnsUpdates(NameServer("127.0.0.1", zone.port, KEY, SECRET, timeout=5))


@pytest.fixture
def signed(zone: Zone) -> Open:
    """A session whose key differs in something."""

    def make(**different: Any) -> DnsUpdates:
        return DnsUpdates(replace(NameServer("127.0.0.1", zone.port, KEY, SECRET, timeout=5), **different))

    return make
