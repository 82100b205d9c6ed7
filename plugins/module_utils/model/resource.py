# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is managed: one resource, and one resource as somebody wants it.

A resource is plain data: (side, kind, name, attributes). Values are canonical (a form's ``parse`` made them), so two
resources are equal when their values are. Absence is ``None``, never an empty resource.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Resource:
    """One managed thing of one side.

    ``attributes`` holds canonical values by our attribute names; an attribute that is not there is unmanaged (desired)
    or not shown (observed). ``identity`` is what the service calls the thing: empty until it was read.
    """

    side: str
    kind: str
    name: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    identity: str = ""


@dataclass(frozen=True)
class Reading:
    """Where a value stands that nobody states: an attribute of what another host shows.

    ``if_missing`` says what to do where that shows none, or is not there.
    """

    host: str
    side: str
    kind: str
    name: str
    attribute: str
    if_missing: str


@dataclass(frozen=True)
class Desired:
    """A resource as the topology wants it, the inventory host it is managed through, and why.

    ``because`` is the path in the topology that caused the resource; ``because_of`` says it for single attributes
    where the path is another. ``present`` is false when the resource is to be removed. ``if_missing`` is for what is
    edited and never made: the sentence that says what to do when it is not there. ``former_names`` are the names under
    which it may still be there; it is renamed then. ``allow_replacement`` are the attributes for whose sake it may be
    removed and made anew, where only a new one takes them. With ``renew``, secrets are stored again that are there.
    ``emptied`` are attributes that have no value here and shall have none there, either: what is stated is all there
    is to be. What is ``ordered`` stands to the others of its kind that are as the wishes do. ``reads`` are attributes
    whose values are read elsewhere before a plan is made, unless they are stated. What is ``made_last`` takes mail off
    the way it goes, so the new way is there before it.
    """

    resource: Resource
    host: str
    because: str
    because_of: Mapping[str, str] = field(default_factory=dict)
    present: bool = True
    if_missing: str = ""
    former_names: tuple[str, ...] = ()
    allow_replacement: tuple[str, ...] = ()
    renew: bool = False
    emptied: tuple[str, ...] = ()
    ordered: bool = False
    made_last: bool = False
    reads: Mapping[str, Reading] = field(default_factory=dict)

    def reason(self, attribute: str) -> str:
        """The path in the topology that asks for this attribute."""
        return self.because_of.get(attribute, self.because)


@dataclass(frozen=True)
class Observation:
    """What one host showed: the kinds that were listed, and every resource of them.

    A kind that was listed and has no resource of a name is where that name is absent. A kind that is not in
    ``kinds`` was not looked at, which says nothing.
    """

    host: str
    kinds: tuple[str, ...]
    resources: tuple[Resource, ...]

    def of_kind(self, kind: str) -> tuple[Resource, ...]:
        """The observed resources of one kind."""
        return tuple(resource for resource in self.resources if resource.kind == kind)

    def document(self) -> dict[str, Any]:
        """The observation as plain data, for a task's result."""
        return {
            "host": self.host,
            "kinds": list(self.kinds),
            "resources": [
                {
                    "side": r.side,
                    "kind": r.kind,
                    "name": r.name,
                    "identity": r.identity,
                    "attributes": dict(r.attributes),
                }
                for r in self.resources
            ],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Observation:
        """The observation that ``document`` was made from. Raises KeyError or TypeError for anything else."""
        resources = tuple(Resource(**entry) for entry in document["resources"])
        return cls(document["host"], tuple(document["kinds"]), resources)
