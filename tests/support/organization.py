# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization of the inventories, with all that any of them speaks of, and what each of them states."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from simulator.world import WORLDS, World, read_world

INVENTORIES = Path(__file__).parents[2] / "inventories"
TOPOLOGIES = {path.parents[2].name: path for path in sorted(INVENTORIES.glob("*/group_vars/all/topology.yml"))}


NO_EDGES: Mapping[str, str] = {}
# By which name Exchange Online is known in each cloud.
MAIL_NAMES = {"worldwide": "mail.protection.outlook.com", "gcc_high": "mail.protection.office365.us"}


def stated(inventory: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TOPOLOGIES[inventory].read_text())["mailflow"]
    return document


def world(tenant: str = "contoso", cloud: str = "worldwide", edges: Mapping[str, str] = NO_EDGES) -> World:
    """Contoso, or another tenant, with what some inventories have more: a branch, an Edge server, certificates.

    ``edges``, by their subscriptions with the site of each, stand in front; without, there is one that nobody calls.
    """
    suffix, mail_name = (".onmicrosoft.us" if cloud == "gcc_high" else ".onmicrosoft.com"), MAIL_NAMES[cloud]
    text = (WORLDS / "contoso.yml").read_text(encoding="utf-8")
    text = re.sub(r"\bcontoso(?=(\.mail|-mail)?[.-]onmicrosoft|\.mail\.protection)", tenant, text)
    document = yaml.safe_load(text.replace(".onmicrosoft.com", suffix).replace(MAIL_NAMES["worldwide"], mail_name))
    objects = document["objects"]["exchange"]
    document["servers"].append({"name": "EX3", "fqdn": "ex3.corp.contoso.com"})
    third = [copy.deepcopy(shown) for shown in objects["ReceiveConnector"] if shown["Server"] == "EX2"]
    for shown in third:
        shown |= {"Name": shown["Name"].replace("EX2", "EX3"), "Server": "EX3", "Fqdn": "ex3.corp.contoso.com"}
    objects["ReceiveConnector"] += third
    document["edges"] = [{"name": "EDGE1", "fqdn": "edge1.contoso.com", "internet_connector": False}]
    everywhere = {"issuer": "CN=Example CA, O=Example", "subject": "CN=*.contoso.com, O=Contoso"}
    document["certificates"].append(
        {"name": "wildcard", **everywhere, "names": ["*.contoso.com"], "servers": ["EX1", "EX2", "EX3"]}
    )
    british = {"issuer": "CN=Example CA, O=Example", "subject": "CN=mail.contoso.co.uk, O=Contoso"}
    document["certificates"].append({"name": "british", **british, "names": ["mail.contoso.co.uk"], "servers": ["EX3"]})
    if edges:
        _with_edges(document, edges)
    return read_world("contoso", document)


def _with_edges(document: dict[str, Any], edges: Mapping[str, str]) -> None:
    """In front of it all, with the certificate; what goes to the Internet takes their connector."""
    names = {name: f"{name.lower()}.contoso.com" for name in edges}
    document["edges"] = [{"name": name, "fqdn": names[name], "site": site} for name, site in edges.items()]
    document["certificates"][0]["servers"] = [*document["certificates"][0]["servers"], *edges]
    for server in document["servers"]:
        server["site"] = next(iter(edges.values()))
    inside = {"10.20.0.11": "exchange"}
    document["dns"]["hosts"] |= {
        "198.51.100.10": "edge",
        "mail.contoso.com": "edge",
        **dict.fromkeys(names.values(), "edge"),
        **inside,
    }
    document["addresses"]["127.0.0.11"] = "10.20.0.11"
    for noun in ("SendConnector", "ADPermission"):
        document["objects"]["exchange"][noun] = []
