# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the mail flow of a topology: files for people, and no host reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.graphviz import NoPicture, digest, drawn_of, svg
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import compiled_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.dot import dot
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.draw import draw
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.mermaid import mermaid
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.scene import Way

ENDINGS = {"mermaid": "mmd", "svg": "svg", "dot": "dot"}
SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "destination": {"type": "path", "required": True},
    "formats": {"type": "list", "elements": "str", "choices": list(ENDINGS), "default": ["mermaid", "svg"]},
    "name": {"type": "str", "default": "mailflow"},
}


class ActionModule(MailflowAction):
    """Read, compile, draw; write what is not there as it should be."""

    _requires_connection = False

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        topology, desired, _findings = compiled_from(options["topology"])
        picture = draw(topology, desired)
        sources = {"mermaid": mermaid(picture), "svg": dot(picture), "dot": dot(picture)}
        folder = Path(options["destination"]).expanduser()
        files = {name: folder / f"{options['name']}.{ENDINGS[name]}" for name in dict.fromkeys(options["formats"])}
        try:
            old = [name for name, path in files.items() if not _is_of(path, name, sources[name])]
            if not self._task.check_mode:
                _write(folder, {files[name]: svg(sources[name]) if name == "svg" else sources[name] for name in old})
        except NoPicture as missing:
            raise Stop(str(missing)) from None
        except OSError as error:
            raise Stop(
                f"Cannot write the picture to '{folder}': {error.strerror} ({error.filename}). Give another"
                " destination."
            ) from None
        told = {"files": [str(path) for path in files.values()], "mermaid": sources["mermaid"]}
        return told | {"changed": bool(old), "places": len(picture.places), "ways": list(_ways(picture.ways))}


def _is_of(path: Path, name: str, source: str) -> bool:
    """Whether the file is there and was drawn of this; an SVG says so by the digest in it, and is not drawn again."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return drawn_of(text) == digest(source) if name == "svg" else text == source


def _write(folder: Path, contents: dict[Path, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        path.write_text(content, encoding="utf-8")


def _ways(ways: tuple[Way, ...]) -> Iterator[dict[str, Any]]:
    for way in ways:
        yield {"start": way.start, "end": way.end, "role": way.role, "text": list(way.lines())}
