# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What remote domains are on either side: what may go out, and how it is written."""

from __future__ import annotations


class ModuleDocFragment:
    """The options both sides take."""

    DOCUMENTATION = r"""
options:
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
"""
