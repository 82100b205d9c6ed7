"""The collection as users get it: built, installed somewhere else, run by its playbooks' names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import PROGRAM, REHEARSAL, ROOT, Journey

pytestmark = pytest.mark.slow


def unconfigured(journey: Journey, place: Path) -> dict[str, str]:
    """The environment of somebody who has no checkout: nothing configured but where collections are."""
    empty = journey.folder / "ansible.cfg"
    empty.touch()
    return journey.environment(ANSIBLE_CONFIG=str(empty), ANSIBLE_COLLECTIONS_PATH=str(place))


def galaxy(journey: Journey, environment: dict[str, str], *words: str) -> None:
    """One ansible-galaxy command that must succeed."""
    done = journey.execute([str(PROGRAM.with_name("ansible-galaxy")), "collection", *words], environment)
    assert done.code == 0, done.output


def test_the_installed_collection_plans_without_the_repository(journey: Journey) -> None:
    place = journey.folder / "collections"
    environment = unconfigured(journey, place)
    galaxy(journey, environment, "build", str(ROOT), "--output-path", str(journey.folder))
    (artifact,) = journey.folder.glob("mailflow-hybrid-*.tar.gz")
    galaxy(journey, environment, "install", str(artifact), "--offline", "-p", str(place))
    assert (place / "ansible_collections/mailflow/hybrid/playbooks/plan.yml").is_file()
    run = journey.execute([str(PROGRAM), "mailflow.hybrid.plan", "-i", str(REHEARSAL)], environment)
    assert run.code == 0, run.output
    assert "Plan: 6 to create, 2 to update, 0 to remove" in run.output
    assert (journey.folder / "mailflow-plan/plan.md").is_file()
    assert journey.writes() == []
