# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kind is: a table of attributes, how each is read and written, and what the service refuses.

A kind knows nothing of sessions or of how a change is carried out. It says which cmdlets a change takes
(``plan.difference`` asks) and turns what a list cmdlet shows into resources (``reconcile`` asks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.resource import Resource
from .forms import Form

_OF_SERVER = re.compile(r"[^\\]+\\[^\\]+")


@dataclass(frozen=True)
class Attribute:
    """One attribute: our name, the parameter's name, its form, and which cmdlets take it.

    ``on`` is ``both``, ``new`` (create-only) or ``set`` (a second call after creation). ``read`` is the property's name
    where Get shows it under another one. ``together`` names attributes that must travel in the same call; New does not
    do without one that is ``needed``.
    """

    name: str
    wire: str
    form: Form
    on: str = "both"
    read: str = ""
    together: tuple[str, ...] = ()
    needed: bool = False

    @property
    def shown_as(self) -> str:
        """The property that Get shows."""
        return self.read or self.wire


@dataclass(frozen=True)
class Rule:
    """A combination the service refuses. ``broken`` gets the attributes as they would become."""

    id: str
    attributes: tuple[str, ...]
    broken: Callable[[Mapping[str, Any]], bool]
    message: str


@dataclass(frozen=True)
class Kind:
    """One kind of resource of one side.

    ``noun`` is the cmdlets' noun, ``title`` the words a message uses. ``key`` is the property a resource is named by,
    matched without case on our side after listing; ``named_by`` are the parameters that give a new one its name.
    ``per_server`` kinds belong to one server and are named ``SERVER\\Name``. ``not_creatable`` is empty, or says what
    to do because the service has no New. ``unique`` attributes may be held by one resource only.
    ``hidden`` are the parameters of further list calls, for objects the plain list leaves out: only made before
    something is believed absent.
    """

    side: str
    name: str
    noun: str
    title: str
    phase: str
    attributes: tuple[Attribute, ...]
    rules: tuple[Rule, ...] = ()
    key: str = "Name"
    per_server: bool = False
    not_creatable: str = ""
    unique: tuple[str, ...] = ()
    hidden: tuple[Mapping[str, Any], ...] = ()
    named_by: tuple[str, ...] = ("Name",)

    @property
    def module(self) -> str:
        """The module of this kind: ``exchange_send_connector``, ``exo_inbound_connector``."""
        return f"{'exo' if self.side == 'online' else self.side}_{self.name}"

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, or none."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    def matches(self, resource: Resource, name: str) -> bool:
        """Whether this resource is the one so named; names on both sides have no case."""
        return resource.name.casefold() == name.casefold()

    def resource(self, name: str, wanted: Mapping[str, Any]) -> Resource:
        """A desired resource in canonical values.

        Raises ValueError with one line for the name if it is ill-formed, and one per attribute that is unknown or
        ill-formed.
        """
        attributes: dict[str, Any] = {}
        problems = [] if not self.per_server or _OF_SERVER.fullmatch(name) else [f"name: {name!r} is not SERVER\\Name"]
        for key, value in wanted.items():
            attribute = self.attribute(key)
            try:
                if attribute is None:
                    raise ValueError(f"unknown attribute (known: {', '.join(a.name for a in self.attributes)})")
                attributes[key] = attribute.form.parse(value)
            except ValueError as error:
                problems.append(f"{key}: {error}")
        if problems:
            raise ValueError("\n".join(problems))
        return Resource(self.side, self.name, name, attributes)

    def read(self, shown: Mapping[str, Any]) -> Resource:
        """The resource that one object of a list shows; a property that is not there is left out."""
        attributes = {a.name: a.form.read(shown[a.shown_as]) for a in self.attributes if a.shown_as in shown}
        name = shown["Identity"] if self.per_server else shown[self.key]
        identity = shown["Identity"] if self.per_server else shown["Name"]
        return Resource(self.side, self.name, str(name), attributes, str(identity))

    def name_parameters(self, name: str) -> dict[str, str]:
        """What New takes to give the resource its name."""
        if self.per_server:
            server, _separator, own = name.partition("\\")
            return {"Server": server, "Name": own}
        return dict.fromkeys(self.named_by, name)

    def broken(self, attributes: Mapping[str, Any]) -> Iterator[Rule]:
        """The rules these attributes break; an attribute that is not there breaks nothing."""
        for rule in self.rules:
            if all(name in attributes for name in rule.attributes) and rule.broken(attributes):
                yield rule
