# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a virtual environment that holds exactly pinned requirements, and do nothing when it already does.

Runs on a bare Python: only the standard library, and no ensurepip, which Debian keeps in a package of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

OLDEST_PYTHON = (3, 11)
STAMP = ".requirements"

# Used only where this Python has no pip to give; checked by its digest, which pypi.org shows beside the file.
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


class SetupError(Exception):
    """Why there is no environment, in a sentence for the person who asked for it."""


def wanted_stamp(requirements: Path) -> str:
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    return f"python {sys.version_info.major}.{sys.version_info.minor} {sys.base_prefix}\nrequirements {digest}\n"


def is_ready(environment: Path, requirements: Path) -> bool:
    stamp = environment / STAMP
    return runs(environment) and stamp.is_file() and stamp.read_text() == wanted_stamp(requirements)


def runs(environment: Path) -> bool:
    """Whether the environment's interpreter starts and is of the version of the one that runs this."""
    question = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        done = subprocess.run([python_of(environment), "-c", question], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def make(environment: Path, requirements: Path) -> None:
    """Bring the environment to the requirements, keeping one that only lags behind them."""
    if is_ready(environment, requirements):
        return
    if not runs(environment):
        shutil.rmtree(environment, ignore_errors=True)
        pip_of_its_own = ["--without-pip"] if importlib.util.find_spec("ensurepip") is None else []
        call(sys.executable, "-m", "venv", *pip_of_its_own, environment, doing=f"make the environment {environment}")
    print(f"Installing {requirements.name} into {environment} (Python {sys.version.split()[0]}) ...", flush=True)
    give_pip(environment)
    what = ("--require-hashes", "--requirement", requirements)
    pip(environment, *what, doing=f"install {requirements} into {environment}")
    (environment / STAMP).write_text(wanted_stamp(requirements))


def give_pip(environment: Path) -> None:
    """Where the environment has no pip, install the pinned wheel, which can run without being installed."""
    if subprocess.run([python_of(environment), "-c", "import pip"], check=False, capture_output=True).returncode == 0:
        return
    wheel = pip_wheel(environment)
    words = ("install", "--quiet", "--no-index", wheel)
    call(python_of(environment), wheel / "pip", *words, doing=f"put pip into {environment}")


def pip(environment: Path, *what: object, doing: str) -> None:
    quietly = ("--quiet", "--disable-pip-version-check", "--no-input")
    # Of all that is installed the least is ever run, and that is compiled then: a third of the time is saved.
    call(python_of(environment), "-m", "pip", "install", "--no-compile", *quietly, *what, doing=doing)


def call(*command: object, doing: str) -> None:
    done = subprocess.run([str(word) for word in command], check=False)
    if done.returncode:
        raise SetupError(
            f"Cannot {doing}: the command above ended with {done.returncode}. Mend what it names, then again."
        )


def pip_wheel(environment: Path) -> Path:
    wheel = environment / PIP_WHEEL
    if not wheel.is_file():
        content = download(PIP_WHEEL)
        if hashlib.sha256(content).hexdigest() != PIP_SHA256:
            raise SetupError(f"What the index gave as {PIP_WHEEL} is not it: its SHA-256 is not {PIP_SHA256}.")
        wheel.write_bytes(content)
    return wheel


def download(file: str) -> bytes:
    """One file of the package index pip would use."""
    page = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + f"/{file.split('-', 1)[0]}/"
    context = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
    try:
        with urllib.request.urlopen(page, context=context) as answer:  # noqa: S310 the index the person chose
            link = re.search(rf'href="([^"]*/{re.escape(file)}[^"]*)"', answer.read().decode())
        if link is None:
            raise SetupError(f"Cannot get pip: {page} does not list {file}. Set PIP_INDEX_URL to an index that does.")
        with urllib.request.urlopen(urllib.parse.urljoin(page, link[1]), context=context) as answer:  # noqa: S310
            return bytes(answer.read())
    except urllib.error.URLError as error:
        raise SetupError(
            f"Cannot get pip from {page}: {error.reason}. This Python has no pip to give to a new environment, so it "
            "comes from the package index. Make that reachable (PIP_INDEX_URL, HTTPS_PROXY, the package "
            "ca-certificates), or install pip's half of venv: apt install python3-venv."
        ) from None


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a virtual environment of exactly pinned requirements.")
    parser.add_argument("environment", type=Path)
    parser.add_argument("requirements", type=Path)
    given = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Python {sys.version.split()[0]} is too old: 3.11 or newer is needed. Say which: make setup PYTHON=…")
    try:
        make(given.environment, given.requirements)
    except SetupError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
