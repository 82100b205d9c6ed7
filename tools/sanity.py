# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test's sanity tests on one ansible-core, without containers.

ansible-test makes small environments of its own and would fetch pip for them from a host of the Ansible project; here
pip comes from the environment that runs ansible-test, so that only the package index is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import newer_python
from environment import SetupError, python_of

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
COLLECTION = ROOT / "collections/ansible_collections/mailflow/hybrid"
NOT_SHIPPED = ("molecule/", "simulator/", "tests/", "tools/")  # ansible-test is for plugins; our own gates read these


@dataclass(frozen=True)
class Core:
    """An ansible-core, the Pythons its controller runs on, and the name under which its ansible-test wants get-pip."""

    oldest_python: tuple[int, int]
    newest_python: tuple[int, int]
    get_pip: str


CORES = {
    "2.19": Core((3, 11), (3, 13), "get_pip_24_2.py"),
    "2.21": Core(*newer_python.NEWEST_RUNS_ON, "get_pip_25_2.py"),
}

GET_PIP = """\
import subprocess
import sys

wanted = [word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")]
sys.exit(subprocess.call([{python!r}, "-m", "pip", "--python", sys.executable, "install", "--quiet", *wanted]))
"""


def interpreter(core: Core) -> Path:
    found = newer_python.find(core.oldest_python, core.newest_python)
    return found or newer_python.find_or_unpack(CACHE / "python")


def prepare(version: str) -> Path:
    """The environment of this core, and the home its ansible-test is given."""
    core, home = CORES[version], CACHE / f"sanity-{version}"
    requirements = ROOT / f"requirements/sanity-{version}.txt"
    make = (interpreter(core), ROOT / "tools/environment.py", home / "venv", requirements)
    if subprocess.run(make, check=False).returncode:
        raise SetupError(f"There is no environment for ansible-core {version}: see above.")
    cached = home / ".ansible/test/cache" / core.get_pip
    cached.parent.mkdir(parents=True, exist_ok=True)
    cached.write_text(GET_PIP.format(python=str(python_of(home / "venv"))))
    return home


def sanity(home: Path) -> int:
    python = python_of(home / "venv")
    version = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    name = subprocess.run([python, "-c", version], check=True, capture_output=True, text=True).stdout.strip()
    environment = {
        **os.environ,
        "HOME": str(home),
        "PATH": f"{home / 'venv/bin'}:{os.environ['PATH']}",
        "ANSIBLE_TEST_CONTENT_ROOT": str(COLLECTION),
    }
    excluded = [word for folder in NOT_SHIPPED for word in ("--exclude", folder)]
    command = (str(python.parent / "ansible-test"), "sanity", "--local", "--color", "no", "--python", name, *excluded)
    return subprocess.run([*command, *sys.argv[2:]], check=False, env=environment, cwd=COLLECTION).returncode


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in CORES:
        sys.exit(f"Say which ansible-core: {' or '.join(CORES)}.")
    try:
        sys.exit(sanity(prepare(sys.argv[1])))
    except SetupError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
