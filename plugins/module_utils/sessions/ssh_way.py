# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A way to another network through a host that offers nothing but SSH: connections it makes for us (direct-tcpip).

The law here: the host's key is checked against known keys, whatever Ansible is told about it elsewhere; nothing is
learnt and nothing believed. What is spoken on the way is the caller's affair: he gets an ordinary socket.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

from .reachability import require
from .session import Refused, SessionError, SignInRefused, Unavailable

MISSING: ImportError | None = None
try:
    import paramiko
    from paramiko.ssh_exception import NoValidConnectionsError
except ImportError as error:
    MISSING = error

PROHIBITED = 1  # RFC 4254 §5.1: administratively prohibited; the others mean that the connection failed
PIECE = 32768


@dataclass(frozen=True)
class SshHost:
    """Who to sign in to, and how. Without a password or key file, the agent and the usual keys are tried; without
    ``known_hosts``, the user's and the system's known keys count."""

    host: str
    port: int = 22
    user: str = ""
    password: str = field(default="", repr=False)
    key_file: str = ""
    known_hosts: str = ""
    timeout: float = 30

    @property
    def proof(self) -> str:
        """By what we sign in, for a message."""
        if self.password:
            return "its password"
        return f"key '{self.key_file}'" if self.key_file else "the keys of the agent and the usual files"

    def __str__(self) -> str:
        return self.host if self.port == 22 else f"{self.host} port {self.port}"


class SshWay:
    """One signed-in conversation with such a host; opened by the first connection, closed by whoever made it."""

    def __init__(self, host: SshHost) -> None:
        require(MISSING, "Looking from a host through SSH", "paramiko")
        self._host = host
        self._client: paramiko.SSHClient | None = None

    def open(self, host: str, port: int, timeout: float) -> socket.socket:
        """A socket that ends at this host and port, seen from the SSH host."""
        transport = self._signed_in().get_transport()
        if transport is None:
            raise Unavailable(f"{self._host} closed the SSH connection. Look into its log, and run again.")
        try:
            channel = transport.open_channel("direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=timeout)
        except paramiko.ChannelException as error:
            raise self._not_forwarded(host, port, error) from None
        except (paramiko.SSHException, EOFError):
            raise Unavailable(
                f"{self._host} broke off the SSH connection when it was to reach {host}:{port}. Look into its log."
            ) from None
        ours, theirs = socket.socketpair()
        for carry in (_carry_in, _carry_out):
            threading.Thread(target=carry, args=(channel, theirs), daemon=True).start()
        ours.settimeout(timeout)
        return ours

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _signed_in(self) -> paramiko.SSHClient:
        if self._client is None:
            self._client = self._sign_in()
        return self._client

    def _sign_in(self) -> paramiko.SSHClient:
        host, client = self._host, self._knowing()
        try:
            client.connect(
                host.host,
                host.port,
                host.user or None,
                host.password or None,
                key_filename=host.key_file or None,
                allow_agent=not (host.password or host.key_file),
                look_for_keys=not (host.password or host.key_file),
                timeout=host.timeout,
                banner_timeout=host.timeout,
                auth_timeout=host.timeout,
            )
        except (paramiko.SSHException, NoValidConnectionsError, OSError, ValueError) as error:
            client.close()
            raise self._not_signed_in(error) from None
        return client

    def _knowing(self) -> paramiko.SSHClient:
        """A client that knows the keys it is to know, and refuses every other."""
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        known = self._host.known_hosts
        files = [Path(known).expanduser()] if known else [Path("~/.ssh/known_hosts").expanduser(), _OF_THE_SYSTEM]
        for path in files:
            try:
                client.load_system_host_keys(str(path))
            except OSError as error:
                if known:
                    raise Unavailable(f"Cannot read the known host keys in '{path}': {error.strerror}.") from None
        return client

    def _not_signed_in(self, error: Exception) -> SessionError:
        host = self._host
        if isinstance(error, paramiko.BadHostKeyException):
            return SignInRefused(
                f"{host} shows another SSH host key than the known one: it shows {_digest(error.key)}, known is"
                f" {_digest(error.expected_key)}. If the host was set up anew, correct the known key; else somebody"
                " stands in between."
            )
        if isinstance(error, paramiko.PasswordRequiredException):
            return SignInRefused(f"Key file '{host.key_file}' for {host} is encrypted. Give its key to an SSH agent.")
        if isinstance(error, paramiko.AuthenticationException):
            return SignInRefused(
                f"{host} does not accept user '{host.user or 'of this process'}' with {host.proof}. Correct user or"
                " key, or allow them there."
            )
        if "not found in known_hosts" in str(error):
            return SignInRefused(
                f"{host} is not among the known SSH hosts, so nobody can tell whether it is the right one. Add its key"
                " (ssh-keyscan, compared with what the host itself says) to the file of known hosts."
            )
        return Unavailable(f"{host} cannot be reached by SSH: {_words(error)}. Correct host, port and network.")

    def _not_forwarded(self, host: str, port: int, error: paramiko.ChannelException) -> Exception:
        if error.code == PROHIBITED:
            return Refused(
                f"{self._host} does not make connections for user '{self._host.user}' to {host}:{port}. Allow it there"
                " (AllowTcpForwarding, PermitOpen)."
            )
        return ConnectionRefusedError(0, f"seen from {self._host}: {error.text or 'no connection came about'}")


_OF_THE_SYSTEM = Path("/etc/ssh/ssh_known_hosts")


def _digest(key: paramiko.PKey) -> str:
    return f"{key.get_name()} {key.fingerprint}"


def _words(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")


def _carry_in(channel: paramiko.Channel, sink: socket.socket) -> None:
    """From the far end to the caller, until either is gone."""
    with contextlib.suppress(OSError, EOFError):
        while piece := channel.recv(PIECE):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _carry_out(channel: paramiko.Channel, source: socket.socket) -> None:
    """From the caller to the far end, until either is gone; then the channel is closed."""
    with contextlib.suppress(OSError, EOFError):
        while piece := source.recv(PIECE):
            channel.sendall(piece)
    with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
        channel.close()
    source.close()
