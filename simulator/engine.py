# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: carries out one cmdlet on one side of a state, as the service would, or raises its refusal."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from simulator import wording
from simulator.binding import bind, find
from simulator.cmdlets import Cmdlet, cmdlets_of
from simulator.errors import Refusal
from simulator.nouns.catalog import NOUNS
from simulator.nouns.directory import distinguished_name, rename, touch, with_commons
from simulator.nouns.noun import Draft, Errand, Noun, Shown
from simulator.state import State
from simulator.validation import validate_outbound_connector
from simulator.values import KEEP, Values

DEFAULT_RESULT_SIZE: Final = 1000
_IDENTIFYING: Final = frozenset({"Identity", "Name", "Guid", "DistinguishedName", "Id"})


@dataclass
class Outcome:
    """What a cmdlet gave back: objects in display form, and warnings."""

    objects: list[Shown] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Command:
    """A cmdlet on its way, with its parameters under their proper names."""

    side: str
    cmdlet: Cmdlet
    noun: Noun
    bound: dict[str, Any]

    def asks(self, switch: str) -> bool:
        return self.bound.get(switch) in (True, 1, "true", "True")


class Engine:
    """Every invocation is logged in the state, with "ok" or the kind of its refusal."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._lock = threading.RLock()
        self._verbs: Mapping[str, Callable[[_Command], Outcome]] = {
            "Get": self._get,
            "New": self._new,
            "Set": self._set,
            "Remove": self._remove,
            "Validate": self._validate,
        }

    def cmdlets(self, side: str) -> frozenset[str]:
        return frozenset(cmdlet.name for cmdlet in cmdlets_of(side).values())

    def invoke(self, side: str, cmdlet: str, parameters: Mapping[str, Any]) -> Outcome:
        with self._lock:
            call = self.state.record(side, cmdlet, parameters, "ok")
            try:
                return self._carry_out(side, cmdlet, parameters)
            except Refusal as refusal:
                call.outcome = refusal.kind
                raise

    def _carry_out(self, side: str, name: str, parameters: Mapping[str, Any]) -> Outcome:
        cmdlet = find(side, name)
        command = _Command(side, cmdlet, NOUNS[side][cmdlet.noun], bind(side, cmdlet, parameters))
        self._check_switches(command)
        carry_out = self._by_noun if cmdlet.verb in command.noun.own else self._verbs[cmdlet.verb]
        return copy.deepcopy(carry_out(command))

    def _by_noun(self, command: _Command) -> Outcome:
        """A verb that means something else for this noun than for the others."""
        noun, verb = command.noun, command.cmdlet.verb
        errand = Errand(
            world=self.state.world,
            verb=verb,
            given={name: self._converted(command, name, {}) for name in command.bound},
            what_if=command.asks("WhatIf"),
            seen=[] if command.cmdlet.changes else self.state.view(command.side, noun.name),
            target=lambda: self._find(command),
            objects=lambda other: self.state.objects(command.side, other),
            now=self.state.now,
            keys=self.state.keys,
        )
        if command.cmdlet.changes and not errand.what_if:
            self._hide(command)
        return Outcome(noun.own[verb](errand), errand.warnings)

    def _check_switches(self, command: _Command) -> None:
        """Common parameters are checked like any other; a prompt that nobody can answer is refused."""
        values = Values(self.state.world, command.side)
        for name, value in command.bound.items():
            parameter = command.cmdlet.parameter(name)
            if parameter and name not in command.cmdlet.parameters:
                command.bound[name] = values.convert(parameter, None, value)
        prompts = command.asks("Confirm") or (command.cmdlet.verb == "Remove" and "Confirm" not in command.bound)
        if command.side != "online" and prompts and not command.asks("WhatIf"):
            raise wording.cannot_prompt(command.cmdlet.name)

    # Reading

    def _get(self, command: _Command) -> Outcome:
        seen = self._filtered(command, self.state.view(command.side, command.noun.name))
        identity = self._identity(command)
        if identity is not None:
            found = [shown for shown in seen if _matches(command.noun, shown, identity)]
            if not found and not self.state.lookup_trap:
                raise wording.not_found(self.state.world, command.side, identity)
            seen = found or seen
        return self._cut_to_size(command, seen)

    def _filtered(self, command: _Command, seen: list[Shown]) -> list[Shown]:
        """Receive connectors by server; outbound connectors by the two filters, which are false unless given."""
        if server := self._converted(command, "Server"):
            known = self.state.world.server(server)
            if known is None:
                raise wording.not_found(self.state.world, command.side, server)
            return [shown for shown in seen if shown["Server"] == known.name]
        if command.noun.name != "OutboundConnector":
            return command.noun.sift({name: self._converted(command, name) for name in command.bound}, seen)
        wanted = {
            "TestMode": self._converted(command, "IncludeTestModeConnectors") or False,
            "IsTransportRuleScoped": self._converted(command, "IsTransportRuleScoped") or False,
        }
        return [shown for shown in seen if all(shown[name] == value for name, value in wanted.items())]

    def _cut_to_size(self, command: _Command, seen: list[Shown]) -> Outcome:
        if "ResultSize" not in command.cmdlet.parameters:
            return Outcome(list(seen))
        told = self._converted(command, "ResultSize") or str(DEFAULT_RESULT_SIZE)
        if told == "Unlimited" or len(seen) <= int(told):
            return Outcome(list(seen))
        return Outcome(seen[: int(told)], [wording.truncated(int(told))])

    def _find(self, command: _Command) -> Shown:
        """The one object a Set, Remove or Validate means, as look-ups see it now."""
        identity = self._identity(command)
        if identity is None and not command.noun.sole:
            raise wording.null_argument("Identity")
        visible = {shown["Guid"] for shown in self.state.view(command.side, command.noun.name)}
        live = self.state.objects(command.side, command.noun.name)
        found = [shown for shown in live if shown["Guid"] in visible]
        if identity is not None:
            found = [shown for shown in found if _matches(command.noun, shown, identity)]
        if not found:
            raise wording.not_found(self.state.world, command.side, identity or command.noun.sole)
        if len(found) > 1:
            raise wording.ambiguous(str(identity))
        return found[0]

    def _identity(self, command: _Command) -> str | None:
        told = self._converted(command, "Identity")
        return None if told is None else command.noun.meaning(self.state.world, told)

    # Writing

    def _new(self, command: _Command) -> Outcome:
        draft = self._draft(command, None)
        self._apply(command, draft, lambda: command.noun.preset(draft))
        draft.after = with_commons(self.state.world, command.noun, draft.after, draft.moment, draft.moment)
        self._check_unique(command, draft)
        self._check_rules(command, draft)
        if command.asks("WhatIf"):
            return Outcome()
        self._hide(command)
        self.state.objects(command.side, command.noun.name).append(draft.after)
        command.noun.ripple(draft)
        return Outcome([draft.after], draft.warnings)

    def _set(self, command: _Command) -> Outcome:
        target = self._find(command)
        draft = self._draft(command, target)
        self._apply(command, draft)
        rename(self.state.world, command.noun, draft.after)
        self._check_unique(command, draft)
        self._check_rules(command, draft)
        if draft.after == target:
            return Outcome(warnings=[wording.nothing_modified(str(target["Identity"]))])
        if command.asks("WhatIf"):
            return Outcome()
        self._hide(command)
        touch(command.noun, draft.after, draft.moment)
        target.update(draft.after)
        command.noun.ripple(draft)
        return Outcome()

    def _remove(self, command: _Command) -> Outcome:
        target = self._find(command)
        draft = self._draft(command, target)
        self._check_rules(command, draft)
        if not command.asks("WhatIf"):
            self._hide(command)
            self.state.objects(command.side, command.noun.name).remove(target)
            command.noun.ripple(draft)
        return Outcome()

    def _validate(self, command: _Command) -> Outcome:
        recipients = self._converted(command, "Recipients")
        domains = self.state.objects(command.side, "AcceptedDomain")
        return Outcome(validate_outbound_connector(self.state.world, self._find(command), recipients, domains))

    def _draft(self, command: _Command, before: Shown | None) -> Draft:
        live = self.state.objects(command.side, command.noun.name)
        return Draft(
            world=self.state.world,
            side=command.side,
            verb=command.cmdlet.verb,
            given={},
            before=copy.deepcopy(before),
            after=copy.deepcopy(before) if before else command.noun.blank(),
            others=[shown for shown in live if shown is not before],
            objects=lambda noun: self.state.objects(command.side, noun),
            moment=self.state.now(),
            sent=command.bound,
        )

    def _apply(self, command: _Command, draft: Draft, preset: Callable[[], None] = lambda: None) -> None:
        """Convert what is given, lay it over presets or over what was, and let the noun settle the rest."""
        for name in command.bound:
            value = self._converted(command, name, draft.after)
            if value is not KEEP:
                draft.given[name] = value
        preset()
        for name, value in draft.given.items():
            if name in command.cmdlet.parameters and (prop := command.noun.property(name)):
                draft.after[prop.name] = value
        command.noun.settle(draft)

    def _converted(self, command: _Command, name: str, shown: Mapping[str, Any] | None = None) -> Any:
        if name not in command.bound:
            return None
        parameter = command.cmdlet.parameter(name)
        if parameter is None or name not in command.cmdlet.parameters:
            return command.bound[name]
        prop = (
            command.noun.property(name) if command.cmdlet.changes or command.cmdlet.verb in command.noun.own else None
        )
        before = (shown or {}).get(prop.name) if prop else None
        return Values(self.state.world, command.side).convert(parameter, prop, command.bound[name], before)

    def _check_unique(self, command: _Command, draft: Draft) -> None:
        identity = command.noun.identity(draft.after).lower()
        if any(command.noun.identity(other).lower() == identity for other in draft.others):
            raise wording.already_exists(distinguished_name(self.state.world, command.noun, draft.after))

    def _check_rules(self, command: _Command, draft: Draft) -> None:
        for rule in command.noun.rules:
            if draft.verb in rule.verbs and rule.broken(draft):
                message = rule.message.format_map(draft.after)
                raise wording.invalid(message, str(draft.after.get("Identity", "")))

    def _hide(self, command: _Command) -> None:
        """If a stale fault is due, the write that follows stays unseen for its number of look-ups."""
        fault = self.state.faults.strike_view(command.side, command.cmdlet.name)
        if fault is not None:
            self.state.hide_changes(command.side, command.noun.name, int(fault.extra.get("reads", 1)))


def _matches(noun: Noun, shown: Shown, identity: str) -> bool:
    """By name, GUID, distinguished name or SERVER\\NAME; for an organization-wide noun any server will do."""
    wanted = identity.lower()
    known = {str(shown[member]).lower() for member in _IDENTIFYING}
    if not noun.per_server and noun.side == "exchange":
        known.add(wanted.partition("\\")[0] + "\\" + str(shown["Name"]).lower())
    return wanted in known
