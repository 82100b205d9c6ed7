# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the connections of this collection share: a session made by the first call, and no shell."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, NoReturn

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase

from ..sessions.session import Reply, Session
from .plain import plain


class SessionConnection(ConnectionBase):  # type: ignore[misc]  # ansible-core ships no types
    """A connection that is a session: actions call `invoke`, and nothing can be executed or copied."""

    has_pipelining = False
    allow_executable = False
    session: Session | None = None

    @property
    @abstractmethod
    def side(self) -> str:
        """Which side of the topology a host with this connection is."""

    @abstractmethod
    def make_session(self) -> Session:
        """The session that the options describe; nothing is sent yet."""

    def _connect(self) -> SessionConnection:
        self._opened()
        return self

    def _opened(self) -> Session:
        if self.session is None:
            self.session = self.make_session()
            self._connected = True
        return self.session

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        """Run one cmdlet over this host's session; raises the errors of a session."""
        return self._opened().invoke(cmdlet, plain(parameters))

    def close(self) -> None:
        session, self.session, self._connected = self.session, None, False
        if session is not None:
            session.close()

    @property
    def patience(self) -> float:
        """Seconds to wait, in all, for something newly made that is not shown yet."""
        return float(self.get_option("patience"))

    def option(self, name: str) -> Any:
        """An option in plain types; what is not set is the empty text."""
        value = plain(self.get_option(name))
        return "" if value is None else value

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> NoReturn:
        self._no_modules()

    def put_file(self, in_path: str, out_path: str) -> NoReturn:
        self._no_modules()

    def fetch_file(self, in_path: str, out_path: str) -> NoReturn:
        self._no_modules()

    def _no_modules(self) -> NoReturn:
        raise AnsibleConnectionFailure(
            f"Cannot run a module or copy a file over connection {self.transport}: modules cannot run there; "
            "use the collection's own modules (mailflow.hybrid.*), and gather_facts: false."
        )
