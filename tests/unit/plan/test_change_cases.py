"""Every case of tests/cases/change: what is wanted and what is there, and the exact calls that follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS, BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.difference import difference
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.shown import Shown

FOLDER = Path(__file__).parents[2] / "cases" / "change"
CASES = {str(path.relative_to(FOLDER).with_suffix("")): path for path in sorted(FOLDER.rglob("*.yml"))}


@pytest.mark.parametrize("path", CASES.values(), ids=CASES)
def test_a_wish_meets_a_world(path: Path) -> None:
    case: dict[str, Any] = yaml.safe_load(path.read_text())
    kind = BY_NAME[tuple(case["kind"].split("/"))]
    if "refused" in case:
        refused_before_anything_is_read(kind, case)
        return
    name = case.get("name", kind.only)
    resource = kind.resource(name, case.get("desired", {}))
    desired = Desired(resource, "host", "mailflow.because", present=case.get("state", "present") == "present")
    observed = [kind.read(shown, name) for shown in case["observed"]]

    change, findings = difference(desired, Shown(kind, observed))

    assert [finding.rule for finding in findings] == case.get("findings", [])
    assert [{call.cmdlet: dict(call.parameters)} for call in (change.calls if change else ())] == case.get("calls", [])
    for moment in ("before", "after"):
        assert moment not in case or (change is not None and getattr(change, moment) == case[moment])
    if findings:
        assert all(name in finding.message and finding.path == "mailflow.because" for finding in findings)


def refused_before_anything_is_read(kind: Kind, case: dict[str, Any]) -> None:
    """Values that no kind of world could make right; every one is named, in one answer."""
    with pytest.raises(ValueError) as refused:
        kind.resource(case["name"], case["desired"])
    assert {line.partition(":")[0] for line in str(refused.value).splitlines()} == set(case["refused"])


def test_every_kind_has_cases() -> None:
    assert {path.parent.name for path in CASES.values()} == {kind.name for kind in ALL_KINDS}
