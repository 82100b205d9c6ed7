"""The repository as a whole: what it pins, what it ships, what its commands are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from tests.architecture.house import tracked

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
PINNED = sorted(path.stem for path in REQUIREMENTS.glob("*.in"))
SHIPPED = {
    "CHANGELOG.rst",
    "FILES.json",
    "LICENSE",
    "MANIFEST.json",
    "README.md",
    "changelogs",
    "docs",
    "inventories",
    "meta",
}
SHIPPED |= {"playbooks", "plugins", "roles"}


def pins(name: str) -> dict[str, set[str]]:
    """Package → the exact versions pinned for it, by the marker they hold under."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", (REQUIREMENTS / f"{name}.txt").read_text(), re.M):
        found.setdefault(canonical(package), set()).add(version)
    return found


def canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def git(*words: str) -> list[str]:
    done = subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", PINNED)
def test_every_requirement_is_pinned_exactly_and_with_hashes(name: str) -> None:
    lines = (REQUIREMENTS / f"{name}.in").read_text().splitlines()
    asked = {canonical(re.split(r"[=<> ;]", line)[0]) for line in lines if line and not line.startswith("#")}
    assert asked <= set(pins(name))
    entries = re.split(r"\n(?=\S)", (REQUIREMENTS / f"{name}.txt").read_text())
    bare = [entry for entry in entries if not entry.startswith("#") and "--hash=sha256:" not in entry]
    assert bare == []


def test_the_gates_and_the_environment_agree_on_ansible_core() -> None:
    both = pins("sanity-2.19")["ansible-core"] | pins("sanity-2.21")["ansible-core"]
    assert pins("development")["ansible-core"] == both


def test_the_oldest_ansible_core_tested_is_the_oldest_declared() -> None:
    declared = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["requires_ansible"]
    (tested,) = pins("sanity-2.19")["ansible-core"]
    assert declared == f">={tested.rpartition('.')[0]}.0"


def test_pinned_libraries_lie_in_the_ranges_users_are_given() -> None:
    from packaging.requirements import Requirement

    lines = (ROOT / "meta/ee-requirements.txt").read_text().splitlines()
    for requirement in (Requirement(line) for line in lines if not line.startswith("#")):
        (pinned,) = pins("development")[canonical(requirement.name)]
        assert requirement.specifier.contains(pinned), f"{requirement} does not admit the tested {pinned}"


def test_nothing_is_tracked_that_git_is_told_to_ignore() -> None:
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard") == []


def test_the_collection_is_importable_through_a_relative_link() -> None:
    link = ROOT / "collections/ansible_collections/mailflow/hybrid"
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == ROOT


def test_version_and_changelog_agree() -> None:
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text())["version"]
    assert version in yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text())["releases"]
    assert f"v{version}" in (ROOT / "CHANGELOG.rst").read_text()


def test_make_help_lists_every_command_that_has_a_description() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for command in (
        "setup",
        "rehearse",
        "test",
        "bench",
        "lint",
        "format",
        "typing",
        "unit",
        "sanity",
        "build",
        "clean",
    ):
        assert re.search(rf"^  make {command} +\S", shown, re.M), f"make help does not explain `make {command}`"


def test_every_gate_is_a_command_of_its_own() -> None:
    tables = re.findall(r"^(?:GATES|TESTS) = \((.*?)\)", (ROOT / "tools/check.py").read_text(), re.S | re.M)
    assert len(tables) == 2
    for gate in re.findall(r'"([\w.-]+)"', "".join(tables)):
        subprocess.run(["make", "-n", gate, f"PYTHON={sys.executable}"], cwd=ROOT, check=True, capture_output=True)


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place, source = tmp_path_factory.mktemp("artifact"), tmp_path_factory.mktemp("source")
    for path in tracked(ROOT):
        copy = source / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    galaxy("collection", "build", "--output-path", str(place), str(source))
    (built,) = place.glob("mailflow-hybrid-*.tar.gz")
    return built


def galaxy(*words: str, collections: Path | None = None) -> str:
    return ansible("ansible-galaxy", *words, collections=collections)


def ansible(command: str, *words: str, collections: Path | None = None) -> str:
    place = {"ANSIBLE_COLLECTIONS_PATH": str(collections or os.devnull)}
    environment = {**os.environ, **place}  # run from /, where no ansible.cfg points back into the checkout
    program = Path(sys.executable).with_name(command)
    done = subprocess.run([program, *words], env=environment, cwd="/", check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_artifact_holds_what_users_need_and_nothing_else(artifact: Path) -> None:
    with tarfile.open(artifact) as tar:
        names = tar.getnames()
        links = [member.name for member in tar if member.issym()]
    assert {name.split("/")[0] for name in names} <= SHIPPED
    assert {"plugins", "roles", "playbooks", "meta", "README.md", "LICENSE"} <= {name.split("/")[0] for name in names}
    assert links == []
    assert [name for name in names if "__pycache__" in name or "/." in name] == []
    assert artifact.stat().st_size < 2_000_000


@pytest.mark.slow
def test_the_artifact_installs_elsewhere_and_its_plugins_are_documented(artifact: Path, tmp_path: Path) -> None:
    galaxy("collection", "install", "--offline", str(artifact), "-p", str(tmp_path), collections=tmp_path)
    connections = ansible("ansible-doc", "--list", "--type", "connection", "mailflow.hybrid", collections=tmp_path)
    assert {"mailflow.hybrid.exchange", "mailflow.hybrid.exchange_online"} <= set(connections.split())
    modules = ansible("ansible-doc", "--list", "--type", "module", "mailflow.hybrid", collections=tmp_path)
    present = {f"mailflow.hybrid.{path.stem}" for path in (ROOT / "plugins/modules").glob("*.py")} - {
        "mailflow.hybrid.__init__"
    }
    assert present
    assert present <= set(modules.split())


def test_a_plugin_says_the_release_that_brought_it() -> None:
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text())["releases"]
    brought: dict[str, str] = {}
    for version, release in releases.items():
        plugins = [
            *release.get("modules", ()),
            *(each for kind in release.get("plugins", {}).values() for each in kind),
        ]
        brought |= {plugin["name"]: version for plugin in plugins}
    files = [path for kind in ("modules", "filter", "connection") for path in (ROOT / "plugins" / kind).glob("*.py")]
    texts = {path.stem: path.read_text() for path in files}
    said = {name: re.findall(r"^version_added: (\S+)$", text, re.M)[:1] for name, text in texts.items()}
    assert {name: version for name, version in said.items() if name in brought and version != [brought[name]]} == {}
    assert {
        name: version for name, version in said.items() if name not in brought and set(version) & set(releases)
    } == {}
