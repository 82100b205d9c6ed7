"""The tools behind the commands: environments, interpreters, counts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import check
import environment
import newer_python


def test_an_environment_that_is_ready_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requirements, place = tmp_path / "none.txt", tmp_path / "venv"
    requirements.write_text("")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    (place / environment.STAMP).write_text(environment.wanted_stamp(requirements))
    monkeypatch.setattr(environment, "call", lambda *words, doing: pytest.fail(doing))
    environment.make(place, requirements)


def test_changed_requirements_make_an_environment_stale(tmp_path: Path) -> None:
    requirements, place = tmp_path / "none.txt", tmp_path / "venv"
    requirements.write_text("")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    assert not environment.is_ready(place, requirements)
    (place / environment.STAMP).write_text(environment.wanted_stamp(requirements))
    assert environment.is_ready(place, requirements)
    requirements.write_text("# renewed\n")
    assert not environment.is_ready(place, requirements)


def test_an_environment_whose_interpreter_is_gone_is_not_ready(tmp_path: Path) -> None:
    requirements, place = tmp_path / "none.txt", tmp_path / "venv"
    requirements.write_text("")
    (place / "bin").mkdir(parents=True)
    (place / environment.STAMP).write_text(environment.wanted_stamp(requirements))
    assert not environment.is_ready(place, requirements)


def test_a_file_that_is_not_the_pinned_pip_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "download", lambda file: b"something else")
    with pytest.raises(environment.SetupError, match="SHA-256"):
        environment.pip_wheel(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_index_out_of_reach_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(environment.SetupError, match=r"127\.0\.0\.1:9/simple/pip/.*python3-venv"):
        environment.download(environment.PIP_WHEEL)


def test_an_interpreter_that_is_on_path_but_does_not_start_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in newer_python.NAMES:
        shim = tmp_path / name
        shim.write_text("#!/bin/sh\necho 'no version is set' >&2\nexit 127\n")
        shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    assert newer_python.find((3, 0), (4, 0)) is None


def test_without_a_newer_python_and_without_apt_the_message_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(newer_python, "find", lambda oldest, newest: None)
    with pytest.raises(environment.SetupError, match=r"3\.12 to 3\.14.*PATH"):
        newer_python.find_or_unpack(tmp_path / "python")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('tests="5" failures="1" errors="1" skipped="1"', (2, 2, 1)),
        ('tests="3" failures="0" errors="0" skipped="0"', (3, 0, 0)),
    ],
)
def test_tests_are_counted_from_the_report(tmp_path: Path, attributes: str, expected: tuple[int, int, int]) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
    assert check.counts(report) == expected


def test_a_run_without_a_report_counts_as_a_failure(tmp_path: Path) -> None:
    assert check.counts(tmp_path / "absent.xml") == (0, 1, 0)
