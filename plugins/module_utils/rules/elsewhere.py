# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold and is no rule here: why not, and who decides it instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Elsewhere:
    """``needs`` says what would decide it: ``evidence``, ``form``, another rule, or knowledge nobody states."""

    id: str
    holds: str
    needs: str
    because: str


EVIDENCE, FORM, UNSTATED = "evidence", "form of the value", "what nobody states"
FLOW = "a flow that is stated"
PROBE = "A message shows it: state a probe in mailflow_verify_probes, and mailflow_verify sends it."

ELSEWHERE = (
    Elsewhere(
        "C04",
        "no other tenant has an inbound connector of type OnPremises for the same certificate name",
        UNSTATED,
        "A topology has one tenant; what others have is not shown to us.",
    ),
    Elsewhere(
        "C10",
        "Exchange trusts the authority that signs Exchange Online's certificate, with its intermediates",
        EVIDENCE,
        "The trust store of each server decides. " + PROBE,
    ),
    Elsewhere(
        "C15",
        "no device between the sides ends TLS or rewrites SMTP",
        EVIDENCE,
        "starttls-not-offered meets one that strips STARTTLS; one that rewrites headers shows in a message only.",
    ),
    Elsewhere(
        "C22",
        "the internal transport certificate is the one of the Edge subscription",
        EVIDENCE,
        "Exchange shows no certificate of a subscription; a failing EdgeSync does.",
    ),
    Elsewhere(
        "A05",
        "a list of sender addresses holds IPv4 addresses and networks of /24 to /32 only",
        FORM,
        "Any other value is refused when the topology is read.",
    ),
    Elsewhere(
        "A07",
        "a transaction through a connector by address has recipients of one domain if its sender is foreign",
        EVIDENCE,
        "It is a habit of the sending program. " + PROBE,
    ),
    Elsewhere(
        "A08",
        "below a wildcard certificate name there is no gateway that is not ours",
        UNSTATED,
        "The wildcard is what the hybrid wizard writes; only who knows every gateway below it can tell.",
    ),
    Elsewhere(
        "A10",
        "connectors of a test tenant do not match production senders",
        UNSTATED,
        "A topology has one tenant; plan each of them with its own.",
    ),
    Elsewhere(
        "A13",
        "mail flow rules tolerate mail from outside to outside, where it is relayed through the tenant",
        UNSTATED,
        "Whether a rule means to block it is its author's to say.",
    ),
    Elsewhere(
        "A16",
        "what is not Exchange does not rely on trusted headers",
        "H03, H05",
        "Its breach is one of those rules'.",
    ),
    Elsewhere(
        "A17",
        "a service that relays through the tenant is known by a certificate name that the tenant accepts",
        "C02",
        "Its breach is that rule's.",
    ),
    Elsewhere(
        "A18",
        "a tenant that takes mail from strangers has a mail licence",
        EVIDENCE,
        "Licences are not mail flow; 451 4.4.4 ATTR5 says so.",
    ),
    Elsewhere(
        "R08",
        "mail from cloud to cloud that has to pass premises goes by a connector scoped to a rule",
        FLOW,
        "Centralized transport never covers such mail. State it under flows with via: [on_premises].",
    ),
    Elsewhere(
        "R18",
        "a load balancer keeps the address of the client on port 25",
        EVIDENCE,
        "The address that arrives shows it: read the Received header of a message that was sent as a probe.",
    ),
    Elsewhere(
        "R24",
        "nobody trusts is_validated alone",
        "no rule",
        "It binds who checks, not what is checked: no rule here reads is_validated.",
    ),
    Elsewhere(
        "D01",
        "every recipient of an authoritative domain is in the tenant's directory",
        EVIDENCE,
        "Recipients are not managed here; compare the directories, or probe single addresses with until: recipients.",
    ),
    Elsewhere(
        "D02",
        "dynamic distribution groups have a contact of the same address in the tenant",
        EVIDENCE,
        "Groups are not managed here. " + PROBE,
    ),
    Elsewhere(
        "D03",
        "mail-enabled public folders are synchronized to the tenant",
        EVIDENCE,
        "Public folders are not managed here. " + PROBE,
    ),
    Elsewhere(
        "D04",
        "unknown recipients are refused at the edge where that is wanted: MX at the tenant, domain authoritative",
        FLOW,
        "internal_relay says that unknown recipients are wanted. State one under flows with arrives: false if not.",
    ),
    Elsewhere(
        "D05",
        "who sends to a domain that the tenant does not accept is attributed",
        "A01, C01, C02",
        "Its breach is one of those rules'.",
    ),
    Elsewhere(
        "P06",
        "who reaches a receive connector that trusts the cloud's certificate is limited, as every tenant shares it",
        UNSTATED,
        "The wizard itself leaves it open, and nothing on the connector tells tenants apart: limit it at the firewall.",
    ),
    Elsewhere(
        "P11",
        "an IP allow or block list holds no IPv6 and nothing wider than /24",
        FORM,
        "Any other value is refused when the topology is read.",
    ),
    Elsewhere(
        "P12",
        "SPF, block lists and greylisting on premises exempt Exchange Online",
        EVIDENCE,
        "Agents and content filters are not managed here. " + PROBE,
    ),
    Elsewhere(
        "L06",
        "Exchange servers are at the patch level that Exchange Online asks for",
        EVIDENCE,
        "Builds are not read here; 450 4.7.230 and the tenant's report of out-of-date servers say so.",
    ),
    Elsewhere(
        "L07",
        "the tenant stays below its daily number of external recipients",
        EVIDENCE,
        "The tenant's report counts them; 550 5.7.233 says so.",
    ),
    Elsewhere(
        "X03",
        "a device that signs in sends as its mailbox, or has SendAs for the address",
        EVIDENCE,
        "Rights of mailboxes are not managed here; 550 5.7.60 says so.",
    ),
    Elsewhere(
        "X04",
        "a standalone Edge lets signed-in users send as our domains",
        EVIDENCE,
        "No session reaches an Edge server; 550 5.7.60 says so.",
    ),
    Elsewhere(
        "T02",
        "receive connectors of an Edge are set again after it was subscribed again",
        EVIDENCE,
        "No session reaches an Edge server: mailflow_check tells what to set, verify.yml sees its certificate.",
    ),
    Elsewhere(
        "T03",
        "queued mail is resubmitted after a send connector has changed",
        EVIDENCE,
        "Queues are not read here: Retry-Queue -Resubmit.",
    ),
    Elsewhere(
        "T04",
        "a change in the tenant is given up to 30 minutes to work",
        EVIDENCE,
        "Time decides: run verify.yml again.",
    ),
    Elsewhere(
        "T06",
        "no server in the path is Exchange 2016 or 2019, whose support ended in October 2026",
        EVIDENCE,
        "Versions are not read here; see L06.",
    ),
)
