"""What holds for every test: the same examples on every run of CI, and no word to the world outside this machine."""

from __future__ import annotations

import functools
import ipaddress
import os
import sys
from typing import Any

import yaml
from hypothesis import settings

# Tests read YAML by the thousand: libyaml takes a fifth of the time that the loader in Python takes.
yaml.safe_load = functools.partial(yaml.load, Loader=yaml.CSafeLoader)

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


class OutsideWorld(RuntimeError):
    """A test tried to speak to a machine other than its own."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    try:
        return ipaddress.ip_address(address[0].partition("%")[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


def _stay_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and not _is_local(arguments[1]):
        raise OutsideWorld(f"A test tried to connect to {arguments[1]}: tests use loopback only.")


sys.addaudithook(_stay_home)
