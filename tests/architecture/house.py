"""House rules a linter does not know, each as a function from a list of files to what is wrong with them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

BANNED_NAMES = frozenset({"utils", "helpers", "helper", "common", "manager", "handler", "data", "misc"})
# `module_utils` is Ansible's own word.

HEADER = (
    "# Copyright: mailflow.hybrid contributors\n"
    "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)\n"
    "# SPDX-License-Identifier: GPL-3.0-or-later\n"
)

MACHINE_PATHS = re.compile(r"(?<![\w.}/)])/(?:work|root|home/[a-z]+|tmp/[a-z]+|Users)(?:/\S*|\b)")

# Ways round a rule, and how many there are of each; every one carries its reason on its line.
COUNTED = {
    re.compile(r"#\s*type:\s*ignore\b"): 4,
    re.compile(r"#\s*noqa\b"): 13,
    re.compile(r"#\s*pragma:\s*no cover\b"): 0,
    re.compile(r"^\s*print\(", re.M): 0,
}
PRINTING = ("tools", "tests")  # tools speak to a person
LARGEST_FILE = 350  # lines of code
NOT_PROSE = frozenset({".json", ".xml", ".lock"})  # captured or generated


def tracked(root: Path) -> list[Path]:
    """Every file git knows, and new ones in its folders; not links, nor what somebody left lying at the top."""
    names = [
        *listed(root, "--cached"),
        *(name for name in listed(root, "--others", "--exclude-standard") if "/" in name),
    ]
    paths = (root / name for name in names)
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def listed(root: Path, *which: str) -> list[str]:
    words = ["git", "-C", str(root), "ls-files", "-z", *which]
    names = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split("\0")
    return [name for name in names if name]


def without_header(files: Iterable[Path]) -> list[str]:
    shipped = (path for path in files if path.suffix == ".py" and path.name != "__init__.py")
    return [f"{path} does not begin with the licence header" for path in shipped if not has_header(path)]


def has_header(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return (text.split("\n", 1)[1] if text.startswith("#!") else text).startswith(HEADER)


def with_content_in_init(files: Iterable[Path]) -> list[str]:
    return [f"{path} is not empty" for path in files if path.name == "__init__.py" and path.read_bytes()]


def with_banned_names(files: Iterable[Path], root: Path) -> list[str]:
    found = [f"{path} has a name that says nothing" for path in files if banned(path.relative_to(root))]
    for path in (path for path in files if path.suffix == ".py"):
        found += [f"{path}: class {name} has a name that says nothing" for name in vague_classes(path)]
    return found


def banned(path: Path) -> bool:
    return bool(BANNED_NAMES & {path.name.split(".")[0], *path.parts[:-1]})


def vague_classes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and re.search(r"(Utils|Helpers?|Common|Manager|Misc)$", node.name):
            yield node.name


def with_machine_paths(files: Iterable[Path]) -> list[str]:
    found = []
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{path}:{number} names a path of one machine: {hit[0]}" for hit in MACHINE_PATHS.finditer(line)]
    return found


def too_long(files: Iterable[Path]) -> list[str]:
    sizes = {path: code_lines(path.read_text(encoding="utf-8")) for path in files}
    return [f"{path} has {size} lines of code" for path, size in sizes.items() if size > LARGEST_FILE]


def code_lines(text: str) -> int:
    """Lines that are neither blank, comment nor documentation (a string that stands alone or is a plugin's text)."""
    prose: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Expr | ast.Assign) or not isinstance(node.value, ast.Constant):
            continue
        if isinstance(node.value.value, str):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(1 for number, line in lines if number not in prose and line.strip() and not line.strip().startswith("#"))


def uncounted(files: Iterable[Path], root: Path) -> list[str]:
    """More ways round a rule than the table grants."""
    found = []
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.suffix == ".py"}
    for pattern, granted in COUNTED.items():
        prints = "print" in pattern.pattern
        places = [
            f"{path.relative_to(root)} ({count})"
            for path, text in texts.items()
            if not (prints and path.relative_to(root).parts[0] in PRINTING) and (count := len(pattern.findall(text)))
        ]
        total = sum(int(place.rsplit("(", 1)[1][:-1]) for place in places)
        if total > granted:
            found.append(f"{pattern.pattern}: {total}, and {granted} are granted: {', '.join(places)}")
    return found
