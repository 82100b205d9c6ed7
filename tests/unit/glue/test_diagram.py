"""The task that draws: what it writes, what it leaves, and what it says without Graphviz."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task
from tests.unit.picture.pictures import stated


@pytest.fixture
def world() -> Rehearsal:
    return Rehearsal()


def options(folder: Path, **more: Any) -> dict[str, Any]:
    return {"topology": stated("contoso"), "destination": str(folder), "formats": ["mermaid"], **more}


def test_a_picture_is_written_once(world: Rehearsal, tmp_path: Path) -> None:
    first = run_task(world, "mailflow_diagram", options(tmp_path / "new"))
    assert first["changed"]
    assert first["files"] == [str(tmp_path / "new/mailflow.mmd")]
    assert (tmp_path / "new/mailflow.mmd").read_text() == first["mermaid"]
    assert not run_task(world, "mailflow_diagram", options(tmp_path / "new"))["changed"]


def test_check_mode_says_what_would_be_written_and_writes_nothing(world: Rehearsal, tmp_path: Path) -> None:
    assert run_task(world, "mailflow_diagram", options(tmp_path / "new"), check=True)["changed"]
    assert not (tmp_path / "new").exists()


def test_a_picture_of_another_topology_is_drawn_anew(world: Rehearsal, tmp_path: Path) -> None:
    run_task(world, "mailflow_diagram", options(tmp_path))
    other = options(tmp_path, topology=stated("partner_tls"))
    assert run_task(world, "mailflow_diagram", other)["changed"]
    assert "fabrikam" in (tmp_path / "mailflow.mmd").read_text()


def test_without_graphviz_the_task_fails_with_what_to_do_and_writes_nothing(
    world: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    result = run_task(world, "mailflow_diagram", options(tmp_path / "new", formats=["mermaid", "svg"]))
    assert result["failed"]
    assert "apt install graphviz" in result["msg"]
    assert not (tmp_path / "new").exists()


def test_a_destination_that_cannot_be_written_is_named(world: Rehearsal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run_task(world, "mailflow_diagram", options(tmp_path / "file/below"))
    assert result["failed"]
    assert "Give another destination" in result["msg"]
