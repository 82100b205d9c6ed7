"""Who imports whom: read from the source, without importing anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

COLLECTION = "ansible_collections.mailflow.hybrid."


@dataclass(frozen=True)
class Import:
    """One imported module, named in full, and where the import stands."""

    module: str
    target: str
    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.target}"


def modules(root: Path, *folders: str) -> dict[str, Path]:
    """Every Python module below these folders, by its name as seen from the root."""
    found = (path for folder in folders for path in sorted((root / folder).rglob("*.py")))
    return {name_of(path.relative_to(root)): path for path in found}


def name_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(known: Mapping[str, Path]) -> list[Import]:
    return [found for module, path in known.items() for found in imports_of(module, path, known)]


def imports_of(module: str, path: Path, known: Mapping[str, Path]) -> Iterator[Import]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for target in sorted(targets(node, package, known)):
                yield Import(module, target, path, node.lineno)


def targets(node: ast.Import | ast.ImportFrom, package: str, known: Mapping[str, Path]) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.removeprefix(COLLECTION) for alias in node.names}
    base = origin(node, package).removeprefix(COLLECTION)
    inner = (f"{base}.{alias.name}" for alias in node.names)
    return {module if module in known else base for module in inner} - {"__future__"}


def origin(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def cycle(edges: Mapping[str, set[str]]) -> list[str]:
    """One way round, first module repeated at the end; empty when there is none."""
    finished: set[str] = set()
    for start in sorted(edges):
        found = _walk(start, edges, [], finished)
        if found:
            return found
    return []


def _walk(module: str, edges: Mapping[str, set[str]], path: list[str], finished: set[str]) -> list[str]:
    if module in path:
        return [*path[path.index(module) :], module]
    if module in finished:
        return []
    for target in sorted(edges.get(module, ())):
        found = _walk(target, edges, [*path, module], finished)
        if found:
            return found
    finished.add(module)
    return []
