# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What organization relationships are on either side."""

from __future__ import annotations


class ModuleDocFragment:
    """The options both sides take."""

    DOCUMENTATION = r"""
options:
  name:
    description:
      - The name of the relationship, at most 64 characters. Case has no meaning.
    type: str
    required: true
  domain_names:
    description:
      - The domains of the other organization. Needed to create.
      - The whole list, or C(add) and C(remove) with some of its members.
    type: raw
  enabled:
    description:
      - V(false) lets the relationship be, without effect.
    type: bool
  delivery_report_enabled:
    description:
      - Whether delivery reports are shared. Message tracking across both organizations needs V(true) on both sides.
    type: bool
  mail_tips_access_enabled:
    description:
      - Whether the other organization's people see MailTips about ours.
    type: bool
  mail_tips_access_level:
    description:
      - Which MailTips they see with O(mail_tips_access_enabled=true). V(All), V(Limited) those that keep mail from
        going astray, V(None) none.
    type: str
    choices: [All, Limited, None]
  mail_tips_access_scope:
    description:
      - The group whose members' MailTips they see. Null or an empty text shows those of all.
    type: str
  free_busy_access_enabled:
    description:
      - Whether the other organization's people see when ours are busy.
    type: bool
  free_busy_access_level:
    description:
      - How much of it they see with O(free_busy_access_enabled=true). V(AvailabilityOnly) the times,
        V(LimitedDetails) subject and place as well, V(None) nothing.
    type: str
    choices: [None, AvailabilityOnly, LimitedDetails]
  free_busy_access_scope:
    description:
      - The group whose members' times they see. Null or an empty text shows those of all.
    type: str
  archive_access_enabled:
    description:
      - Whether archives in the other organization can be opened from here.
    type: bool
  mailbox_move_enabled:
    description:
      - Whether mailboxes may move between the organizations.
    type: bool
  photos_enabled:
    description:
      - Whether the other organization's people see photos of ours.
    type: bool
  organization_contact:
    description:
      - The address under which the other organization's administrators are reached. Null takes it away.
    type: str
  target_application_uri:
    description:
      - The name the other organization signs its requests for, such as V(outlook.com). Case and a slash at its end
        have no meaning; null takes it away.
    type: str
  target_autodiscover_epr:
    description:
      - Where the other organization's autodiscover is asked, as a link. Null takes it away.
    type: str
  target_owa_url:
    description:
      - Where people find their mailbox once it has moved, as a link. Null takes it away.
    type: str
  target_sharing_epr:
    description:
      - Where the other organization's web services are asked, as a link; autodiscover is not asked then. Null takes
        it away.
    type: str
"""
