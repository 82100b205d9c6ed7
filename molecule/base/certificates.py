# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the authority that stands for a public one, and a key with its chain for each name.

The folder is the argument; the names, with subject, alternative names and whether nobody but themselves vouches for
them, come as JSON on stdin.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from simulator.certificates import AUTHORITY_FILE, Authority, write_private


def make(folder: Path, wanted: dict[str, dict[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        authority = Authority(Path(work), "CN=Example CA, O=Example")
        for name, certificate in wanted.items():
            sign = authority.self_signed if certificate.get("self_signed") else authority.issue
            issued = sign(certificate["subject"], certificate["names"])
            write_private(folder / f"{name}.pem", issued.with_key().read_bytes())
        write_private(folder / AUTHORITY_FILE, authority.ca_pem.read_bytes())


if __name__ == "__main__":
    make(Path(sys.argv[1]), json.load(sys.stdin))
