# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module for remote domains of Exchange Server."""

from __future__ import annotations

DOCUMENTATION = r"""
module: exchange_remote_domain
short_description: Say how mail to and from another domain is treated by an Exchange organization
version_added: 0.1.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Creates, changes and removes remote domains. A remote domain sends mail nowhere; it says what may go to a domain
    outside (automatic replies, forwards, reports) and whether the domain is trusted.
  - Remote domains belong to the whole organization, so one Exchange server of it is host enough.
  - The service creates a remote domain with its two names and takes all else by a second call. The built-in
    V(Default) cannot be removed.
options:
  name:
    description:
      - The name of the remote domain, at most 64 characters. Case has no meaning.
    type: str
    required: true
  domain_name:
    description:
      - The domain, or V(*.fabrikam.com) for a domain and everything below it; V(*) is that of the built-in V(Default).
        Needed to create, and fixed from then on; a domain can have one remote domain only.
    type: str
  target_delivery_domain:
    description:
      - V(true) makes this the domain in which the remote mailboxes of the organization have the addresses their mail
        is sent on to. In a hybrid organization that is the coexistence domain.
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
      - V(InternalLegacy) makes O(is_internal) true as well, and is refused beside O(is_internal=false). What the
        service changes by itself is shown with the rest.
    type: str
    choices: [External, ExternalLegacy, InternalLegacy, None]
  is_internal:
    description:
      - V(true) counts the domain's people as colleagues, in mail flow rules for example.
      - Becoming V(false) makes O(allowed_oof_type) V(ExternalLegacy) as well; where the task wants another one, that
        is said by a call of its own.
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
  ndr_diagnostic_info_enabled:
    description:
      - V(false) leaves out of non-delivery reports the part for administrators, which names servers. Of no account
        without O(ndr_enabled=true).
    type: bool
    version_added: 0.2.0
  meeting_forward_notification_enabled:
    description:
      - Whether organizers in the domain are told when somebody here forwards their meeting.
    type: bool
    version_added: 0.2.0
  display_sender_name:
    description:
      - V(false) sends only the address of the sender and not the name. The vendor advises against it.
    type: bool
    version_added: 0.2.0
  use_simple_display_name:
    description:
      - V(true) sends the simple display name of the sender, for systems that cannot show all characters.
    type: bool
    version_added: 0.2.0
  tnef_enabled:
    description:
      - V(true) always sends rich text as TNEF (C(winmail.dat)), V(false) never. Null leaves it to what recipient and
        client ask for.
    type: bool
  content_type:
    description:
      - How text is sent. V(MimeHtmlText) as HTML, but plain text as it is; V(MimeText) always as plain text,
        V(MimeHtml) always as HTML.
    type: str
    version_added: 0.2.0
    choices: [MimeHtmlText, MimeText, MimeHtml]
  character_set:
    description:
      - The character set of MIME messages that name none, such as V(iso-8859-1) or V(utf-8). Null leaves it open.
    type: str
    version_added: 0.2.0
    choices:
      - big5
      - din_66003
      - euc-jp
      - euc-kr
      - gb18030
      - gb2312
      - hz-gb-2312
      - iso-2022-jp
      - iso-2022-kr
      - iso-8859-1
      - iso-8859-13
      - iso-8859-15
      - iso-8859-2
      - iso-8859-3
      - iso-8859-4
      - iso-8859-5
      - iso-8859-6
      - iso-8859-7
      - iso-8859-8
      - iso-8859-9
      - koi8-r
      - koi8-u
      - ks_c_5601-1987
      - ns_4551-1
      - sen_850200_b
      - shift_jis
      - utf-7
      - utf-8
      - windows-1250
      - windows-1251
      - windows-1252
      - windows-1253
      - windows-1254
      - windows-1255
      - windows-1256
      - windows-1257
      - windows-1258
      - windows-874
  non_mime_character_set:
    description:
      - The character set of plain text that names none. Null leaves it open.
    type: str
    version_added: 0.2.0
    choices:
      - big5
      - din_66003
      - euc-jp
      - euc-kr
      - gb18030
      - gb2312
      - hz-gb-2312
      - iso-2022-jp
      - iso-2022-kr
      - iso-8859-1
      - iso-8859-13
      - iso-8859-15
      - iso-8859-2
      - iso-8859-3
      - iso-8859-4
      - iso-8859-5
      - iso-8859-6
      - iso-8859-7
      - iso-8859-8
      - iso-8859-9
      - koi8-r
      - koi8-u
      - ks_c_5601-1987
      - ns_4551-1
      - sen_850200_b
      - shift_jis
      - utf-7
      - utf-8
      - windows-1250
      - windows-1251
      - windows-1252
      - windows-1253
      - windows-1254
      - windows-1255
      - windows-1256
      - windows-1257
      - windows-1258
      - windows-874
  required_charset_coverage:
    description:
      - How many percent of the characters of a message a character set has to cover to be chosen. Null leaves it
        open.
    type: int
    version_added: 0.2.0
  byte_encoder_type_for_7_bit_charsets:
    description:
      - How text in a 7-bit character set is encoded for transport. V(Undefined) is quoted-printable.
    type: str
    version_added: 0.2.0
    choices:
      - Undefined
      - Use7Bit
      - UseQP
      - UseBase64
      - UseQPHtmlDetectTextPlain
      - UseBase64HtmlDetectTextPlain
      - UseQPHtml7BitTextPlain
      - UseBase64Html7BitTextPlain
  preferred_internet_code_page_for_shift_jis:
    description:
      - The code page for Japanese text in Shift-JIS.
    type: str
    version_added: 0.2.0
    choices: [Undefined, "50220", "50221", "50222"]
  line_wrap_size:
    description:
      - After how many characters lines of a message are broken, from 0 to 132, or V(unlimited).
    type: str
    version_added: 0.2.0
  message_count_threshold:
    description:
      - How many messages may go to the domain before an alert; V(2147483647) is no alert.
    type: int
    version_added: 0.2.0
extends_documentation_fragment:
  - mailflow.hybrid.attributes
  - mailflow.hybrid.attributes.exchange
  - mailflow.hybrid.connection.exchange
  - mailflow.hybrid.resource
  - mailflow.hybrid.resource.renames
  - mailflow.hybrid.resource.replaced
"""

EXAMPLES = r"""
- name: Send mail of remote mailboxes on to the coexistence domain, as the hybrid wizard does
  mailflow.hybrid.exchange_remote_domain:
    name: Hybrid Domain - contoso.mail.onmicrosoft.com
    domain_name: contoso.mail.onmicrosoft.com
    target_delivery_domain: true

- name: Trust mail from the tenant, as the hybrid wizard does
  mailflow.hybrid.exchange_remote_domain:
    name: Hybrid Domain - contoso.onmicrosoft.com
    domain_name: contoso.onmicrosoft.com
    trusted_mail_inbound_enabled: true

- name: Let no automatic mail go to a partner, and never send it winmail.dat
  mailflow.hybrid.exchange_remote_domain:
    name: Fabrikam
    domain_name: "*.fabrikam.com"
    allowed_oof_type: None
    auto_forward_enabled: false
    auto_reply_enabled: false
    tnef_enabled: false

- name: Leave the format to recipients and clients again
  mailflow.hybrid.exchange_remote_domain:
    name: Fabrikam
    tnef_enabled: null

- name: Treat the partner as everybody else
  mailflow.hybrid.exchange_remote_domain:
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
    - The remote domain as it now is, or in check mode would be; its name and every option of this module that
      the service shows, in the spelling in which values are compared. Null when it is absent.
  returned: success
  type: dict
  sample:
    name: Fabrikam
    domain_name: "*.fabrikam.com"
    auto_reply_enabled: false
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
      sample: {Identity: Fabrikam, TNEFEnabled: null}
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
      sample: "ex1: remote domain 'Fabrikam'"
    after_header:
      description: The same; a resource that is created or removed says on one side that it is absent.
      returned: always
      type: str
      sample: "ex1: remote domain 'Fabrikam'"
    before:
      description: The attributes that differ, one on a line, as they were.
      returned: always
      type: str
      sample: "tnef_enabled: false\n"
    after:
      description: The same attributes as they are wanted.
      returned: always
      type: str
      sample: "tnef_enabled: (empty)\n"
"""
