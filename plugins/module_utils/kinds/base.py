# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kind is: a table of attributes, how each is read and written, and what the service refuses.

A kind knows nothing of sessions or of how a change is carried out. It says which cmdlets a change takes
(``plan.difference`` asks) and turns what a list cmdlet shows into resources (``reconcile`` asks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.resource import Resource
from .forms import Form

_OF_SERVER = re.compile(r"[^\\]+\\[^\\]+")
UNSTATED: Any = object()
"""In place of a value a new object begins with, where the vendor's pages state none."""

RESERVED = "Microsoft reserves it for itself; leave it alone"
ONLY_2010 = "it exists in Exchange 2010 only"


@dataclass(frozen=True)
class Attribute:
    """One attribute: our name, the parameter's name, its form, and which cmdlets take it.

    ``on`` is ``both``, ``new`` (create-only) or ``set`` (a second call after creation). ``read`` is the property's name
    where Get shows it under another one; what is not ``shown`` at all is never compared. ``together`` names attributes
    that must travel in the same call; New does not do without one that is ``needed``. ``initial`` is what a new object
    begins with when nothing is said.
    """

    name: str
    wire: str
    form: Form
    on: str = "both"
    read: str = ""
    together: tuple[str, ...] = ()
    needed: bool | Callable[[Mapping[str, Any]], bool] = False
    shown: bool = True
    initial: Any = UNSTATED

    def is_needed(self, wanted: Mapping[str, Any]) -> bool:
        """Whether New does not do without it, given what else is wanted."""
        return self.needed(wanted) if callable(self.needed) else self.needed

    @property
    def shown_as(self) -> str:
        """The property that Get shows."""
        return self.read or self.wire


@dataclass(frozen=True)
class LeftOut:
    """A parameter that is no attribute, and why not."""

    name: str
    wire: str
    because: str


@dataclass(frozen=True)
class Rule:
    """A combination the service refuses. ``broken`` gets the attributes as they would become.

    ``when`` is ``always``, ``create``, ``change`` or ``remove`` (then of the attributes as they are). With ``sent``,
    the rule holds only where the first of its attributes is itself sent; otherwise one of them has to be about to
    change. With ``observed``, a resource may be so already, and only what is there can tell.
    """

    id: str
    attributes: tuple[str, ...]
    broken: Callable[[Mapping[str, Any]], bool]
    message: str
    when: str = "always"
    sent: bool = False
    observed: bool = False

    def concerns(self, becomes: Mapping[str, Any], changing: Container[str], creating: bool) -> bool:
        """Whether the rule has something to say about this change."""
        times = ("always", "create" if creating else "change")
        if self.when not in times or not all(name in becomes for name in self.attributes):
            return False
        return any(name in changing for name in (self.attributes[:1] if self.sent else self.attributes))


@dataclass(frozen=True)
class PeerRule:
    """A combination of two resources of one kind that the service refuses; ``broken`` gets both as they would become.

    With ``wished``, the other one counts only where it is wanted so, too.
    """

    id: str
    attributes: tuple[str, ...]
    broken: Callable[[Resource, Resource], bool]
    message: str
    wished: bool = False


@dataclass(frozen=True)
class Drag:
    """The service rewrites ``other`` to ``becomes`` when ``attribute`` is set to ``value``."""

    attribute: str
    value: Any
    other: str
    becomes: Any


@dataclass(frozen=True)
class Kind:
    """One kind of resource of one side.

    ``noun`` is the cmdlets' noun, ``title`` the words a message uses. ``key`` is the property a resource is named by,
    matched without case on our side after listing; ``named_by`` are the parameters that give a new one its name, which
    has at most ``longest_name`` characters and the form ``name_form`` if there is one.
    ``per_server`` kinds belong to one server and are named ``SERVER\\Name``. ``not_creatable`` is empty, or says what
    to do because the service has no New. ``unique`` attributes may be held by one resource only.
    ``hidden`` are the parameters of further list calls, for objects the plain list leaves out: only made before
    something is believed absent. ``left_out`` are the parameters that are no attributes.
    ``refers`` names lists whose members are the names of resources of another kind, which have to be there.
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
    longest_name: int = 64
    name_form: Form | None = None
    peer_rules: tuple[PeerRule, ...] = ()
    drags: tuple[Drag, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()

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
        problems = list(self._misnamed(name))
        for key, value in wanted.items():
            attribute = self.attribute(key)
            try:
                if attribute is None:
                    raise ValueError(self.unknown(key))
                attributes[key] = attribute.form.parse(value)
            except ValueError as error:
                problems.append(f"{key}: {error}")
        if problems:
            raise ValueError("\n".join(problems))
        return Resource(self.side, self.name, name, attributes)

    def unknown(self, name: str) -> str:
        """Why this is no attribute."""
        because = next((left.because for left in self.left_out if left.name == name), "")
        known = ", ".join(attribute.name for attribute in self.attributes)
        return f"cannot be managed: {because}" if because else f"unknown attribute (known: {known})"

    def _misnamed(self, name: str) -> Iterator[str]:
        own = name.partition("\\")[2] if self.per_server else name
        if self.per_server and not _OF_SERVER.fullmatch(name):
            yield f"name: {name!r} is not SERVER\\Name"
        if self.name_form:
            try:
                self.name_form.parse(name)
            except ValueError as error:
                yield f"name: {error}"
        if len(own) > self.longest_name:
            yield f"name: {own!r} has {len(own)} characters, and {self.longest_name} fit"

    def read(self, shown: Mapping[str, Any]) -> Resource:
        """The resource that one object of a list shows; a property that is not there is left out."""
        told = [attribute for attribute in self.attributes if attribute.shown and attribute.shown_as in shown]
        attributes = {attribute.name: attribute.form.read(shown[attribute.shown_as]) for attribute in told}
        name = shown["Identity"] if self.per_server else shown[self.key]
        identity = shown["Identity"] if self.per_server else shown["Name"]
        return Resource(self.side, self.name, str(name), attributes, str(identity))

    def name_parameters(self, name: str) -> dict[str, str]:
        """What New takes to give the resource its name."""
        if self.per_server:
            server, _separator, own = name.partition("\\")
            return {"Server": server, "Name": own}
        return dict.fromkeys(self.named_by, name)

    def broken(self, becomes: Mapping[str, Any], changing: Container[str], creating: bool) -> Iterator[Rule]:
        """The rules a change breaks; an attribute that is not there breaks nothing."""
        for rule in self.rules:
            if rule.concerns(becomes, changing, creating) and rule.broken(becomes):
                yield rule

    def irremovable(self, present: Mapping[str, Any]) -> Iterator[Rule]:
        """The rules that forbid to remove a resource that is so."""
        for rule in self.rules:
            if rule.when == "remove" and all(name in present for name in rule.attributes) and rule.broken(present):
                yield rule

    def contradictions(self, wanted: Mapping[str, Any]) -> Iterator[Rule]:
        """The rules that these wishes break by themselves, whatever is there."""
        for rule in self.rules:
            by_itself = rule.when == "always" and not rule.sent and not rule.observed
            if by_itself and all(name in wanted for name in rule.attributes) and rule.broken(wanted):
                yield rule
