"""House rules over the whole tree, and proof that each rule sees a breach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import house

ROOT = Path(__file__).parents[2]
OURS = ("plugins", "simulator", "tools")


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return house.tracked(ROOT)


@pytest.fixture(scope="module")
def python(files: list[Path]) -> list[Path]:
    return [path for path in files if path.suffix == ".py"]


def test_every_source_file_names_its_licence(python: list[Path]) -> None:
    ours = [path for path in python if path.relative_to(ROOT).parts[0] in OURS]
    assert ours
    assert house.without_header(ours) == []


def test_every_init_file_is_empty(python: list[Path]) -> None:
    assert house.with_content_in_init(python) == []


def test_every_package_of_ours_has_its_init_file(python: list[Path]) -> None:
    packages = {path.parent for path in python if path.relative_to(ROOT).parts[:2] == ("plugins", "module_utils")}
    packages |= {path.parent for path in python if path.relative_to(ROOT).parts[0] == "simulator"}
    bare = ROOT / "plugins/module_utils"
    assert [folder for folder in sorted(packages - {bare}) if not (folder / "__init__.py").is_file()] == []


def test_no_name_says_nothing(files: list[Path]) -> None:
    assert house.with_banned_names(files, ROOT) == []


def test_no_file_names_a_path_of_one_machine(files: list[Path]) -> None:
    texts = [path for path in files if path.suffix not in house.NOT_PROSE]
    assert house.with_machine_paths(texts) == []


def test_every_way_round_a_rule_is_counted(python: list[Path]) -> None:
    assert house.uncounted(python, ROOT) == []


def test_no_source_file_grows_without_end(python: list[Path]) -> None:
    ours = [path for path in python if path.relative_to(ROOT).parts[0] in OURS]
    assert house.too_long(ours) == []


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_missing_header_is_seen_even_behind_a_docstring(tmp_path: Path) -> None:
    bad = written(tmp_path / "bad.py", '"""What it is for."""\n' + house.HEADER)
    good = written(tmp_path / "good.py", house.HEADER + '"""What it is for."""\n')
    assert house.without_header([bad, good]) == [f"{bad} does not begin with the licence header"]


def test_an_init_file_with_content_is_seen(tmp_path: Path) -> None:
    assert house.with_content_in_init([written(tmp_path / "__init__.py", "from .one import two\n")])
    assert not house.with_content_in_init([written(tmp_path / "__init__.py", "")])


@pytest.mark.parametrize("name", ["utils.py", "plugins/helpers/dns.py", "data.yml", "common/x.txt"])
def test_a_vague_file_name_is_seen(tmp_path: Path, name: str) -> None:
    assert house.with_banned_names([written(tmp_path / name, "")], tmp_path)


def test_a_vague_class_name_is_seen_and_a_good_one_is_not(tmp_path: Path) -> None:
    assert house.with_banned_names([written(tmp_path / "session.py", "class SessionManager: ...\n")], tmp_path)
    assert not house.with_banned_names([written(tmp_path / "session.py", "class Session: ...\n")], tmp_path)


@pytest.mark.parametrize("place", ["work", "root/x", "home/alice/checkout", "tmp/build"])
def test_a_machine_path_is_seen(tmp_path: Path, place: str) -> None:
    assert house.with_machine_paths([written(tmp_path / "notes.md", f"see /{place} for more")])


@pytest.mark.parametrize("text", ["https://example.com/root/1", "{{ role_path }}/root", "/usr/share/doc", "a/root/b"])
def test_other_paths_are_no_machine_paths(tmp_path: Path, text: str) -> None:
    assert not house.with_machine_paths([written(tmp_path / "notes.md", text)])


def test_more_ways_round_a_rule_than_granted_are_seen_with_their_places(tmp_path: Path) -> None:
    bad = written(tmp_path / "plugins/one.py", "print(1)\n    print(2)\n")
    (said,) = house.uncounted([bad], tmp_path)
    assert "plugins/one.py (2)" in said


def test_a_file_beyond_the_limit_is_seen(tmp_path: Path) -> None:
    lines = "x = 1\n" * (house.LARGEST_FILE + 1)
    assert house.too_long([written(tmp_path / "long.py", lines)])
    assert not house.too_long([written(tmp_path / "long.py", f'"""{lines}"""\n# {lines[:5]}\n')])
