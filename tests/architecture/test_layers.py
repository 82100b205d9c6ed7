"""The layers hold, and the reader of the table sees it when one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.layers import breaches

ROOT = Path(__file__).parents[2]
UTILS = "ansible_collections.mailflow.hybrid.plugins.module_utils"


def test_nothing_imports_what_its_layer_may_not_know() -> None:
    assert breaches(ROOT) == []


def tree(root: Path, **files: str) -> Path:
    """A tree of modules, each given as its dotted name with double underscores and its text."""
    for name, text in files.items():
        path = root.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return root


@pytest.mark.parametrize(
    ("module", "text", "says"),
    [
        ("plugins__module_utils__model__domain", "import requests", "only the standard one"),
        ("plugins__module_utils__model__domain", "from ..kinds.base import Kind", "may import of ours only itself"),
        ("plugins__module_utils__model__domain", "def now():\n    import time", "is pure"),
        (
            "plugins__module_utils__plan__order",
            f"from {UTILS}.sessions.session import Session",
            "may import of ours only",
        ),
        ("plugins__module_utils__kinds__base", f"import {UTILS}.plan.change", "may import of ours only"),
        ("plugins__module_utils__reconcile__apply", "from ..sessions.psrp import Psrp", "sessions.session"),
        ("plugins__module_utils__sessions__psrp", "from ansible.errors import AnsibleError", "of libraries only"),
        ("simulator__engine", f"from {UTILS}.model.domain import Domain", "may import of ours only itself"),
        ("plugins__module_utils__elsewhere__thing", "import re", "in no layer"),
        ("tools__rehearse", "import flask", "of libraries only requests, yaml"),
    ],
)
def test_a_forbidden_import_is_named(tmp_path: Path, module: str, text: str, says: str) -> None:
    found = breaches(tree(tmp_path, **{module: text}))
    assert len(found) == 1
    assert says in found[0]


def test_a_cycle_is_shown_from_end_to_end(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        plugins__module_utils__model__one="from . import two",
        plugins__module_utils__model__two="from .one import x",
    )
    (said,) = breaches(root)
    assert said.endswith("model.one → plugins.module_utils.model.two → plugins.module_utils.model.one")


def test_allowed_imports_are_not_named(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        plugins__module_utils__kinds__base="from ..model.domain import Domain\nimport re",
        plugins__module_utils__model__domain="from dataclasses import dataclass",
        plugins__module_utils__reconcile__observe="from ..sessions.session import Session",
        plugins__module_utils__sessions__session="from typing import Protocol",
        plugins__action__kind=f"from {UTILS}.reconcile import observe\nfrom ansible.plugins.action import ActionBase",
        simulator__rest="from aiohttp import web\nfrom simulator.engine import Engine",
        simulator__engine="",
    )
    assert breaches(root) == []
