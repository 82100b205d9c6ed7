# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the scenarios of molecule/ in containers, all or those named, and say how long each took.

They run on the environment of this interpreter. CONTAINER_ENGINE is podman (the default) or docker; BASE_IMAGE is what
the image is built from. Several scenarios run at once, each in a lane: a set of containers, which its scenarios share
one after the other, and which is removed at the end. What this engine cannot run is left out, and said.
"""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from check import suites

ROOT = Path(__file__).resolve().parents[1]
MOLECULE = ROOT / "molecule"
STATE = ROOT / ".cache/molecule"
REPORTS = ROOT / ".cache/reports/scenarios"
PREFIX = os.environ.get("CONTAINER_PREFIX") or "mailflow-hybrid-"
MISSING = (
    "The scenarios run in containers, and there is no {engine} here. Install Podman (Debian and Ubuntu: apt install "
    "podman iptables; Fedora: dnf install podman; macOS: brew install podman), or Docker and say "
    "CONTAINER_ENGINE=docker."
)
UNDER_SYSTEMD = "edge_under_systemd"
Result = tuple[int, float]


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


@dataclass(frozen=True)
class Lane:
    """A set of containers by their prefix; the first lane has that which Molecule uses by itself."""

    number: int
    aloud: bool
    """Whether what Molecule says is passed on as it comes: only one lane can."""

    @property
    def prefix(self) -> str:
        return PREFIX if self.number == 1 else f"{PREFIX}{self.number}-"

    def molecule(self, action: str, name: str, *words: str) -> Result:
        """One command of Molecule, with the state of its own below this checkout; its exit code and seconds."""
        environment = {**os.environ, "MOLECULE_EPHEMERAL_DIRECTORY": str(STATE / self.prefix)}
        environment["CONTAINER_PREFIX"] = self.prefix
        environment["PYTEST_ADDOPTS"] = f"--junit-xml={REPORTS / name}.xml"
        environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        command = [sys.executable, "-m", "molecule", action, "--scenario-name", name, *words]
        begin = time.monotonic()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=None if self.aloud else subprocess.PIPE,
            stderr=None if self.aloud else subprocess.STDOUT,
        )
        if done.stdout:
            with PRINTING:
                sys.stdout.buffer.write(done.stdout)
                sys.stdout.flush()
        return done.returncode, time.monotonic() - begin


PRINTING = threading.Lock()


@dataclass
class Run:
    """Scenarios in lanes: what made the containers of all lanes counts as `containers`."""

    names: list[str]
    lanes: int
    results: dict[str, Result] = field(default_factory=dict)

    def go(self) -> dict[str, Result]:
        """The lanes one after the other, as the second finds the image that the first has built."""
        todo: queue.SimpleQueue[str] = queue.SimpleQueue()
        for name in sorted(self.names, key=_size, reverse=True):
            todo.put(name)
        with ThreadPoolExecutor(self.lanes) as pool:
            serving = []
            for number in range(1, self.lanes + 1):
                lane = Lane(number, aloud=self.lanes == 1)
                made = self._make(lane)
                serving.append(pool.submit(self._serve, lane, todo if made else queue.SimpleQueue()))
            for served in serving:
                served.result()
        return {name: self.results[name] for name in ("containers", *self.names) if name in self.results}

    def _make(self, lane: Lane) -> bool:
        begin = time.monotonic()
        # What an earlier run left, create.yml removes by itself; Molecule would think it is good enough.
        shutil.rmtree(STATE / lane.prefix, ignore_errors=True)
        code, _seconds = lane.molecule("create", "default")
        before, spent = self.results.get("containers", (0, 0.0))
        self.results["containers"] = (before or code, spent + time.monotonic() - begin)
        return code == 0

    def _serve(self, lane: Lane, todo: queue.SimpleQueue[str]) -> None:
        try:
            while True:
                name = todo.get_nowait()
                print(f"{name} begins in lane {lane.number}", flush=True)
                self.results[name] = lane.molecule("test", name, "--destroy=never")
        except queue.Empty:
            pass
        finally:
            lane.molecule("destroy", "default")


def _size(name: str) -> int:
    """What takes longest goes first: that with the most messages."""
    table = MOLECULE / name / "messages.yml"
    return table.stat().st_size if table.is_file() else 0


def report(results: dict[str, Result], left_out: int, place: Path) -> None:
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
    parser.add_argument("--lanes", type=int, default=2, help="how many run at once (default: 2)")
    parser.add_argument("--junit-xml", type=Path, help="write the counts there")
    options = parser.parse_args()
    engine = os.environ.get("CONTAINER_ENGINE", "podman")
    if shutil.which(engine) is None:
        sys.exit(MISSING.format(engine=engine))
    unknown = sorted(set(options.names) - set(known()))
    if unknown:
        sys.exit(f"There is no scenario '{unknown[0]}'; there are {', '.join(known())}.")
    names = list(dict.fromkeys(options.names)) or known()
    left_out = {name: why for name in names if (why := hindrance(engine, name))}
    for name in set(options.names) & set(left_out):
        sys.exit(f"'{name}' cannot run here: {left_out[name]}.")
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    begin = time.monotonic()
    able = [name for name in names if name not in left_out]
    results = Run(able, max(1, min(options.lanes, len(able)))).go()
    if options.junit_xml:
        report(results, len(left_out), options.junit_xml)
    for name, (code, seconds) in results.items():
        print(f"  {name:28} {'passed' if code == 0 else 'FAILED'} {seconds:6.0f} s")
    for name, why in left_out.items():
        print(f"  {name:28} left out: {why}")
    print(f"  {'all of it':28} {'':6} {time.monotonic() - begin:6.0f} s")
    sys.exit(1 if any(code for code, _ in results.values()) else 0)


if __name__ == "__main__":
    main()
