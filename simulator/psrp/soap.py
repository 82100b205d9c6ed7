# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WS-Management in SOAP: requests read, answers and faults written.

The shapes are those of recorded conversations with Windows servers, which remote PowerShell shares with Exchange.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

NAMESPACES: Final = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer",
    "p": "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "ps": "http://schemas.microsoft.com/powershell",
}
RSP: Final = NAMESPACES["rsp"]
ENVELOPE_NAMES: Final = " ".join(f'xmlns:{p}="{u}"' for p, u in NAMESPACES.items() if p != "ps")
ANONYMOUS: Final = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
FAULT_ACTION: Final = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
DURATION: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")

CREATE: Final = NAMESPACES["x"] + "/Create"
DELETE: Final = NAMESPACES["x"] + "/Delete"
COMMAND: Final = RSP + "/Command"
RECEIVE: Final = RSP + "/Receive"
SEND: Final = RSP + "/Send"
SIGNAL: Final = RSP + "/Signal"


class WSManFault(Exception):
    """An answer that is a fault: the SOAP subcode, the number clients look at, and the sentence."""

    def __init__(self, subcode: str, code: int, message: str, *, sender: bool = True) -> None:
        super().__init__(message)
        self.subcode = subcode
        self.code = code
        self.sender = sender


@dataclass(frozen=True)
class Request:
    """One request, reduced to what a PowerShell endpoint looks at."""

    action: str
    message_id: str
    resource_uri: str
    shell_id: str
    operation_timeout: float
    max_envelope_size: int
    body: ElementTree.Element

    def text(self, path: str) -> str:
        found = self.body.find(path, NAMESPACES)
        return (found.text or "") if found is not None else ""

    def attribute(self, path: str, name: str) -> str:
        found = self.body.find(path, NAMESPACES)
        return found.get(name, "") if found is not None else ""

    def content(self, path: str) -> bytes:
        """Base64 of every element at `path`, one after the other."""
        return b"".join(base64.b64decode(element.text or "") for element in self.body.iterfind(path, NAMESPACES))


def read_request(text: bytes) -> Request:
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  from a signed-in user on loopback; expat limits expansion
    except ElementTree.ParseError as error:
        raise malformed(f"the message is not well-formed XML: {error}") from error
    header, body = root.find("s:Header", NAMESPACES), root.find("s:Body", NAMESPACES)
    if header is None or body is None:
        raise malformed("the SOAP header or body is missing")
    return Request(
        action=header_text(header, "a:Action"),
        message_id=header_text(header, "a:MessageID"),
        resource_uri=header_text(header, "w:ResourceURI"),
        shell_id=header_text(header, "w:SelectorSet/w:Selector[@Name='ShellId']").upper(),
        operation_timeout=seconds(header_text(header, "w:OperationTimeout")),
        max_envelope_size=int(header_text(header, "w:MaxEnvelopeSize") or 153600),
        body=body,
    )


def malformed(reason: str) -> WSManFault:
    return WSManFault("w:SchemaValidationError", 2150858817, f"The SOAP message could not be read: {reason}.")


def header_text(header: ElementTree.Element, path: str) -> str:
    found = header.find(path, NAMESPACES)
    return (found.text or "").strip() if found is not None else ""


def seconds(duration: str) -> float:
    """An xs:duration; a minute where there is none, as the service's own default."""
    match = DURATION.fullmatch(duration)
    if not duration or match is None:
        return 60.0
    days, hours, minutes, rest = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def envelope(action: str, relates_to: str, body: str) -> str:
    """RelatesTo repeats the request's MessageID byte for byte, or clients refuse the answer."""
    return (
        f'<s:Envelope xml:lang="en-US" {ENVELOPE_NAMES}><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:{str(uuid.uuid4()).upper()}</a:MessageID><a:To>{ANONYMOUS}</a:To>"
        f"<a:RelatesTo>{escape(relates_to)}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def created(request: Request, endpoint: str, owner: str, address: str) -> str:
    shell = request.attribute("rsp:Shell", "ShellId").upper()
    return (
        f"<x:ResourceCreated><a:Address>{escape(endpoint)}</a:Address><a:ReferenceParameters>"
        f"<w:ResourceURI>{escape(request.resource_uri)}</w:ResourceURI><w:SelectorSet>"
        f'<w:Selector Name="ShellId">{escape(shell)}</w:Selector></w:SelectorSet></a:ReferenceParameters>'
        f"</x:ResourceCreated><rsp:Shell><rsp:ShellId>{escape(shell)}</rsp:ShellId>"
        f"<rsp:ResourceUri>{escape(request.resource_uri)}</rsp:ResourceUri><rsp:Owner>{escape(owner)}</rsp:Owner>"
        f"<rsp:ClientIP>{escape(address)}</rsp:ClientIP><rsp:IdleTimeOut>PT900.000S</rsp:IdleTimeOut>"
        "<rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>"
        "<rsp:ShellRunTime>P0DT0H0M0S</rsp:ShellRunTime><rsp:ShellInactivity>P0DT0H0M0S</rsp:ShellInactivity>"
        "</rsp:Shell>"
    )


def command_response(command_id: str) -> str:
    return f"<rsp:CommandResponse><rsp:CommandId>{escape(command_id)}</rsp:CommandId></rsp:CommandResponse>"


def receive_response(payloads: Sequence[bytes], command_id: str, *, done: bool) -> str:
    """Each payload in a stream of its own, and for a command whether it still runs."""
    of_command = f" CommandId={quoteattr(command_id)}" if command_id else ""
    streams = "".join(
        f'<rsp:Stream Name="stdout"{of_command}>{base64.b64encode(payload).decode()}</rsp:Stream>'
        for payload in payloads
    )
    state = ""
    if command_id:
        state = f'<rsp:CommandState{of_command} State="{RSP}/CommandState/{"Done" if done else "Running"}"/>'
    return f"<rsp:ReceiveResponse>{streams}{state}</rsp:ReceiveResponse>"


def fault(problem: WSManFault, machine: str) -> str:
    code = "Sender" if problem.sender else "Receiver"
    reason = escape(str(problem))
    return (
        f"<s:Fault><s:Code><s:Value>s:{code}</s:Value><s:Subcode><s:Value>{problem.subcode}</s:Value></s:Subcode>"
        f'</s:Code><s:Reason><s:Text xml:lang="en-US">{reason}</s:Text></s:Reason><s:Detail>'
        f'<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="{problem.code}" '
        f"Machine={quoteattr(machine)}><f:Message>{reason}</f:Message></f:WSManFault></s:Detail></s:Fault>"
    )


def timed_out() -> WSManFault:
    return WSManFault(
        "w:TimedOut",
        2150858793,
        "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.",
        sender=False,
    )


def unknown_shell(shell_id: str) -> WSManFault:
    return WSManFault(
        "w:InvalidSelectors",
        2150858843,
        "[FailureCategory=WSMan-InvalidShellID] The request for the Windows Remote Shell with ShellId "
        f"{shell_id} failed because the shell was not found on the server. Possible causes are: the specified ShellId "
        "is incorrect or the shell no longer exists on the server. Provide the correct ShellId or create a new shell "
        "and retry the operation.",
    )


def unknown_configuration(resource_uri: str) -> WSManFault:
    return WSManFault(
        "a:DestinationUnreachable",
        2150858811,
        f"The WS-Management service cannot process the request. The resource URI ({resource_uri}) was not found in "
        "the WS-Management catalog. The catalog contains the metadata that describes resources, or logical endpoints.",
    )


def too_many_shells(most: int) -> WSManFault:
    """The sentence was seen on a server, the number was not: it is WS-Management's own for a quota of shells."""
    return WSManFault(
        "w:QuotaLimit",
        2150859174,
        "[FailureCategory=WSMan-Others] Fail to create a runspace because you have exceeded the maximum number of "
        f"connections allowed : {most} for the policy party : MaxConcurrency. Please close existing runspace and try "
        "again.",
    )


def over_budget() -> WSManFault:
    """Throttling in the middle of a session. Both the sentence and the number are ours, after the quota's."""
    return WSManFault(
        "w:QuotaLimit",
        2150859174,
        "[FailureCategory=WSMan-Others] The request has been throttled: the user has exceeded the budget of the "
        "throttling policy party : PowerShellMaxCmdlets. Please wait and try again.",
    )
