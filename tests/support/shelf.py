"""A side that keeps what it is told and refuses nothing: for kinds whose noun the simulator does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute, Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Reply, reads_only

# Where Get has a noun of its own, the property that holds the state.
STATES = {"DnssecForVerifiedDomain": "DnssecFeatureStatus", "SmtpDaneInbound": "SmtpDaneInboundStatus"}


class Shelf:
    """The objects of one kind, as a session and as the world behind it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.objects: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []

    def session(self, _side: str) -> Shelf:
        return self

    def writes(self) -> list[str]:
        """The writing cmdlets that were called, in order."""
        return [cmdlet for cmdlet in self.calls if not reads_only(cmdlet)]

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        self.calls.append(cmdlet)
        verb = cmdlet.partition("-")[0]
        if verb == "Get":
            return Reply(tuple(self._listed(parameters)))
        assert cmdlet == f"{verb}-{self.kind.noun}"
        if verb == "New":
            name = self._name(parameters)
            self.objects[name] = {"Name": name, "Identity": name, self.kind.key: name}
        changed = self.objects[self._name(parameters)]
        if verb == "Remove":
            del self.objects[self._name(parameters)]
        for attribute in self.kind.attributes:
            self._keep(attribute, verb, parameters, changed)
        return Reply(())

    def _name(self, parameters: Mapping[str, Any]) -> str:
        named_by = (self.kind.called_by, *self.kind.named_by)
        return next((str(parameters[word]) for word in named_by if word in parameters), self.kind.only)

    def _listed(self, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        asked = parameters.get(self.kind.asked_by, self.kind.only)
        if self.kind.permanent:
            self.objects.setdefault(asked, {"Name": asked, "Identity": asked})
        if self.kind.noun in STATES:
            enabled = self.objects[asked].get("Status", False)
            return [{STATES[self.kind.noun]: "Enabled" if enabled else "Disabled"}]
        return [dict(shown) for shown in self.objects.values()]

    def _keep(self, attribute: Attribute, verb: str, parameters: Mapping[str, Any], shown: dict[str, Any]) -> None:
        by_verb = {word: value for value, word in attribute.verb.of_value.items()} if attribute.verb else {}
        if attribute.wire not in parameters:
            if verb in by_verb:
                shown[attribute.shown_as] = by_verb[verb]
            return
        given = parameters[attribute.wire]
        if isinstance(given, Mapping):
            kept = [entry for entry in shown.get(attribute.shown_as, []) if entry not in given.get("Remove", [])]
            given = kept + given.get("Add", [])
        shown[attribute.shown_as] = given
