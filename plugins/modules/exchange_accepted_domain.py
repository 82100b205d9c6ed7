# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for accepted domains of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_accepted_domain
short_description: Say for which domains an Exchange organization takes mail
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes accepted domains. Mail for any other domain is not taken from outside.
  - Accepted domains belong to the whole organization, so one Exchange server of it is host enough.
  - The default domain cannot be removed until another one is the default.
options:
  name:
    description:
      - The domain itself, such as V(contoso.com). Its label in Exchange may be another; only a new domain is labelled
        by its name. Case has no meaning.
    type: str
    required: true
  domain_type:
    description:
      - V(Authoritative) delivers inside the organization and refuses recipients that do not exist there.
        V(InternalRelay) sends on, by a send connector, what has no recipient here, because some mailboxes are
        elsewhere. V(ExternalRelay) sends all of it on to somebody else's system.
    type: str
    choices: [Authoritative, InternalRelay, ExternalRelay]
  match_sub_domains:
    description:
      - V(true) takes mail for everything below the domain as well.
    type: bool
  address_book_enabled:
    description:
      - V(true) looks recipients of the domain up and lets unknown ones be refused. On a new domain it is V(true) if
        that is V(Authoritative), otherwise V(false).
    type: bool
    version_added: 0.2.0
  make_default:
    description:
      - V(true) makes this the default domain, whose name stands in for a missing one, and so takes that from the
        domain that was. V(false) is refused for the default domain, since one always is.
    type: bool
    version_added: 0.2.0
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
"""

EXAMPLES = r"""
- name: Take mail for the domain that leads to cloud mailboxes, as the hybrid wizard does
  mailflow.hybrid.exchange_accepted_domain:
    name: contoso.mail.onmicrosoft.com
    domain_type: Authoritative

- name: Take mail for a domain that a partner serves, to send it on
  mailflow.hybrid.exchange_accepted_domain:
    name: lists.fabrikam.com
    domain_type: ExternalRelay

- name: Let mail pass on for recipients that are not here, below the domain as well
  mailflow.hybrid.exchange_accepted_domain:
    name: contoso.co.uk
    domain_type: InternalRelay
    match_sub_domains: true

- name: No longer take mail for the partner's domain
  mailflow.hybrid.exchange_accepted_domain:
    name: lists.fabrikam.com
    state: absent
"""

RETURN = r"""
changed:
  description: Whether a call was made that changes something; in check mode, whether one would be.
  returned: always
  type: bool
  sample: true
resource:
  description:
    - The accepted domain as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: contoso.co.uk
    domain_type: InternalRelay
    match_sub_domains: true
calls:
  description:
    - The cmdlets that change something, in order. They were made, or in check mode would be. After a failure, those
      that were made before it.
  returned: success, and when a call failed
  type: list
  elements: dict
  contains:
    cmdlet:
      description: The cmdlet.
      returned: always
      type: str
      sample: Set-AcceptedDomain
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: contoso.co.uk, DomainType: InternalRelay}
diff:
  description: What differs, for C(--diff). Empty when nothing does.
  returned: success
  type: list
  elements: dict
  contains:
    before_header:
      description: The host and the resource.
      returned: always
      type: str
      sample: "ex1: accepted domain 'contoso.co.uk'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: accepted domain 'contoso.co.uk'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "domain_type: Authoritative\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "domain_type: InternalRelay\n"
"""
