"""The table of who may import whom, and the reading of a tree against it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.imports import Import, cycle, imports, modules

UTILS = "plugins.module_utils."

# Standard modules that reach out of the process or ask the clock: nothing for a pure layer.
IMPURE = frozenset(
    {"asyncio", "http", "locale", "logging", "multiprocessing", "os", "random", "secrets", "select", "shutil", "signal"}
    | {"smtplib", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"}
)


@dataclass(frozen=True)
class Layer:
    """Where it lives, which of ours it may import (itself always), which libraries, and whether it is pure."""

    place: str
    ours: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    pure: bool = False


def _layer(name: str, *ours: str, libraries: tuple[str, ...] = (), pure: bool = False) -> Layer:
    return Layer(UTILS + name, tuple(UTILS + layer for layer in ours), libraries, pure)


EVERYTHING = ("plugins.",)

LAYERS = (
    _layer("model", pure=True),
    _layer("kinds", "model", pure=True),
    _layer("compiler", "model", "kinds", pure=True),
    _layer("postfix", "model", "kinds", pure=True),
    _layer("picture", "model", "kinds", "compiler", pure=True),
    _layer("advice", "model", "kinds", "compiler", pure=True),
    _layer("routing", "model", "kinds", pure=True),
    _layer("rules", "model", "kinds", "routing", pure=True),
    _layer("plan", "model", "kinds", "routing", pure=True),
    _layer("adopt", "model", "kinds", "compiler", "plan", pure=True),
    _layer(
        "sessions", libraries=("cryptography", "dns", "msal", "paramiko", "pypsrp", "requests", "spnego", "urllib3")
    ),
    _layer("reconcile", "model", "kinds", "plan", "sessions.session", "sessions.patience"),
    _layer("on_host"),
    Layer(UTILS + "glue", EVERYTHING, ("ansible", "cryptography", "yaml")),  # Ansible brings PyYAML
    *(
        Layer(f"plugins.{folder}", EVERYTHING, ("ansible",))
        for folder in ("action", "connection", "doc_fragments", "filter", "lookup", "modules", "plugin_utils")
    ),
    Layer("simulator", (), ("aiohttp", "aiosmtpd", "cryptography", "dns", "jwt", "multidict", "psrpcore", "yaml")),
    Layer("tools", (*EVERYTHING, "simulator"), ("requests", "yaml")),
)


def breaches(root: Path) -> list[str]:
    """Every import the table does not allow, and one cycle if there is any."""
    known = modules(root, "plugins", "simulator", "tools")
    found = imports(known)
    forbidden = [said for step in found for said in judge(step, known)]
    return forbidden + circles(known, found)


def judge(step: Import, known: dict[str, Path]) -> Iterator[str]:
    layer = layer_of(step.module)
    if layer is None:
        if step.path.stat().st_size:
            yield f"{step.path} is in no layer of tests/architecture/layers.py"
    elif step.target in known or step.target.startswith(("plugins.", "simulator")):
        if not within(step.target, (layer.place, *layer.ours)):
            yield f"{step}: {layer.place} may import of ours only {', '.join(layer.ours) or 'itself'}"
    else:
        yield from judge_foreign(step, layer, known)


def judge_foreign(step: Import, layer: Layer, known: dict[str, Path]) -> Iterator[str]:
    top = step.target.split(".")[0]
    if layer.place == "tools" and f"tools.{top}" in known:
        return  # scripts find their neighbours by plain name
    if top not in sys.stdlib_module_names and top not in layer.libraries:
        yield f"{step}: {layer.place} may import of libraries only {', '.join(layer.libraries) or 'the standard one'}"
    if layer.pure and top in IMPURE:
        yield f"{step}: {layer.place} is pure and may not reach out of the process"


def layer_of(module: str) -> Layer | None:
    return next((layer for layer in LAYERS if within(module, (layer.place,))), None)


def within(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(place.rstrip(".") + ".") for place in places)


def circles(known: dict[str, Path], found: list[Import]) -> list[str]:
    edges: dict[str, set[str]] = {module: set() for module in known}
    for step in found:
        if step.target in known and step.target != step.module:
            edges[step.module].add(step.target)
    round_trip = cycle(edges)
    return [f"import cycle: {' → '.join(round_trip)}"] if round_trip else []
