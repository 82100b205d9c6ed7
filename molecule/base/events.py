# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go through events, each with what is expected of it, and print the way of every message.

`events.py NOTE` reads them as JSON from stdin, a list of:

    {"send": message, "expect": "queued 450 4.4.317"}   # a message as in messages.yml, and what must become of it
    {"expect": "delivered"}                             # what must become of the last one sent, tried once more
    {"run": ["podman", "exec", …]}

NOTE is a file that remembers the last message, for events of another call.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.containers import POSTFIX, SIMULATED, Trace, ask, command, follow, send


def sent(message: dict[str, Any], note: Path) -> Trace:
    trace = send(message)
    note.write_text(json.dumps({"token": trace.token, "origin": trace.origin, "rests": trace.rests}))
    return trace


def again(note: Path) -> Trace:
    for side in SIMULATED:
        ask(side, "POST", "/messages/retry")
    for host in POSTFIX:
        command(host, "postqueue -f")
    return Trace(**json.loads(note.read_text()))


def happen(event: dict[str, Any], note: Path) -> None:
    if "run" in event:
        subprocess.run(event["run"], check=True, stdout=subprocess.DEVNULL)
        return
    trace = sent(event["send"], note) if "send" in event else again(note)
    trace.wanted = event["expect"]
    if not trace.outcome:
        follow([trace])
    sys.stdout.write(f"{trace}\n")
    if not trace.outcome.startswith(trace.wanted):
        sys.exit(f"'{trace.wanted}' was expected")


if __name__ == "__main__":
    for told in json.load(sys.stdin):
        happen(told, Path(sys.argv[1]))
