# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule: a named check of what must hold on one side or across both, and the words it is told in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..model.finding import SEVERITIES, Finding
from .facts import Breach, Facts

# Rules that see Postfix as they see Exchange; each has its case there. All others see Exchange, or the tenant alone.
ON_POSTFIX = frozenset(
    {
        *("C01", "C03", "C07", "C08", "C11", "C17"),
        *("A01", "A02", "A03", "A04", "A09", "A14", "A15"),
        *("R07", "R10", "R12", "R16", "H03", "H04", "D07", "D08"),
        *("P01", "P04", "L01", "L02", "L03", "L05", "L09", "S04"),
    }
)

Check = Callable[[Facts], Iterable[Breach]]

# What a rule may need beside resources; a rule whose need is not met is not asked.
NEEDS = {
    "resources": "the resources of the sides, desired or observed",
    "topology": "what the topology says besides: domains, devices, public addresses",
    "certificates": "the certificates of the servers, which Exchange shows",
    "tls": "a probe of the public names",
    "partners": "a probe of the hosts of partners, where somebody asks for it",
    "dns": "answers of DNS",
    "cloud-addresses": "the addresses Exchange Online sends from",
}


@dataclass(frozen=True)
class Rule:
    """``holds`` says what must hold, ``otherwise`` what mail meets if not, ``remedy`` what to do.

    ``id`` is the row of the list of what must hold: C certificates, A attribution, R routing, H header trust,
    D domains, P protection, L limits, X devices, T time, S security. ``name`` is what people switch it off by.
    """

    id: str
    name: str
    severity: str
    needs: str
    holds: str
    otherwise: str
    remedy: str
    breaches: Check

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES or self.needs not in NEEDS:
            raise ValueError(f"Rule {self.id} has the severity {self.severity!r} and needs {self.needs!r}.")

    @property
    def sees_postfix(self) -> bool:
        """Whether it looks at Postfix on premises, too."""
        return self.id in ON_POSTFIX

    def findings(self, facts: Facts) -> Iterable[Finding]:
        """One finding for each place where the rule does not hold."""
        for breach in self.breaches(facts) if self.needs in facts.given else ():
            message = f"{breach.met}. {self.otherwise}. {self.remedy}."
            yield Finding(self.name, breach.path, message, breach.severity or self.severity)


def rule(
    ident: str, name: str, severity: str = "error", *, needs: str = "resources", holds: str, otherwise: str, remedy: str
) -> Callable[[Check], Rule]:
    """Make a rule of the function that finds its breaches."""
    return lambda check: Rule(ident, name, severity, needs, holds, otherwise, remedy, check)
