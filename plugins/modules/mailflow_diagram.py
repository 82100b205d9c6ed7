# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module that draws mail flow."""

from __future__ import annotations

DOCUMENTATION = r"""
module: mailflow_diagram
short_description: Draw the mail flow of a topology
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Draws who holds or handles mail, and every way that mail takes between them, with the connectors by name, the TLS
    they ask for, and where each domain's MX points.
  - It draws what the topology asks for, including resources it states one by one. It reaches no host.
  - Of more than four partners, groups of devices or filters, those whose connectors are alike but for the name are
    drawn as one, so that many fit on a page.
options:
  destination:
    description: Folder on the control node to write the files to. Made if it is not there.
    type: path
    required: true
  formats:
    description:
      - What to write. V(mermaid) is a flow chart as review sites show it (C(.mmd)), V(svg) a picture (C(.svg)), V(dot)
        what the picture is drawn of, in the language of Graphviz (C(.dot)).
      - V(svg) needs the program C(dot) of Graphviz on the control node.
    type: list
    elements: str
    choices: [mermaid, svg, dot]
    default: [mermaid, svg]
  name:
    description: Name of the files, without their endings.
    type: str
    default: mailflow
attributes:
  diff_mode:
    support: N/A
    details: The files are for people.
  idempotent:
    description: A picture that is still of the topology is left as it is.
    support: full
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.both
  - mailflow.hybrid.topology
"""

EXAMPLES = r"""
- name: Draw the mail flow
  mailflow.hybrid.mailflow_diagram:
    topology: "{{ mailflow }}"
    destination: docs
  run_once: true

- name: Draw it for a review site that shows Mermaid
  mailflow.hybrid.mailflow_diagram:
    topology: "{{ mailflow }}"
    destination: docs
    formats: [mermaid]
    name: contoso
  run_once: true
"""

RETURN = r"""
changed:
  description: Whether a file was not there, or was of another topology.
  returned: always
  type: bool
  sample: true
files:
  description: The files.
  returned: success
  type: list
  elements: str
  sample: [docs/mailflow.mmd, docs/mailflow.svg]
mermaid:
  description: The picture as Mermaid.
  returned: success
  type: str
  sample: "flowchart LR"
places:
  description: How many places are drawn.
  returned: success
  type: int
  sample: 3
ways:
  description: The ways that are drawn.
  returned: success
  type: list
  elements: dict
  contains:
    start:
      description: Where mail comes from.
      returned: always
      type: str
      sample: servers headquarters
    end:
      description: Where it goes.
      returned: always
      type: str
      sample: online
    role:
      description: What it is, as the legend has it.
      returned: always
      type: str
      sample: link
    text:
      description: What is written beside it.
      returned: always
      type: list
      elements: str
      sample: ["for contoso.mail.onmicrosoft.com", "by 'To the tenant'"]
"""
