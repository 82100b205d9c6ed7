# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send a message and expect what becomes of it, or look what became of one sent before.

`expect.py NOTE OUTCOME` reads the message as JSON from stdin, `expect.py NOTE OUTCOME again` tries what is queued once
more. NOTE is a file that remembers the message between the two.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.support.containers import POSTFIX, SIMULATED, Trace, ask, container, follow, send


def sent(note: Path) -> Trace:
    message = json.load(sys.stdin)
    trace = send(message)
    note.write_text(json.dumps({"token": trace.token, "origin": trace.origin, "rests": trace.rests}))
    return trace


def again(note: Path) -> Trace:
    known = json.loads(note.read_text())
    for side in SIMULATED:
        ask(side, "POST", "/messages/retry")
    for host in POSTFIX:
        container(host).run("postqueue -f")
    return Trace(**known)


def main() -> None:
    note, outcome = Path(sys.argv[1]), sys.argv[2]
    trace = again(note) if sys.argv[3:] == ["again"] else sent(note)
    trace.wanted = outcome
    if not trace.outcome:
        follow([trace])
    sys.stdout.write(f"{trace}\n")
    sys.exit(not trace.outcome.startswith(outcome))


if __name__ == "__main__":
    main()
