# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DKIM signing of a domain: two selectors, one of which signs, and a rotation that renews the other.

Members and their forms as recorded from the service; parameters: New-, Set- and Rotate-DkimSigningConfig pages, checked
2026-08-21. A rotation takes four days and bars the next one until it is over (Microsoft Learn, "Set up DKIM"). That a
domain must be accepted is ours, and so are the middle label of the CNAME targets, which is random, and the keys.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from simulator import wording
from simulator.nouns.directory import touch, when_utc
from simulator.nouns.noun import Draft, Errand, Noun, Property, Rule, Shown
from simulator.world import World

ROTATION: Final = timedelta(hours=96)
DEFAULT_KEY_SIZE: Final = 1024
_PREFIXES: Final = {"selector1": "Selector1", "selector2": "Selector2"}
_MOMENTS: Final = ("KeyCreationTime", "LastChecked", "RotateOnDate")
_OTHER: Final = {"selector1": "selector2", "selector2": "selector1"}
_ZONE: Final = "a-v1.dkim.mail.microsoft"
_INITIAL: Final = ".onmicrosoft.com"
_NOT_ENABLED: Final = (
    "The config was created but can't be enabled because the CNAME records aren't published. Publish the following two "
    "CNAME records, and then enable the config by using Set-DkimSigningConfig. {} {}"
)
_ROTATING: Final = "The keys of '{Domain}' are being rotated until {RotateOnDate}; they can't be rotated again before."


def cname_target(world: World, domain: str, selector: str) -> str:
    """Where a selector's CNAME has to point."""
    tenant = world.tenant.domain.partition(".")[0]
    zone = world.tenant.domain if domain.endswith(_INITIAL) else f"{tenant}.{_ZONE}"
    return f"{selector}-{domain.replace('.', '-')}._domainkey.{zone}"


def published(world: World, domain: str) -> bool:
    """Whether both CNAMEs stand in DNS; the tenant's own domains have theirs from the service."""
    wanted = {f"{selector}._domainkey.{domain}": cname_target(world, domain, selector) for selector in _OTHER}
    return domain.endswith(_INITIAL) or all(world.dns.cnames.get(name) == target for name, target in wanted.items())


def active_selector(shown: Shown, moment: datetime) -> str:
    """The selector that signs: the old one until the day of rotation, then the new one."""
    rotated = _as_moment(shown["RotateOnDate"]) <= moment
    return str(shown["SelectorAfterRotateOnDate" if rotated else "SelectorBeforeRotateOnDate"])


def _settle(draft: Draft) -> None:
    """Fill in what follows from the domain, and sign only where the CNAMEs are."""
    after, domain = draft.after, str(draft.after["Domain"] or draft.after.get("Name"))
    after |= {"Name": domain, "Domain": domain}
    found = published(draft.world, domain)
    if draft.verb != "Set":
        made = _made(draft, domain)
        after |= {name: after[name] or value for name, value in made.items()}
    if draft.verb or not after["Status"]:
        after["Status"] = "Valid" if found else "CnameMissing"
    if draft.verb == "New" and after["Enabled"] and not found:
        after["Enabled"] = False
        draft.warnings.append(_NOT_ENABLED.format(after["Selector1CNAME"], after["Selector2CNAME"]))


def _made(draft: Draft, domain: str) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(_MOMENTS, when_utc("online", draft.moment))
    for selector, prefix in _PREFIXES.items():
        made[f"{prefix}KeySize"] = draft.given.get("KeySize", DEFAULT_KEY_SIZE)
        made[f"{prefix}CNAME"] = cname_target(draft.world, domain, selector)
        made[f"{prefix}PublicKey"] = _public_key(domain, selector, made["KeyCreationTime"])
    return made


def _rotate(errand: Errand) -> list[Shown]:
    """Renew the selector that does not sign, and let it sign in four days."""
    shown, moment = errand.target(), errand.now()
    if _as_moment(shown["RotateOnDate"]) > moment:
        raise wording.invalid(_ROTATING.format_map(shown), shown["Identity"])
    if not errand.what_if:
        shown |= _renewed(shown, moment, errand.given.get("KeySize"))
        touch(DKIM_SIGNING_CONFIG, shown, moment)
    return []


def _renewed(shown: Shown, moment: datetime, size: int | None) -> dict[str, Any]:
    active = active_selector(shown, moment)
    idle = _OTHER[active]
    prefix, now = _PREFIXES[idle], when_utc("online", moment)
    return {
        f"{prefix}KeySize": size or shown[f"{prefix}KeySize"],
        f"{prefix}PublicKey": _public_key(shown[f"{prefix}PublicKey"], now),
        "KeyCreationTime": now,
        "LastChecked": now,
        "RotateOnDate": when_utc("online", moment + ROTATION),
        "SelectorBeforeRotateOnDate": active,
        "SelectorAfterRotateOnDate": idle,
    }


def _public_key(*seed: str) -> str:
    """Looks like a key and is none."""
    digest = hashlib.sha256("/".join(seed).encode()).digest()
    return f"v=DKIM1; k=rsa; p={base64.b64encode(digest).decode()};"


def _as_moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _not_accepted(draft: Draft) -> bool:
    accepted = {known["DomainName"].lower() for known in draft.objects("AcceptedDomain")}
    return draft.after["Domain"].lower() not in accepted


def _unpublished(draft: Draft) -> bool:
    return draft.gives("Enabled", True) and not published(draft.world, draft.after["Domain"])


# The first sentence is quoted in public reports; the other is ours.
RULES: Final = (
    Rule(
        "dkim.cname",
        ("Set",),
        _unpublished,
        "CNAME record does not exist for this config. Please publish the following two CNAME records first. "
        "Domain Name : {Domain} Host Name : selector1._domainkey Points to address or value: {Selector1CNAME} "
        "Host Name : selector2._domainkey Points to address or value: {Selector2CNAME}",
    ),
    Rule("dkim.accepted", ("New",), _not_accepted, "The domain '{Domain}' isn't an accepted domain."),
)

DKIM_SIGNING_CONFIG: Final = Noun(
    name="DkimSigningConfig",
    side="online",
    container="CN=Hosted Dkim Signing Config,CN=Transport Settings",
    category="ms-Exch-Hosted-Dkim-Signing-Config",
    classes=("top", "msExchHostedDkimSigningConfig"),
    renamed={"DomainName": "Domain"},
    settle=_settle,
    rules=RULES,
    own={"Rotate": _rotate},
    properties=(
        Property("Domain"),
        Property("AdminDisplayName", ""),
        Property("Selector1KeySize", 0),
        Property("Selector1CNAME"),
        Property("Selector1PublicKey"),
        Property("Selector2KeySize", 0),
        Property("Selector2CNAME"),
        Property("Selector2PublicKey"),
        Property("Enabled", False),
        Property("IsDefault", False),
        Property("HeaderCanonicalization", "Relaxed"),
        Property("BodyCanonicalization", "Relaxed"),
        Property("Algorithm", "RsaSHA256"),
        Property("NumberOfBytesToSign", "All"),
        Property("IncludeSignatureCreationTime", True),
        Property("IncludeKeyExpiration", False),
        Property("KeyCreationTime"),
        Property("LastChecked"),
        Property("RotateOnDate"),
        Property("SelectorBeforeRotateOnDate", "selector2"),
        Property("SelectorAfterRotateOnDate", "selector1"),
        Property("Status"),
    ),
)
