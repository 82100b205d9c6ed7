# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the world of a scenario: a world of the simulator (its file), with what is said as JSON on stdin instead."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml


def laid_over(below: Any, above: Any) -> Any:
    """Mappings are joined; null takes a member away; anything else replaces what was there."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    joined = {name: laid_over(below.get(name), value) for name, value in above.items() if value is not None}
    return {name: value for name, value in below.items() if name not in above} | joined


if __name__ == "__main__":
    first = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(laid_over(first, json.load(sys.stdin)), indent=2))
