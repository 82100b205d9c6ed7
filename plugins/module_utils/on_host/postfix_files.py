# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a Postfix host as they are and as they are to be: what differs, the backup, and the way back.

Runs on the host itself, with the standard library only and on every Python that Ansible still reaches (3.9 and newer).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = "mailflow"
BACKUPS = "mailflow-backups"
STAGED = ".mailflow-staged-"
DATABASES = (".db", ".lmdb", ".cdb", ".dir", ".pag")
_HEADINGS = ("main.cf", "master.cf")


@dataclass(frozen=True)
class Wanted:
    """One file below the directory of Postfix. What is secret is never shown, and only root reads it."""

    name: str
    content: str
    secret: bool = False
    postmapped: bool = False

    @property
    def mode(self) -> int:
        return 0o600 if self.secret else 0o644


@dataclass(frozen=True)
class Difference:
    """A file that is not as wanted; ``before`` or ``after`` is None where there is none."""

    name: str
    before: str | None
    after: str | None
    secret: bool = False

    def shown(self) -> dict[str, str]:
        """As Ansible shows a difference."""
        before, after = ("(not shown)\n" if text and self.secret else text or "" for text in (self.before, self.after))
        if self.secret and self.before and self.after:
            after = "(not shown, and different)\n"
        return {"before_header": self.name, "after_header": self.name, "before": before, "after": after}


def in_turn(differences: Iterable[Difference]) -> tuple[list[Difference], list[Difference], list[Difference]]:
    """Tables and certificates, what refers to them, and what nothing refers to any more."""
    written = [difference for difference in differences if difference.after is not None]
    return (
        [difference for difference in written if difference.name not in _HEADINGS],
        [difference for difference in written if difference.name in _HEADINGS],
        [difference for difference in differences if difference.after is None],
    )


class Files:
    """The directory of Postfix."""

    def __init__(self, directory: str, wanted: Iterable[Wanted]) -> None:
        self.directory = Path(directory)
        self.wanted = tuple(wanted)

    def path(self, name: str) -> Path:
        return self.directory / name

    def differences(self) -> list[Difference]:
        """All that has to be written or removed."""
        return [*filter(None, map(self._difference, self.wanted)), *self._stale()]

    def _difference(self, wanted: Wanted) -> Difference | None:
        path = self.path(wanted.name)
        before = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
        right = before == wanted.content and path.stat().st_mode & 0o777 == wanted.mode
        return None if right else Difference(wanted.name, before, wanted.content, wanted.secret)

    def _stale(self) -> Iterator[Difference]:
        """What is left in our own folder of former runs."""
        kept = {wanted.name for wanted in self.wanted}
        kept |= {f"{wanted.name}{ending}" for wanted in self.wanted if wanted.postmapped for ending in DATABASES}
        for path in sorted(self.path(OWN).rglob("*")):
            name = str(path.relative_to(self.directory))
            if path.is_file() and name not in kept:
                shown = not name.endswith((*DATABASES, ".pem"))
                text = path.read_text(encoding="utf-8", errors="replace") if shown else "(not shown)\n"
                yield Difference(name, text, None, not shown)

    def without_database(self, differing: Iterable[str]) -> list[str]:
        """Tables that have to be made into databases: those that change, and those that have none."""
        changing = set(differing)
        return [w.name for w in self.wanted if w.postmapped and (w.name in changing or not self._has_database(w.name))]

    def _has_database(self, name: str) -> bool:
        return any(self.path(f"{name}{ending}").exists() for ending in DATABASES)

    def staged(self, place: str | None = None) -> str:
        """A folder with main.cf and master.cf as they are to be, for Postfix to judge before anything is changed."""
        folder = tempfile.mkdtemp(prefix=STAGED, dir=place)
        Path(folder).chmod(0o755)
        for wanted in self.wanted:
            if wanted.name in _HEADINGS:
                write(Path(folder) / wanted.name, wanted.content, wanted.mode)
        return folder

    def put(self, differences: Iterable[Difference]) -> None:
        """Write and remove; each file is whole at every moment."""
        by_name: Mapping[str, Wanted] = {wanted.name: wanted for wanted in self.wanted}
        for difference in differences:
            if difference.after is None:
                self.path(difference.name).unlink()
            else:
                wanted = by_name[difference.name]
                write(self.path(wanted.name), wanted.content, wanted.mode)

    def back_up(self, most: int) -> Path:
        """A copy of all that is about to change, in a folder named by the time; the oldest beyond ``most`` go."""
        folder = self.path(BACKUPS)
        folder.mkdir(mode=0o700, exist_ok=True)
        second, rest = divmod(time.time_ns(), 10**9)
        copy = folder / f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime(second))}.{rest // 1000:06}Z"
        copy.mkdir(mode=0o700)
        for name in _HEADINGS:
            if self.path(name).is_file():
                shutil.copy2(self.path(name), copy / name)
        if self.path(OWN).is_dir():
            shutil.copytree(self.path(OWN), copy / OWN)
        for old in sorted(folder.iterdir())[: -max(most, 1)]:
            shutil.rmtree(old)
        return copy

    def restore(self, copy: Path) -> None:
        """All as it was when the copy was made."""
        for name in _HEADINGS:
            if (copy / name).is_file():
                shutil.copy2(copy / name, self.path(name))
            else:
                with contextlib.suppress(FileNotFoundError):
                    self.path(name).unlink()
        if self.path(OWN).is_dir():
            shutil.rmtree(self.path(OWN))
        if (copy / OWN).is_dir():
            shutil.copytree(copy / OWN, self.path(OWN))


def write(path: Path, content: str, mode: int) -> None:
    """The file under its name only once it is whole; nobody reads a secret on the way."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", dir=str(path.parent))
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def wanted_files(entries: Iterable[Mapping[str, Any]], secret: bool) -> list[Wanted]:
    """The files that a task names."""
    return [Wanted(entry["name"], entry["content"], secret, bool(entry.get("postmapped"))) for entry in entries]
