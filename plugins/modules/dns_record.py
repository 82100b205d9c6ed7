# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for DNS records."""

from __future__ import annotations

DOCUMENTATION = r"""
module: dns_record
short_description: Publish a DNS record by a signed update
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes all records of one type at one name, or the strings of a TXT record that begin with one
    tag.
  - A record is replaced in one update that holds only while the record is as it was read, so that nothing is lost that
    somebody else writes at the same moment.
options:
  name:
    description:
      - Where the record stands and its type, as in C(contoso.com MX). Types are A, AAAA, CNAME, MX, SRV, TLSA and TXT.
        Case has no meaning.
      - Many share the TXT strings of a domain. A tag behind the type, as in C(contoso.com TXT v=spf1), means only those
        strings that begin with it; the others are left alone.
    type: str
    required: true
  records:
    description:
      - What the record holds, one entry each, as a zone file has it, without the dot at the end of names and without
        quotes. A text longer than 255 bytes is split on the way, as DNS wants it.
      - Needed to create. Takes C(add) and C(remove) as well, for lists that others write to.
      - Of SPF, DMARC, MTA-STS and TLS reporting there can be one at a name only; two count as none.
    type: raw
  ttl:
    description:
      - For how many seconds others may remember the record. A new one is given 3600 unless this says otherwise.
    type: int
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.dns
  - mailflow.hybrid.connection.dns
  - mailflow.hybrid.resource
"""

EXAMPLES = r"""
- name: Lead mail of a domain to Exchange Online
  mailflow.hybrid.dns_record:
    name: contoso.com MX
    records: [0 contoso-com.mail.protection.outlook.com]
    ttl: 3600

- name: Say who sends as the domain, and leave the domain's other TXT strings alone
  mailflow.hybrid.dns_record:
    name: contoso.com TXT v=spf1
    records: [v=spf1 ip4:198.51.100.10 include:spf.protection.outlook.com -all]

- name: Say where a host is
  mailflow.hybrid.dns_record:
    name: mail.contoso.com A
    records: [198.51.100.10]

- name: Add an address to those it has, whatever they are
  mailflow.hybrid.dns_record:
    name: mail.contoso.com A
    records: {add: [198.51.100.11]}

- name: Say no more who sends as the domain
  mailflow.hybrid.dns_record:
    name: contoso.com TXT v=spf1
    state: absent
"""

RETURN = r"""
changed:
  description: Whether an update was made; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The record as it now is, or in check mode would be; its name and every option of this module, in the spelling in
      which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: contoso.com MX
    records: [0 contoso-com.mail.protection.outlook.com]
    ttl: 3600
calls:
  description:
    - The updates, in order. They were made, or in check mode would be. After a failure, those that were made before it.
  returned: success, and when a call failed
  type: list
  elements: dict
  contains:
    cmdlet:
      description: What is done, in the manner of the other sides.
      returned: always
      type: str
      sample: New-DnsRecord
    parameters:
      description: Which record, and what it is to hold.
      returned: always
      type: dict
      sample: {Name: contoso.com MX, Records: [0 contoso-com.mail.protection.outlook.com], Ttl: 3600}
diff:
  description: What differs, for C(--diff). Empty when nothing does.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and the record.
      returned: always
      type: str
      sample: "ns1: DNS record 'contoso.com MX' (absent)"
    after_header:
      description: The same; a record that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ns1: DNS record 'contoso.com MX'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: ""
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "records: 0 contoso-com.mail.protection.outlook.com\nttl: 3600\n"
"""
