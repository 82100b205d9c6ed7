# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failure of remote PowerShell means: error records of cmdlets, faults of WSMan, pages of web servers. No I/O.

A cmdlet's error record names its exception twice: as the reason, and in the id as
`[FailureCategory=Cmdlet-ManagementObjectNotFoundException]`. The category and the time stamp are of no use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .refusals import BY_EXCEPTION, as_sentence, refusal, short_name
from .session import Invalid, Refused, SessionError, SignInRefused, Throttled, Unavailable

# WSMan fault codes (WinError.h, ERROR_WSMAN_*).
ACCESS_DENIED = 5
TIMED_OUT = 2150858793
NO_SUCH_CONFIGURATION = 2150858811
NO_SUCH_SHELL = 2150858843

QUOTA = re.compile(r"maximum (number )?of|quota|exceeded|throttl|too many", re.IGNORECASE)
STOPPED = re.compile(r'^The running command stopped because the preference variable "ErrorActionPreference".*? Stop: ')
"""What PowerShell puts before the sentence of an error it was told to stop at."""
HIDDEN_CMDLET = "CommandNotFoundException"
HIDDEN_PARAMETER = "NamedParameterNotFound"


@dataclass(frozen=True)
class Record:
    """An error record, reduced to what tells errors apart."""

    reason: str = ""
    error_id: str = ""
    sentence: str = ""
    types: Sequence[str] = ()

    @property
    def said(self) -> str:
        """The sentence as the cmdlet meant it."""
        return STOPPED.sub("", self.sentence)

    @property
    def exception(self) -> str:
        """The exception's short name, from the first place that names one we know, else the reason."""
        category = re.search(r"FailureCategory=(?:Cmdlet-)?(\w+)", self.error_id)
        names = [self.reason, category[1] if category else "", self.error_id, *map(short_name, self.types)]
        return next((name for name in names if name in BY_EXCEPTION), self.reason)


@dataclass(frozen=True)
class Fault:
    """A failure below the cmdlets: a WSMan fault code, an HTTP status, and what was said."""

    code: int = 0
    status: int = 0
    sentence: str = ""

    @property
    def uncertain(self) -> bool:
        """Whether what was asked for may have been done; WSMan's faults and a web server's refusals say it was not."""
        return not self.code and (self.status == 0 or (self.status >= 500 and self.status != 503))


def refused(record: Record, cmdlet: str, endpoint: str, user: str) -> SessionError:
    """The error that a cmdlet's error record stands for."""
    if record.exception == HIDDEN_CMDLET:
        return _hidden_cmdlet(record, cmdlet, endpoint, user)
    if HIDDEN_PARAMETER in record.error_id:
        return _hidden_parameter(record, cmdlet, endpoint, user)
    kind = BY_EXCEPTION.get(record.exception, Invalid)
    return refusal(kind, cmdlet, endpoint, record.error_id, record.said)


def _hidden_cmdlet(record: Record, cmdlet: str, endpoint: str, user: str) -> Refused:
    return Refused(
        f"{cmdlet}: {endpoint} does not offer it to {user}. Exchange hides cmdlets for which the account's management "
        f"roles (RBAC) give no right. Give {user} a role that contains {cmdlet}: Organization Management for all of "
        f"them, or see who has it with: Get-ManagementRole -Cmdlet {cmdlet}",
        record.error_id,
        record.said,
    )


def _hidden_parameter(record: Record, cmdlet: str, endpoint: str, user: str) -> Invalid:
    return Invalid(
        f"{cmdlet}: {endpoint} does not accept the call: {as_sentence(record.said)} Either this version of "
        f"Exchange has no such parameter, or the management roles (RBAC) of {user} hide it.",
        record.error_id,
        record.said,
    )


def faulted(fault: Fault, endpoint: str, user: str, auth: str, configuration: str) -> SessionError:
    """The error for a conversation that could not be opened or went wrong below the cmdlets."""
    told: dict[int, tuple[type[SessionError], str]] = {
        ACCESS_DENIED: (SignInRefused, f"{endpoint} does not let {user} in. Allow the account remote PowerShell: "
                        "Set-User -RemotePowerShellEnabled $true"),
        NO_SUCH_CONFIGURATION: (Unavailable, f"{endpoint} has no session configuration '{configuration}': it is not "
                                "Exchange's remote PowerShell. Correct host, port and path (PowerShell/)."),
        NO_SUCH_SHELL: (Unavailable, f"{endpoint} has lost the session. Run again; behind a load balancer, let one "
                        "client stay on one server."),
        TIMED_OUT: (Unavailable, f"{endpoint} did not open a session in time. Run again, or allow it more time with "
                    "ansible_exchange_operation_timeout."),
    }  # fmt: skip
    kind, words = told.get(fault.code) or _by_status(fault, endpoint, user, auth)
    return kind(words, str(fault.code or ""), fault.sentence)


def _by_status(fault: Fault, endpoint: str, user: str, auth: str) -> tuple[type[SessionError], str]:
    said = as_sentence(fault.sentence)
    if QUOTA.search(fault.sentence):
        return Throttled, f"{endpoint} asks {user} for less: {said} Close other sessions, or wait some minutes."
    if fault.status == 401:
        offered = re.search(r"actual: '([^']*)'", fault.sentence)
        offers = f" (it offers: {offered[1] or 'nothing'})" if offered else ""
        return SignInRefused, f"{endpoint} refused the sign-in of {user} with {auth}{offers}. {sign_in_remedy(auth)}"
    if fault.status == 403:
        return Refused, f"{endpoint} forbids {user} the way in (HTTP 403): {said} Check what guards the path."
    if fault.status == 404:
        return Unavailable, f"{endpoint} does not exist (HTTP 404). Correct the path: Exchange's is PowerShell/"
    if fault.status == 503:
        return Unavailable, f"{endpoint} is out of service (HTTP 503): {said} Run again later."
    if 300 <= fault.status < 400:
        return Unavailable, f"{endpoint} redirects to {fault.sentence}. Give that as host, port and path (PowerShell/)."
    status = f" (HTTP {fault.status})" if fault.status else ""
    return Unavailable, f"{endpoint} broke off the conversation{status}: {said} Check path and server, and run again."


def sign_in_remedy(auth: str) -> str:
    """What to do when a way of signing in was not accepted."""
    if auth == "basic":
        return "Check user and password, and that Basic authentication is enabled on the virtual directory."
    if auth == "certificate":
        return "Check that the certificate is mapped to the account and enabled on the virtual directory."
    return (
        "Check user and password, that the host is given by its full name, and that a ticket can be had for the "
        "service ansible_exchange_negotiate_service names (HTTP)."
    )
