"""What every test is held to."""

from __future__ import annotations

import socket

import pytest


def test_a_test_cannot_speak_to_another_machine() -> None:
    with socket.socket() as out, pytest.raises(RuntimeError, match="loopback only"):
        out.connect(("192.0.2.1", 25))
