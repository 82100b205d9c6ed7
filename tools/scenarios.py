# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the scenarios of molecule/ in containers, all or those named, and say how long each took.

They run on the environment of this interpreter. CONTAINER_ENGINE is podman (the default) or docker; BASE_IMAGE is what
the image is built from. The containers are shared by all scenarios and removed at the end. What this engine cannot run
is left out, and said.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from check import suites

ROOT = Path(__file__).resolve().parents[1]
MOLECULE = ROOT / "molecule"
PLACE = ROOT / ".cache/molecule"
REPORTS = ROOT / ".cache/reports/scenarios"
MISSING = (
    "The scenarios run in containers, and there is no {engine} here. Install Podman (Debian and Ubuntu: apt install "
    "podman iptables; Fedora: dnf install podman; macOS: brew install podman), or Docker and say "
    "CONTAINER_ENGINE=docker."
)
UNDER_SYSTEMD = "edge_under_systemd"


def known() -> list[str]:
    return sorted(path.parent.name for path in MOLECULE.glob("*/molecule.yml") if path.parent.name != "default")


def hindrance(engine: str, name: str) -> str:
    """Why this engine cannot run this scenario, or nothing."""
    if name != UNDER_SYSTEMD:
        return ""
    if engine != "podman":
        return "systemd in a container without privileges takes Podman"
    asked = [engine, "info", "--format", "{{.Host.Security.Rootless}} {{.Host.CgroupsVersion}}"]
    told = subprocess.run(asked, check=False, capture_output=True, text=True).stdout.split()
    return "systemd in a container of rootless Podman takes cgroups v2" if told == ["true", "v1"] else ""


def molecule(action: str, name: str, *words: str) -> int:
    """One command of Molecule, with the state of its own below this checkout."""
    environment = {**os.environ, "MOLECULE_EPHEMERAL_DIRECTORY": str(PLACE)}
    environment["PYTEST_ADDOPTS"] = f"--junit-xml={REPORTS / name}.xml"
    environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = [sys.executable, "-m", "molecule", action, "--scenario-name", name, *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, stdin=subprocess.DEVNULL).returncode


def run(names: list[str]) -> dict[str, tuple[int, float]]:
    """Exit code and seconds of each; what made the containers counts as `containers`."""
    results: dict[str, tuple[int, float]] = {}
    begin = time.monotonic()
    molecule("destroy", "default")
    results["containers"] = (molecule("create", "default"), time.monotonic() - begin)
    try:
        for name in names if results["containers"][0] == 0 else ():
            begin = time.monotonic()
            results[name] = (molecule("test", name, "--destroy=never"), time.monotonic() - begin)
    finally:
        molecule("destroy", "default")
    return results


def report(results: dict[str, tuple[int, float]], left_out: int, place: Path) -> None:
    """What the scenarios' tests reported, and each scenario itself as one more test, as one JUnit file."""
    joined = ElementTree.Element("testsuites")
    for path in sorted(REPORTS.glob("*.xml")):
        joined.extend(suites(path))
    bad = sum(1 for code, _ in results.values() if code)
    counts = {"tests": len(results) + left_out, "failures": bad, "errors": 0, "skipped": left_out}
    ElementTree.SubElement(joined, "testsuite", {key: str(value) for key, value in counts.items()})
    ElementTree.ElementTree(joined).write(place)


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the scenarios of molecule/ in containers.")
    parser.add_argument("names", nargs="*", metavar="SCENARIO", help=f"default: all of {', '.join(known())}")
    parser.add_argument("--junit-xml", type=Path, help="write the counts there")
    options = parser.parse_args()
    engine = os.environ.get("CONTAINER_ENGINE", "podman")
    if shutil.which(engine) is None:
        sys.exit(MISSING.format(engine=engine))
    unknown = sorted(set(options.names) - set(known()))
    if unknown:
        sys.exit(f"There is no scenario '{unknown[0]}'; there are {', '.join(known())}.")
    names = options.names or known()
    left_out = {name: why for name in names if (why := hindrance(engine, name))}
    for name in set(options.names) & set(left_out):
        sys.exit(f"'{name}' cannot run here: {left_out[name]}.")
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    results = run([name for name in names if name not in left_out])
    if options.junit_xml:
        report(results, len(left_out), options.junit_xml)
    for name, (code, seconds) in results.items():
        print(f"  {name:28} {'passed' if code == 0 else 'FAILED'} {seconds:6.0f} s")
    for name, why in left_out.items():
        print(f"  {name:28} left out: {why}")
    sys.exit(1 if any(code for code, _ in results.values()) else 0)


if __name__ == "__main__":
    main()
