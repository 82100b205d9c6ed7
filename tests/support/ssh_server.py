"""A jump host on loopback: it signs people in and makes connections for them, and offers nothing else."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko

USER, PASSWORD = "probe", "way-through-the-jump-host"
HERE = "127.0.0.1"


@dataclass
class JumpHost:
    """Who may sign in, what it forwards, and what it was asked for.

    ``forwards`` is false where the administrator forbade it; ``elsewhere`` leads names only it can resolve to a port.
    """

    key: paramiko.RSAKey = field(default_factory=lambda: paramiko.RSAKey.generate(2048))
    welcome: paramiko.PKey | None = None
    forwards: bool = True
    elsewhere: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    _gone: threading.Event = field(default_factory=threading.Event)

    def known(self, path: Path, key: paramiko.PKey | None = None) -> str:
        """A file of known hosts that has this one, or this one with another key."""
        told = key or self.key
        path.write_text(f"[{HERE}]:{self.port} {told.get_name()} {told.get_base64()}\n")
        return str(path)


class _Manners(paramiko.ServerInterface):
    """One person signed in, and what they ask for."""

    def __init__(self, host: JumpHost) -> None:
        self._host = host
        self.wanted: dict[int, socket.socket] = {}

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == (USER, PASSWORD)
        return paramiko.common.AUTH_SUCCESSFUL if good else paramiko.common.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        good = username == USER and key == self._host.welcome
        return paramiko.common.AUTH_SUCCESSFUL if good else paramiko.common.AUTH_FAILED

    def check_channel_direct_tcpip_request(self, chanid: int, origin: Any, destination: Any) -> int:
        host, port = destination
        self._host.asked.append(f"{host}:{port}")
        if not self._host.forwards:
            return paramiko.common.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        try:
            place = (HERE, self._host.elsewhere.get(host, port))
            self.wanted[chanid] = socket.create_connection(place, timeout=5)
        except OSError:
            return paramiko.common.OPEN_FAILED_CONNECT_FAILED
        return paramiko.common.OPEN_SUCCEEDED


def _serve(host: JumpHost, client: socket.socket) -> None:
    transport = paramiko.Transport(client)
    transport.add_server_key(host.key)
    manners = _Manners(host)
    with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
        transport.start_server(server=manners)
        while transport.is_active() and not host._gone.is_set():
            channel = transport.accept(0.05)
            if channel is not None:
                far = manners.wanted.pop(channel.get_id())
                for carry in (_there, _back):
                    threading.Thread(target=carry, args=(channel, far), daemon=True).start()
    transport.close()


def _there(channel: paramiko.Channel, far: socket.socket) -> None:
    """What the person says, to the far end, which is then told that nothing more comes."""
    with contextlib.suppress(OSError, EOFError):
        while piece := channel.recv(32768):
            far.sendall(piece)
    with contextlib.suppress(OSError):
        far.shutdown(socket.SHUT_WR)


def _back(channel: paramiko.Channel, far: socket.socket) -> None:
    """What the far end says, until it hangs up; then both are closed."""
    with far, contextlib.suppress(OSError, EOFError):
        while piece := far.recv(32768):
            channel.sendall(piece)
    with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
        channel.close()


@contextlib.contextmanager
def serving(host: JumpHost) -> Iterator[JumpHost]:
    """The jump host on a port of loopback for as long as this lasts."""
    with socket.create_server((HERE, 0)) as listener:
        host.port = listener.getsockname()[1]
        listener.settimeout(0.05)
        thread = threading.Thread(target=_listen, args=(host, listener))
        thread.start()
        try:
            yield host
        finally:
            host._gone.set()
            thread.join()


def _listen(host: JumpHost, listener: socket.socket) -> None:
    served: list[threading.Thread] = []
    while not host._gone.is_set():
        with contextlib.suppress(TimeoutError):
            client, _address = listener.accept()
            served.append(threading.Thread(target=_serve, args=(host, client)))
            served[-1].start()
    for thread in served:
        thread.join()
