# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the transport configurations of both sides share: reports, postmaster and formats."""

from __future__ import annotations


class ModuleDocFragment:
    """The options both sides take."""

    DOCUMENTATION = r"""
options:
  address_book_policy_routing_enabled:
    description:
      - V(true) keeps apart people who do not see each other in their address books. To each other they look like
        outsiders. It may take half an hour until all servers know.
    type: bool
  clear_categories:
    description:
      - V(true) takes Outlook's categories off mail that is submitted, so that a sender's own words do not reach
        recipients.
    type: bool
  convert_disclaimer_wrapper_to_eml:
    description:
      - V(true) makes the original message, where a disclaimer had to be wrapped round it, an attachment that any mail
        program opens; V(false) one that only Outlook does.
    type: bool
  dsn_conversion_mode:
    description:
      - What becomes of reports that other systems wrote. V(UseExchangeDSNs) writes them anew, V(PreserveDSNBody)
        keeps their text, V(DoNotConvert) leaves them as they came.
    type: str
    choices: [DoNotConvert, PreserveDSNBody, UseExchangeDSNs]
  external_delay_dsn_enabled:
    description:
      - Whether external senders are told when their mail is late.
    type: bool
  external_dsn_default_language:
    description:
      - The language of reports to external people, such as V(en-US). Null leaves it to the servers' own language.
    type: str
  external_dsn_language_detection_enabled:
    description:
      - V(true) writes a report in the language of the message it is about, V(false) always in the default language.
    type: bool
  external_dsn_reporting_authority:
    description:
      - The domain that reports to external people name as their author. Null leaves it to the default accepted
        domain.
    type: str
  external_dsn_send_html:
    description:
      - V(true) sends reports to external people as HTML, V(false) as plain text.
    type: bool
  external_postmaster_address:
    description:
      - The sender of reports that go outside. Null makes it C(postmaster) in the default accepted domain.
    type: str
  header_promotion_mode_setting:
    description:
      - Whether unknown C(X-) headers of mail become named properties of a mailbox. V(NoCreate) never, V(MayCreate)
        for signed-in senders, V(MustCreate) always.
    type: str
    choices: [MustCreate, MayCreate, NoCreate]
  internal_delay_dsn_enabled:
    description:
      - Whether internal senders are told when their mail is late.
    type: bool
  internal_dsn_default_language:
    description:
      - The language of reports to internal people, such as V(en-US). Null leaves it to the servers' own language.
    type: str
  internal_dsn_language_detection_enabled:
    description:
      - V(true) writes a report in the language of the message it is about, V(false) always in the default language.
    type: bool
  internal_dsn_reporting_authority:
    description:
      - The domain that reports to internal people name as their author. Null leaves it to the default accepted
        domain.
    type: str
  internal_dsn_send_html:
    description:
      - V(true) sends reports to internal people as HTML, V(false) as plain text.
    type: bool
  journaling_report_ndr_to:
    description:
      - Where journal reports go that their journal mailbox does not take. It must not be a mailbox in Exchange
        Online. Null lets them wait.
    type: str
  rfc2231_encoding_enabled:
    description:
      - V(true) writes names of attachments in other alphabets as RFC 2231 has it; some clients read only the older
        way.
    type: bool
"""
