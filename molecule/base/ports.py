# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find a free port on loopback for each name given, and print them as JSON."""

from __future__ import annotations

import contextlib
import json
import socket
import sys


def free(names: list[str]) -> dict[str, int]:
    """All are held until the last is found, so that no two are the same."""
    with contextlib.ExitStack() as held:
        found = {name: held.enter_context(socket.socket()) for name in names}
        for one in found.values():
            one.bind(("127.0.0.1", 0))
        return {name: one.getsockname()[1] for name, one in found.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(free(sys.argv[1:])) + "\n")
