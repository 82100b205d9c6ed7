# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put files in place on a Postfix host, or say what would change."""

from __future__ import annotations

DOCUMENTATION = r"""
module: postfix_files
short_description: Put the configuration of Postfix in place, whole or not at all
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Writes C(main.cf), C(master.cf) and the files of the folder C(mailflow) below the directory of Postfix. Has Postfix
    judge the new configuration before the first file changes, keeps a copy of the old one, makes databases of only
    those tables that changed, and reloads; restarts only where a listening setting demands it.
  - When a listener does not greet afterwards, or offers no TLS where it is to, all is put back as it was and the task
    fails.
  - What is in the folder C(mailflow) and not among the files is removed.
  - M(mailflow.hybrid.postfix_configuration) computes the files from a topology and runs this module; by itself it
    serves whoever has files from elsewhere.
options:
  directory:
    description: The directory of Postfix.
    type: path
    default: /etc/postfix
  files:
    description:
      - The files. Without any, only says what Postfix there is.
    type: list
    elements: dict
    default: []
    suboptions: &file
      name:
        description: Name below the directory, such as C(main.cf) or C(mailflow/transport).
        type: str
        required: true
      content:
        description: The whole content.
        type: str
        required: true
      postmapped:
        description: Whether postmap makes a database of it.
        type: bool
        default: false
  secret_files:
    description: Files that only root may read and that are never shown, such as certificates with their keys.
    type: list
    elements: dict
    default: []
    suboptions: *file
  listeners:
    description: What has to answer afterwards.
    type: list
    elements: dict
    default: []
    suboptions:
      endpoint:
        description: Port, or address and port, as the service is named in C(master.cf).
        type: str
        required: true
      tls:
        description: Whether it has to offer STARTTLS.
        type: bool
        default: false
      wrapped:
        description: Whether it speaks TLS from the first byte, as on port 465.
        type: bool
        default: false
  table_type:
    description: The type of databases that postmap makes.
    type: str
    default: hash
  log_file:
    description: File Postfix logs to, if it is one of its own; what it complains of there goes into the task's message.
    type: str
    default: ""
  backups:
    description: How many copies of former configurations are kept.
    type: int
    default: 10
attributes:
  check_mode:
    description: Says what it would do, without doing it. Postfix reads the new configuration from a temporary folder.
    support: full
  diff_mode:
    description: Shows every file that differs, save secret ones.
    support: full
  idempotent:
    description: Run again it changes nothing and does not touch Postfix.
    support: full
  platform:
    description: What can be managed.
    platforms: Postfix 3.5 and newer
    support: full
"""

EXAMPLES = r"""
- name: Say what Postfix there is
  mailflow.hybrid.postfix_files:
  register: there
"""

RETURN = r"""
surroundings:
  description: What Postfix there is, its version, its type of tables, and the file of authorities of the host.
  returned: always
  type: dict
  sample: {installed: true, version: 3.7.11, table_type: hash, systemd: true}
action:
  description: What was done with Postfix, C(none), C(reloaded), C(restarted) or C(started).
  returned: when there are files
  type: str
  sample: reloaded
backup:
  description: The folder with what was there before.
  returned: changed
  type: str
  sample: /etc/postfix/mailflow-backups/20261121T210000.000000Z
postmapped:
  description: The tables that were made into databases.
  returned: changed
  type: list
  elements: str
  sample: [mailflow/transport]
"""

import shutil
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.mailflow.hybrid.plugins.module_utils.on_host.postfix_files import Files, wanted_files
from ansible_collections.mailflow.hybrid.plugins.module_utils.on_host.postfix_service import Postfix, Refused, put

FILE: dict[str, Any] = {
    "type": "list",
    "elements": "dict",
    "default": [],
    "options": {
        "name": {"type": "str", "required": True},
        "content": {"type": "str", "required": True},
        "postmapped": {"type": "bool", "default": False},
    },
}
SECRET_FILE: dict[str, Any] = {
    **FILE,
    "no_log": False,  # the names of the files are no secret, only their content is
    "options": {**FILE["options"], "content": {"type": "str", "required": True, "no_log": True}},
}
SPEC: dict[str, Any] = {
    "directory": {"type": "path", "default": "/etc/postfix"},
    "files": FILE,
    "secret_files": SECRET_FILE,
    "listeners": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "endpoint": {"type": "str", "required": True},
            "tls": {"type": "bool", "default": False},
            "wrapped": {"type": "bool", "default": False},
        },
    },
    "table_type": {"type": "str", "default": "hash"},
    "log_file": {"type": "str", "default": ""},
    "backups": {"type": "int", "default": 10},
}


def main() -> None:
    module = AnsibleModule(SPEC, supports_check_mode=True)
    task = module.params
    wanted = [*wanted_files(task["files"], secret=False), *wanted_files(task["secret_files"], secret=True)]
    postfix, files = (
        Postfix(lambda words: module.run_command(list(words)), task["directory"]),
        Files(task["directory"], wanted),
    )
    result: dict[str, Any] = {"changed": False, "surroundings": postfix.surroundings()}
    if not wanted:
        module.exit_json(**result)
    try:
        differences = files.differences()
        result["diff"] = [difference.shown() for difference in differences]
        if module.check_mode:
            result |= judged(postfix, files, bool(differences), result["surroundings"]["installed"])
        else:
            result |= put(postfix, files, task, differences)
    except (Refused, OSError) as trouble:
        module.fail_json(msg=str(trouble), **result)
    module.exit_json(**result)


def judged(postfix: Postfix, files: Files, differs: bool, installed: bool) -> dict[str, Any]:
    """In check mode: what would change, and whether Postfix would take it."""
    if differs and installed:
        folder = files.staged()
        try:
            postfix.judge(folder, whole=False)
        finally:
            shutil.rmtree(folder)
    return {"changed": differs, "action": "none"}


if __name__ == "__main__":
    main()
