# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of Exchange servers: brought from a file, assigned to services, and removed when nothing uses them.

Rules: Get-, Import-, Enable- and Remove-ExchangeCertificate pages, checked 2026-08-21. Nothing takes a service off a
certificate. Assigning SMTP asks whether to replace the certificate with which the server's own transport is protected,
and over remote PowerShell nobody can answer but Force, which means yes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ...model.certificate_name import CertificateName
from ...model.resource import Resource
from ..base import Attribute, Kind, LeftOut, Rule
from ..forms import BOOLEAN, TEXT, Form, enum, listed
from ..own import Attributes, Own, Sent
from ..setting_forms import text_up_to

MASK = "********"
_THUMBPRINT = re.compile(r"[0-9A-F]{40}")
SERVICES = listed(replace(enum("Federation", "IIS", "IMAP", "POP", "SMTP", "UM", "UMCallRouter"), name="service"))
# The password itself never becomes a value: it would end up in plans and diffs.
PASSWORD = Form("password", lambda value: MASK)


def thumbprint(text: str) -> str:
    """Forty hexadecimal digits; blanks, colons and the invisible mark that Windows puts in front do not count."""
    return re.sub(r"[\s:\u200e]", "", text).upper()


def _name(value: Any) -> str:
    """SERVER\\THUMBPRINT, or the server and the name by which connectors point at a certificate."""
    server, _separator, own = str(value).partition("\\")
    if own.lstrip().upper().startswith(("<I>", "[I]")):
        return f"{server.upper()}\\{CertificateName.parse(own).canonical}"
    if not _THUMBPRINT.fullmatch(thumbprint(own)):
        raise ValueError(f"{own!r} is neither a thumbprint of 40 hexadecimal digits nor <I>issuer<S>subject")
    return f"{server.upper()}\\{thumbprint(own)}"


def _moment(value: Any) -> str:
    """A point in time, as the wire tells it or as a shell shows it; in UTC."""
    text = str(value).strip()
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        told = datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")
    moment = told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _seen(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the server's short name before the thumbprint, which the certificate tells where nothing else does."""
    server = str(shown["Identity"]).partition("\\")[0].partition(".")[0].upper()
    print_ = shown.get("Thumbprint") or hashlib.sha1(_der(shown), usedforsecurity=False).hexdigest()
    named = {"Name": f"<I>{shown['Issuer']}<S>{shown['Subject']}"} if {"Issuer", "Subject"} <= set(shown) else {}
    services = "" if shown["Services"] == "None" else shown["Services"]
    told = {"Thumbprint": thumbprint(str(print_)), "Services": services}
    return {**shown, **named, **told, "Identity": f"{server}\\{thumbprint(str(print_))}"}


def _der(shown: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(shown["RawData"], validate=True)
    except binascii.Error:
        raise KeyError("RawData") from None


def _meant(name: str, there: Sequence[Resource]) -> str:
    """Of several certificates of one issuer and subject the newest is meant, as Exchange means it."""
    try:
        wanted = _name(name)
    except ValueError:
        return name
    server, _separator, own = wanted.partition("\\")
    named = [
        certificate
        for certificate in there
        if certificate.attributes.get("certificate_name") == own and certificate.name.partition("\\")[0] == server
    ]
    return max(named, key=_age).name if named else wanted


def _age(certificate: Resource) -> tuple[str, str, str]:
    told = certificate.attributes
    return str(told.get("not_before", "")), str(told.get("not_after", "")), certificate.name


def _calls(identity: str, had: Attributes, becomes: Attributes) -> Iterator[Sent]:
    new = sorted(set(becomes["services"]) - set(had.get("services", ())))
    if new:
        force = {"Force": True} if "SMTP" in new else {}
        yield "Enable-ExchangeCertificate", {"Identity": identity, "Services": new, **force}


def _forbidden(had: Attributes, becomes: Attributes) -> Iterator[tuple[str, str]]:
    before, after = set(had.get("services", ())), set(becomes["services"])
    if before - after:
        yield (
            "certificate-keeps-services",
            f"nothing takes {', '.join(sorted(before - after))} off a certificate. Assign another certificate to it,"
            " and keep it in this one's list, or say only what is to be added (services: {add: [...]})",
        )
    if "SMTP" in after - before and not becomes.get("replace_default_certificate"):
        yield (
            "certificate-replaces-default",
            "assigning SMTP asks whether to replace the server's internal transport certificate, and only yes can be"
            " answered from here. Connectors that name a certificate (tls_certificate_name) use it without SMTP. If it"
            " is to replace it, say replace_default_certificate: true, and renew Edge subscriptions afterwards; if it"
            " is not, assign SMTP by hand and answer no",
        )


CERTIFICATE = Kind(
    side="exchange",
    name="certificate",
    noun="ExchangeCertificate",
    title="certificate",
    phase="accept",
    per_server=True,
    asked_by="Server",
    named_by=(),
    name_form=Form("certificate of a server", _name),
    longest_name=2048,
    made_by="Import",
    stands_for=_meant,
    seen=_seen,
    attributes=(
        Attribute(
            "file_data",
            "FileData",
            TEXT,
            on="new",
            needed=True,
            shown=False,
            task_only="a plan is read by many and holds no private key",
        ),
        Attribute(
            "password",
            "Password",
            PASSWORD,
            on="new",
            shown=False,
            task_only="a plan is read by many and holds no password",
        ),
        Attribute("friendly_name", "FriendlyName", text_up_to(63), on="new"),
        Attribute("private_key_exportable", "PrivateKeyExportable", BOOLEAN, on="new"),
        Attribute("services", "Services", SERVICES, on="verb", own=Own(_calls, forbidden=_forbidden, verb="Enable")),
        Attribute("replace_default_certificate", "", BOOLEAN, on="verb", shown=False),
        Attribute("allow_removal_in_use", "", BOOLEAN, on="verb", shown=False),
    ),
    rules=(
        Rule(
            "certificate-assigned",
            ("services",),
            lambda c: c["services"] and not c.get("allow_removal_in_use"),
            "it is assigned to services, and what they do without it shows only when somebody connects. Assign another"
            " certificate to them first; then say allow_removal_in_use: true, because nothing takes a service off a"
            " certificate",
            when="remove",
        ),
    ),
    told=(
        Attribute("certificate_name", "Name", Form("certificate name", lambda v: CertificateName.parse(v).canonical)),
        Attribute("issuer", "Issuer", TEXT),
        Attribute("subject", "Subject", TEXT),
        Attribute("certificate_domains", "CertificateDomains", listed(TEXT, commas=False)),
        Attribute("not_before", "NotBefore", Form("point in time", _moment)),
        Attribute("not_after", "NotAfter", Form("point in time", _moment)),
        Attribute("status", "Status", TEXT),
        Attribute("has_private_key", "HasPrivateKey", BOOLEAN),
        Attribute("is_self_signed", "IsSelfSigned", BOOLEAN),
    ),
    used_by=(("receive_connector", "tls_certificate_name"), ("send_connector", "tls_certificate_name")),
    called_too=("certificate_name",),
    left_out=(
        LeftOut("server", "Server", "it is the first part of the name, as in EX1\\THUMBPRINT"),
        LeftOut("thumbprint", "Thumbprint", "it is the second part of the name, as in EX1\\THUMBPRINT"),
        LeftOut(
            "file_name", "FileName", "servers read no file of a share any longer; file_data is read on the controller"
        ),
        LeftOut("do_not_require_ssl", "DoNotRequireSsl", "it acts once, on the web site, and cannot be read back"),
        LeftOut(
            "network_service_allowed",
            "NetworkServiceAllowed",
            "it acts once, on the file of the private key, and cannot be read back",
        ),
    ),
)
