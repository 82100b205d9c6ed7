# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every gate and every test, and say at the end how many passed, how many failed and how long it took.

What a gate runs stands in the Makefile; here is only which there are. Gates run two at a time, then the tests alone, so
that nothing competes with the servers they start.
"""

from __future__ import annotations

import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / ".cache/reports"

# The longest first, as two run side by side.
GATES = (
    "sanity-2.19",
    "sanity-2.21",
    "typing",
    "lint-ansible",
    "lint-python",
    "lint-format",
    "lint-yaml",
    "lint-changes",
)
# On the environment's own ansible-core, then on the newest; then the scenarios in containers.
TESTS = ("all-tests", "newest-tests", "scenarios")
COUNTED = ("passed", "failed", "skipped")


@dataclass(frozen=True)
class Result:
    """One line of the closing table."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def gate(name: str) -> Result:
    begin = time.monotonic()
    done = subprocess.run(
        ["make", "--no-print-directory", name],
        cwd=ROOT, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    ok = done.returncode == 0
    result = Result(name, int(ok), int(not ok), 0, time.monotonic() - begin)
    output = "" if ok else "\n" + done.stdout.rstrip()
    print(f"gate {name}: {'passed' if ok else 'FAILED'} in {duration(result.seconds)}{output}", flush=True)
    return result


def tests(name: str) -> Result:
    begin = time.monotonic()
    report = REPORTS / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    print(f"\n{name}:", flush=True)
    done = subprocess.run(["make", "--no-print-directory", name, f"ARGS=--junit-xml={report}"], cwd=ROOT, check=False)
    passed, failed, skipped = counts(report)
    if done.returncode and not failed:
        failed = 1  # pytest itself did not come through: a test file that cannot be read, an interrupted run
    return Result(name, passed, failed, skipped, time.monotonic() - begin)


def counts(report: Path) -> tuple[int, int, int]:
    if not report.is_file():
        return 0, 1, 0
    total, failed, skipped = (
        sum(column) for column in zip(*(map(int, of_suite(suite)) for suite in suites(report)), strict=True)
    )
    return total - failed - skipped, failed, skipped


def suites(report: Path) -> list[ElementTree.Element]:
    return list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 pytest wrote it a moment ago


def of_suite(suite: ElementTree.Element) -> tuple[int, int, int]:
    def number(name: str) -> int:
        return int(suite.get(name, "0"))

    return number("tests"), number("failures") + number("errors"), number("skipped")


def duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def main() -> None:
    begin = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = [*pool.map(gate, GATES)]
    results += [tests(name) for name in TESTS]
    print()
    for result in results:
        print(f"  {result.name:14} {result.passed:5} passed {result.failed:4} failed  {duration(result.seconds):>8}")
    passed, failed, skipped = (sum(getattr(result, word) for result in results) for word in COUNTED)
    took = duration(time.monotonic() - begin)
    print(f"\n{len(GATES)} gates, and all tests on two ansible-cores and in containers, in {took}; {skipped} skipped")
    count = f"{passed} passed, {failed} failed\n"
    (REPORTS / "count").write_text(count)
    print(count, end="", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
