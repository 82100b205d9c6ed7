# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kind is: a table of attributes, how each is read and written, and what the service refuses.

A kind knows nothing of sessions or of how a change is carried out. It says which cmdlets a change takes
(``plan.difference`` asks) and turns what a list cmdlet shows into resources (``reconcile`` asks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..model.resource import Resource
from .forms import Form
from .own import Detail, Own
from .reference import Reference

_OF_SERVER = re.compile(r"[^\\]+\\[^\\]+")
UNSTATED: Any = object()
"""In place of a value a new object begins with, where the vendor's pages state none."""

RESERVED = "Microsoft reserves it for itself; leave it alone"
ONLY_2010 = "it exists in Exchange 2010 only"
_SERVER = re.compile(r"[A-Za-z0-9_-]{1,63}")
EVERYTHING = {"ResultSize": "Unlimited"}
"""For list calls that stop at 1000 objects unless told otherwise."""
ALWAYS_THERE = "There always is one: state its values and leave its state out"


@dataclass(frozen=True)
class Verb:
    """Cmdlets that change one attribute where Set does not: the verb for each value, and whether it takes the value.

    One that ``follows`` is called after every other change as well, which has no effect without it.
    """

    of_value: Mapping[Any, str]
    takes_value: bool = False
    follows: bool = False


SWITCH = Verb({True: "Enable", False: "Disable"})


@dataclass(frozen=True)
class Attribute:
    """One attribute: our name, the parameter's name, its form, and which cmdlets take it.

    ``on`` is ``both``, ``new`` (create-only), ``set`` (a second call after creation) or ``verb`` (neither). ``read`` is
    the property's name where Get shows it under another one; what is not ``shown`` at all is never compared.
    ``together`` names attributes that must travel in the same call; New does not do without one that is ``needed``.
    A ``secret`` is stored and not shown again, so it is compared only by whether there is one.
    ``initial`` is what a new object begins with when nothing is said. ``verb`` changes it where Set does not, ``own``
    has cmdlets of its own. A list that is ``edited`` is always sent to Set as what to add and what to remove. What is
    ``task_only`` may stand in the task of the kind's own module and in no topology, for that reason.
    """

    name: str
    wire: str
    form: Form
    on: str = "both"
    read: str = ""
    together: tuple[str, ...] = ()
    needed: bool | Callable[[Mapping[str, Any]], bool] = False
    verb: Verb | None = None
    edited: bool = False
    secret: bool = False
    shown: bool = True
    initial: Any = UNSTATED
    own: Own | None = None
    task_only: str = ""

    def is_needed(self, wanted: Mapping[str, Any]) -> bool:
        """Whether New does not do without it, given what else is wanted."""
        return self.needed(wanted) if callable(self.needed) else self.needed

    @property
    def shown_as(self) -> str:
        """The property that Get shows."""
        return self.read or self.wire


def taken_by_set(*rows: tuple[str, str, Form]) -> tuple[Attribute, ...]:
    """Attributes that Set takes and New does not: our name, the parameter's name, the form."""
    return tuple(Attribute(name, wire, form, on="set") for name, wire, form in rows)


def left_out(because: str, *rows: tuple[str, str]) -> tuple[LeftOut, ...]:
    """Parameters that are no attributes for one reason: our name and the parameter's."""
    return tuple(LeftOut(name, wire, because) for name, wire in rows)


@dataclass(frozen=True)
class LeftOut:
    """A parameter that is no attribute, and why not."""

    name: str
    wire: str
    because: str


@dataclass(frozen=True)
class Rule:
    """A combination the service refuses. ``broken`` gets the attributes as they would become.

    ``when`` is ``always``, ``create``, ``change``, ``remove`` or ``keep``: the last two are of the attributes as they
    are, ``keep`` where the first of them is about to change. With ``sent``,
    the rule holds only where the first of its attributes is itself sent; otherwise one of them has to be about to
    change. With ``observed``, a resource may be so already, and only what is there can tell. With ``of_wish``,
    ``broken`` gets only what is wished for: the service shows together what is never sent together. With
    ``standing``, it holds as well where what is wished for is there already.
    """

    id: str
    attributes: tuple[str, ...]
    broken: Callable[[Mapping[str, Any]], bool]
    message: str
    when: str = "always"
    sent: bool = False
    observed: bool = False
    of_wish: bool = False
    standing: bool = False

    def concerns(self, changing: Container[str], creating: bool) -> bool:
        """Whether the rule has something to say about this change."""
        judged = self.attributes[:1] if self.sent else self.attributes
        return self.when in ("always", "create" if creating else "change") and any(name in changing for name in judged)

    def is_broken_by(self, attributes: Mapping[str, Any]) -> bool:
        """Whether these attributes break the rule; one that is not there breaks nothing."""
        return all(name in attributes for name in self.attributes) and self.broken(attributes)


@dataclass(frozen=True)
class PeerRule:
    """A combination of two resources of one kind that the service refuses; ``broken`` gets both as they would become.

    ``meets`` are the places of a resource, such as an address and port; only two that share one are held against each
    other. With ``wished``, the other one counts only where it is wanted so, too.
    """

    id: str
    attributes: tuple[str, ...]
    meets: Callable[[Resource], Iterable[Hashable]]
    broken: Callable[[Resource, Resource], bool]
    message: str
    wished: bool = False


Stages = Sequence[tuple[str, Mapping[str, Any]]]
"""A change in steps: each phase with the attributes as they then are."""

ANY: Any = object()
"""In place of the value that drags another attribute along, where every value does."""


@dataclass(frozen=True)
class Drag:
    """The service rewrites ``other`` to ``becomes`` when ``attribute`` is set to ``value``."""

    attribute: str
    value: Any
    other: str
    becomes: Any


def _itself(name: str, there: Sequence[Resource]) -> str:
    return name


@dataclass(frozen=True)
class Kind:
    """One kind of resource of one side.

    ``noun`` is the cmdlets' noun, ``title`` the words a message uses. ``key`` is the property a resource is named by,
    matched without case on our side after listing; ``named_by`` are the parameters that give a new one its name, which
    has at most ``longest_name`` characters and the form ``name_form`` if there is one.
    ``per_server`` kinds belong to one server and are named ``SERVER\\Name``. ``not_creatable`` is empty, or says what
    to do because the service has no New. ``unique`` attributes may be held by one resource only.
    ``listing`` are the parameters of the list call, ``hidden`` those of further ones, for objects the plain list leaves
    out: only made before something is believed absent.

    ``only`` is the name of what there is one of at most. ``permanent`` is what always exists: Get and Set, no New, no
    Remove. A kind that is ``one_per_server`` is named by its server. Where no list shows what is needed, Get is
    ``asked_by`` that parameter, name by name (``per_server``: server by server), and ``get`` is its noun if it has
    another. ``called_by`` is how the changing cmdlets are told which one; empty where there is nothing to tell. Where
    ``key`` is empty, nothing in an answer names it: it is what was asked for. ``seen`` makes of an answer the
    properties that the attributes read, where it shows them otherwise. ``left_out`` are the parameters that are no
    attributes.
    ``made_by`` is the verb that makes one. ``stands_for`` finds the name of the one that another name means, and
    ``called_too`` names the attributes by which others call it.
    ``refers`` are the attributes that name resources of other kinds, which have to be there.
    ``told`` is what is read of a resource and cannot be wished for, ``details`` what no list shows.
    One that ``renames`` can be given another name: its Set takes Name.
    ``used_by`` are the kinds of the same side, each with its attribute, whose resources can name one of this kind:
    while one does, it is not removed. A kind that is ``rendered`` has no cmdlets: its resources become files of the
    host they are wanted on. ``numbered`` are those that the service keeps in an order, with a Priority from 0.
    ``form_by_name`` gives the form of an attribute where it depends on the name of the resource. ``stages`` are the
    steps of a change whose parts belong into several phases: it gets the name and the attributes before and after.
    One that ``bars`` others from handing in mail lets them in when it goes, so it goes first. ``beside`` are the names
    that have to be looked at before one of a name is made, where Get is asked name by name.
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
    refers: tuple[Reference, ...] = ()
    listing: Mapping[str, Any] = field(default_factory=dict)
    only: str = ""
    permanent: bool = False
    one_per_server: bool = False
    get: str = ""
    asked_by: str = ""
    called_by: str = "Identity"
    seen: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    used_by: tuple[tuple[str, str], ...] = ()
    numbered: bool = False
    told: tuple[Attribute, ...] = ()
    details: tuple[Detail, ...] = ()
    made_by: str = "New"
    stands_for: Callable[[str, Sequence[Resource]], str] = _itself
    called_too: tuple[str, ...] = ()
    renames: bool = False
    rendered: bool = False
    form_by_name: Callable[[Attribute, str], Form] | None = None
    stages: Callable[[str, Mapping[str, Any], Mapping[str, Any]], Stages] | None = None
    bars: Callable[[Mapping[str, Any]], bool] | None = None
    beside: Callable[[str], Iterable[str]] | None = None

    @property
    def module(self) -> str:
        """The module of this kind: ``exchange_send_connector``, ``exo_inbound_connector``, ``dns_record``."""
        if self.name.startswith(f"{self.side}_"):
            return self.name
        return f"{'exo' if self.side == 'online' else self.side}_{self.name}"

    @property
    def of_a_server(self) -> bool:
        """Whether each belongs to one server, and not to the organization or tenant."""
        return self.per_server or self.one_per_server

    @property
    def instead_of_new(self) -> str:
        """What to do because there is no New and no Remove; empty where there are."""
        return ALWAYS_THERE if self.permanent else self.not_creatable

    @property
    def secrets(self) -> frozenset[str]:
        """The attributes that are stored and not shown again."""
        return frozenset(attribute.name for attribute in self.attributes if attribute.secret)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, or none."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    def form_of(self, attribute: Attribute, name: str) -> Form:
        """The form of an attribute of the resource so named."""
        return self.form_by_name(attribute, name) if self.form_by_name else attribute.form

    def matches(self, resource: Resource, name: str) -> bool:
        """Whether this resource is the one so named; names on both sides have no case."""
        return resource.name.casefold() == name.casefold()

    def resource(self, name: str, wanted: Mapping[str, Any]) -> Resource:
        """A desired resource in canonical values.

        Raises ValueError with one line for the name if it is ill-formed, and one per attribute that is unknown or
        ill-formed.
        """
        attributes: dict[str, Any] = {}
        problems = list(self.misnamed(name))
        for key, value in wanted.items():
            attribute = self.attribute(key)
            try:
                if attribute is None:
                    raise ValueError(self.unknown(key))
                form = self.form_of(attribute, name)
                if isinstance(value, Mapping) and form.option in ("str", "int", "bool"):
                    raise ValueError(f"a mapping is no {form.name}")
                attributes[key] = form.parse(value)
            except ValueError as error:
                problems.append(f"{key}: {error}")
        if problems:
            raise ValueError("\n".join(problems))
        return Resource(self.side, self.name, name, attributes)

    def unknown(self, name: str) -> str:
        """Why this is no attribute."""
        because = next((left.because for left in self.unmanaged if left.name == name), "")
        known = ", ".join(attribute.name for attribute in self.attributes)
        return f"cannot be managed: {because}" if because else f"unknown attribute (known: {known})"

    @property
    def unmanaged(self) -> tuple[LeftOut, ...]:
        """All that somebody may look for and that is no option, with the reason."""
        return self.left_out + tuple(
            LeftOut(a.name, a.wire, "it is shown, and cannot be wished for") for a in self.told
        )

    def misnamed(self, name: str) -> Iterator[str]:
        """What is wrong with a name, if anything."""
        own = name.partition("\\")[2] if self.per_server else name
        if self.per_server and not _OF_SERVER.fullmatch(name):
            yield f"name: {name!r} is not SERVER\\Name"
        if self.one_per_server and not _SERVER.fullmatch(name):
            yield f"name: {name!r} is not a server's own name, as in EX1"
        if self.only and name.casefold() != self.only.casefold():
            yield f"name: {name!r} is not {self.only!r}, and there is no other {self.title}"
        if self.name_form:
            try:
                self.name_form.parse(name)
            except ValueError as error:
                yield f"name: {error}"
        if len(own) > self.longest_name:
            yield f"name: {own!r} has {len(own)} characters, and {self.longest_name} fit"

    def read(self, shown: Mapping[str, Any], asked: str = "") -> Resource:
        """The resource that one object of an answer shows; a property that is not there is left out.

        ``asked`` is the name that was asked for, where Get is asked name by name.
        """
        seen = self.seen(shown)
        if self.per_server:
            name = identity = seen["Identity"]
        elif self.one_per_server:
            # EX1, or EX1\Frontend; a server that is not there may be answered with all there are.
            name = identity = str(shown["Identity"]).partition("\\")[0]
        elif self.key:
            name, identity = shown[self.key], shown["Name"]
        else:
            name = identity = asked or self.only
        readable = [a for a in (*self.attributes, *self.told) if (a.shown or a in self.told) and a.shown_as in seen]
        attributes = {a.name: self.form_of(a, str(name)).read(seen[a.shown_as]) for a in readable}
        return Resource(self.side, self.name, str(name), attributes, str(identity))

    def called(self, identity: str) -> dict[str, str]:
        """How a changing cmdlet is told which one it is to change."""
        return {self.called_by: identity} if self.called_by else {}

    def misrenamed(self, name: str, former_names: Iterable[str]) -> Iterator[str]:
        """What is wrong with the names that a resource of this name may have had."""
        for former in former_names:
            if not self.renames:
                yield f"former_names: the service gives a {self.title} no other name; make a new one, remove the old"
                return
            yield from (problem.replace("name:", "former_names:", 1) for problem in self.misnamed(former))
            if former.casefold() == name.casefold():
                yield f"former_names: {former!r} is its name; case has no meaning in names"
            if self.per_server and former.partition("\\")[0].casefold() != name.partition("\\")[0].casefold():
                yield f"former_names: {former!r} is of another server, and no {self.title} moves to another"

    @property
    def create_only(self) -> tuple[str, ...]:
        """The attributes that only a new one takes, where it can be removed and made anew from what is shown of it."""
        made_anew = not (self.permanent or self.instead_of_new or self.rendered) and self.made_by == "New"
        return tuple(a.name for a in self.attributes if a.on == "new" and a.shown) if made_anew else ()

    def misreplaced(self, attributes: Iterable[str]) -> Iterator[str]:
        """What is wrong with the attributes for whose sake a resource may be made anew."""
        for name in attributes:
            if name not in self.create_only:
                have = f"those are {', '.join(self.create_only)}" if self.create_only else "it has none of that sort"
                yield f"allow_replacement: {name!r} is nothing that only a new {self.title} takes ({have})"

    def own_name(self, name: str) -> str:
        """The name without the server it belongs to."""
        return name.partition("\\")[2] if self.per_server else name

    def name_parameters(self, name: str) -> dict[str, str]:
        """What New takes to give the resource its name."""
        if self.per_server:
            server, _separator, own = name.partition("\\")
            return {"Server": server, **dict.fromkeys(self.named_by, own)}
        return dict.fromkeys(self.named_by, name)

    def broken(
        self, becomes: Mapping[str, Any], changing: Container[str], creating: bool, wished: Mapping[str, Any]
    ) -> Iterator[Rule]:
        """The rules a change breaks."""
        for rule in self.rules:
            if rule.concerns(wished if rule.standing else changing, creating) and rule.is_broken_by(
                wished if rule.of_wish else becomes
            ):
                yield rule

    def irremovable(self, present: Mapping[str, Any]) -> Iterator[Rule]:
        """The rules that forbid to remove a resource that is so."""
        for rule in self.rules:
            if rule.when == "remove" and rule.is_broken_by(present):
                yield rule

    def kept(self, present: Mapping[str, Any], changing: Container[str]) -> Iterator[Rule]:
        """The rules that forbid to change a resource that is so."""
        for rule in self.rules:
            of_it = rule.when == "keep" and rule.attributes[0] in changing
            if of_it and all(name in present for name in rule.attributes) and rule.broken(present):
                yield rule

    def contradictions(self, wanted: Mapping[str, Any]) -> Iterator[Rule]:
        """The rules that these wishes break by themselves, whatever is there."""
        for rule in self.rules:
            by_itself = rule.when == "always" and not rule.sent and not rule.observed
            if by_itself and rule.is_broken_by(wanted):
                yield rule
