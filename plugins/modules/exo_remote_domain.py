# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for remote domains of Exchange Online."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exo_remote_domain
short_description: Say how mail to and from another domain is treated by Exchange Online
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes remote domains. A remote domain sends mail nowhere; it says what may go to a domain
    outside (automatic replies, forwards, reports), how mail to it is written, and whether the domain is trusted.
  - The service creates a remote domain with its two names and takes all else by a second call.
  - Left out is C(NDRDiagnosticInfoEnabled), which the service takes and which works on premises only.
options:
  name:
    description:
      - The name of the remote domain, at most 64 characters. Case has no meaning. V(Default) is the built-in one, for
        all domains without one of their own.
    type: str
    required: true
  domain_name:
    description:
      - The domain, or V(*.fabrikam.com) for a domain and everything below it. Needed to create, and fixed from then
        on; a domain can have one remote domain only.
    type: str
  target_delivery_domain:
    description:
      - V(true) makes this the domain in which people on the other side of a shared organization have the addresses
        their mail is sent on to.
    type: bool
  trusted_mail_inbound_enabled:
    description:
      - V(true) lets mail from the domain pass without content and recipient filtering.
    type: bool
  trusted_mail_outbound_enabled:
    description:
      - V(true) lets mail to the domain pass without filtering.
    type: bool
  allowed_oof_type:
    description:
      - Which out-of-office replies may go to the domain. V(External) those meant for outsiders, V(ExternalLegacy)
        these and those of old clients, V(InternalLegacy) those meant for colleagues and of old clients, V(None) none.
      - V(InternalLegacy) and O(is_internal=true) go together; the service rewrites one without the other, so such a
        wish is refused.
    type: str
    choices: [External, ExternalLegacy, InternalLegacy, None]
  is_internal:
    description:
      - V(true) counts the domain's people as colleagues, in mail flow rules for example.
    type: bool
  auto_forward_enabled:
    description:
      - Whether mail that a client forwards by itself may go to the domain.
    type: bool
  auto_reply_enabled:
    description:
      - Whether automatic replies may go to the domain.
    type: bool
  delivery_report_enabled:
    description:
      - Whether delivery reports may go to the domain.
    type: bool
  ndr_enabled:
    description:
      - Whether non-delivery reports may go to the domain.
    type: bool
  meeting_forward_notification_enabled:
    description:
      - Whether an organizer in the domain is told that somebody forwarded the invitation.
    type: bool
  display_sender_name:
    description:
      - V(false) leaves the sender's display name out of mail to the domain. Microsoft advises against changing it
        without support.
    type: bool
  use_simple_display_name:
    description:
      - V(true) sends the simple display name, without letters that old systems cannot read.
    type: bool
  tnef_enabled:
    description:
      - V(true) always sends rich text as TNEF (C(winmail.dat)), V(false) never. Null leaves it to what recipient and
        client ask for.
    type: bool
  content_type:
    description:
      - V(MimeHtmlText) sends HTML with a text part beside it and leaves text messages text, V(MimeText) sends text
        only, V(MimeHtml) HTML only.
    type: str
    choices: [MimeHtmlText, MimeText, MimeHtml]
  line_wrap_size:
    description:
      - After how many characters, V(0) to V(132), lines of text are broken; V(unlimited) breaks none.
    type: str
  character_set:
    description:
      - The character set of MIME messages that name none themselves. Null names none.
    type: str
    choices:
      - utf-8
      - utf-7
      - iso-8859-1
      - iso-8859-2
      - iso-8859-3
      - iso-8859-4
      - iso-8859-5
      - iso-8859-6
      - iso-8859-7
      - iso-8859-8
      - iso-8859-9
      - iso-8859-13
      - iso-8859-15
      - windows-874
      - windows-1250
      - windows-1251
      - windows-1252
      - windows-1253
      - windows-1254
      - windows-1255
      - windows-1256
      - windows-1257
      - windows-1258
      - big5
      - euc-jp
      - euc-kr
      - gb18030
      - gb2312
      - hz-gb-2312
      - iso-2022-jp
      - iso-2022-kr
      - shift_jis
      - din_66003
      - koi8-r
      - koi8-u
      - ks_c_5601-1987
      - ns_4551-1
      - sen_850200_b
  non_mime_character_set:
    description:
      - The character set of plain text that names none itself. Null names none.
    type: str
    choices:
      - utf-8
      - utf-7
      - iso-8859-1
      - iso-8859-2
      - iso-8859-3
      - iso-8859-4
      - iso-8859-5
      - iso-8859-6
      - iso-8859-7
      - iso-8859-8
      - iso-8859-9
      - iso-8859-13
      - iso-8859-15
      - windows-874
      - windows-1250
      - windows-1251
      - windows-1252
      - windows-1253
      - windows-1254
      - windows-1255
      - windows-1256
      - windows-1257
      - windows-1258
      - big5
      - euc-jp
      - euc-kr
      - gb18030
      - gb2312
      - hz-gb-2312
      - iso-2022-jp
      - iso-2022-kr
      - shift_jis
      - din_66003
      - koi8-r
      - koi8-u
      - ks_c_5601-1987
      - ns_4551-1
      - sen_850200_b
  byte_encoder_type_for_7_bit_charsets:
    description:
      - How text in a 7-bit character set is encoded, as 7-bit, quoted-printable (QP) or base64, for HTML and plain
        text alike or differently. V(Undefined) is quoted-printable.
    type: str
    choices:
      - Use7Bit
      - UseQP
      - UseBase64
      - UseQPHtmlDetectTextPlain
      - UseBase64HtmlDetectTextPlain
      - UseQPHtml7BitTextPlain
      - UseBase64Html7BitTextPlain
      - Undefined
  preferred_internet_code_page_for_shift_jis:
    description:
      - The code page of Japanese mail; V(Undefined) leaves it to the service.
    type: str
    choices: ['50220', '50221', '50222', Undefined]
  required_charset_coverage:
    description:
      - How many percent of the characters a character set must have to be chosen. Null leaves it to the service.
    type: int
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exo
  - mailflow.hybrid.connection.exo
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Send mail between the sides of the organization as within one
  mailflow.hybrid.exo_remote_domain:
    name: Hybrid Domain - corp.contoso.com
    domain_name: corp.contoso.com
    is_internal: true
    allowed_oof_type: InternalLegacy
    trusted_mail_inbound_enabled: true

- name: Let no automatic mail go to a partner, and never send it winmail.dat
  mailflow.hybrid.exo_remote_domain:
    name: Fabrikam
    domain_name: "*.fabrikam.com"
    allowed_oof_type: None
    auto_forward_enabled: false
    tnef_enabled: false
    character_set: utf-8

- name: Leave format and character set to recipients and clients again
  mailflow.hybrid.exo_remote_domain:
    name: Fabrikam
    tnef_enabled: null
    character_set: null

- name: Forbid forwarding to all who have no remote domain of their own
  mailflow.hybrid.exo_remote_domain:
    name: Default
    auto_forward_enabled: false

- name: Treat the partner as everybody else
  mailflow.hybrid.exo_remote_domain:
    name: Fabrikam
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
    - The remote domain as it now is, or in check mode would be; its name and every option of this module that the
      service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Fabrikam
    domain_name: '*.fabrikam.com'
    auto_forward_enabled: false
    tnef_enabled: null
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
      sample: Set-RemoteDomain
    parameters:
      description: Its parameters, as they are sent.
      returned: always
      type: dict
      sample: {Identity: Fabrikam, AutoForwardEnabled: false}
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
      sample: "contoso_online: remote domain 'Fabrikam'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "contoso_online: remote domain 'Fabrikam'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "auto_forward_enabled: true\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "auto_forward_enabled: false\n"
"""
