"""The role's tables agree with each other and with the module they speak for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.modules.smtp_probe import ARGUMENT_SPEC

ROLE = Path(__file__).parents[3] / "roles/mailflow_verify"
FOR_THE_ROLE = {"name", "from"}


def read(path: str) -> Any:
    return yaml.safe_load((ROLE / path).read_text())


@pytest.fixture(scope="module")
def options() -> dict[str, Any]:
    return dict(read("meta/argument_specs.yml")["argument_specs"]["main"]["options"])


def test_the_defaults_are_exactly_the_optional_options(options: dict[str, Any]) -> None:
    assert read("defaults/main.yml") == {
        name: option["default"] for name, option in options.items() if not option.get("required")
    }


def test_a_probe_takes_every_option_of_the_module_in_its_type(options: dict[str, Any]) -> None:
    probe = options["mailflow_verify_probes"]["options"]
    assert set(probe) - FOR_THE_ROLE == set(ARGUMENT_SPEC)
    for name, spec in ARGUMENT_SPEC.items():
        for word in ("type", "elements", "choices"):
            assert probe[name].get(word) == spec.get(word), f"{word} of {name}"
        if "default" in probe[name]:
            assert probe[name]["default"] == spec["default"]
    assert set(probe["expect"]["options"]) == set(ARGUMENT_SPEC["expect"]["options"])


def test_every_option_of_a_probe_reaches_the_module() -> None:
    (task,) = read("tasks/probes.yml")
    handed_over = task["mailflow.hybrid.smtp_probe"]
    assert set(handed_over) == set(ARGUMENT_SPEC)
    assert all(f"item.{name}" in value for name, value in handed_over.items())
