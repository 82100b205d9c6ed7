# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of what a transport rule looks for and does: words, patterns, people, headers, codes, dates.

Source: New- and Set-TransportRule pages, checked 2026-08-21. What the pages leave open and is ours: a person is an SMTP
address, or the part before the @ of one the directory knows, and is shown as the address; a date of a US short form is
taken beside the ISO one, and shown as ISO.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from simulator.nouns.forms import FormFault, as_mail_address, as_moment
from simulator.world import SIDES, World

AD_ATTRIBUTES: Final = (
    *("DisplayName", "FirstName", "Initials", "LastName", "Office", "PhoneNumber", "OtherPhoneNumber", "Email"),
    *("Street", "POBox", "City", "State", "ZipCode", "Country", "UserLogonName", "HomePhoneNumber"),
    *("OtherHomePhoneNumber", "PagerNumber", "MobileNumber", "FaxNumber", "OtherFaxNumber", "Notes", "Title"),
    *("Department", "Company", "Manager", *(f"CustomAttribute{number}" for number in range(1, 16))),
)
INCIDENT_CONTENT: Final = (
    *("Sender", "Recipients", "Subject", "CC", "BCC", "Severity", "RuleDetections", "FalsePositive", "IdMatch"),
    "AttachOriginalMail",
)
_SHORT: Final = 128
_HEADER: Final = re.compile(r"[!-9;-~]+")
_LOCAL_DATES: Final = ("%m/%d/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p")


def as_word(text: str, world: World) -> str:
    if not text or text != text.strip():
        raise FormFault(f"\"{text}\" isn't a valid word: it can't be empty, or begin or end with a space.")
    return text


def as_short_word(text: str, world: World) -> str:
    if len(text) > _SHORT:
        raise FormFault(f"The word has {len(text)} characters; its maximum is {_SHORT}.")
    return as_word(text, world)


def as_pattern(text: str, world: World) -> str:
    if not text:
        raise FormFault("A pattern can't be empty.")
    return text


def as_recipient(text: str, world: World) -> str:
    if "@" in text:
        return as_mail_address(text, world)
    known = (address for side in SIDES for address in world.directory[side])
    for address in known:
        if address.partition("@")[0].lower() == text.lower():
            return address
    raise FormFault(f'The recipient "{text}" wasn\'t found.')


def as_header_name(text: str, world: World) -> str:
    if not _HEADER.fullmatch(text):
        raise FormFault(f'"{text}" isn\'t a valid header field name.')
    return text


def as_attribute_words(text: str, world: World) -> str:
    """`Attribute:value,value`, of one of the directory's attributes."""
    name, colon, values = text.partition(":")
    if not colon or not values or name.lower() not in {known.lower() for known in AD_ATTRIBUTES}:
        raise FormFault(f'"{text}" isn\'t valid: it must be attribute:value, of a known attribute of users.')
    return text


def as_document_words(text: str, world: World) -> str:
    name, colon, words = text.partition(":")
    if not (name and colon and words):
        raise FormFault(f'"{text}" isn\'t valid: it must be property:word.')
    return text


def as_reject_code(text: str, world: World) -> str:
    if not re.fullmatch(r"5\.7\.(1|9\d\d)", text):
        raise FormFault(f'"{text}" isn\'t a valid enhanced status code: it must be 5.7.1, or from 5.7.900 to 5.7.999.')
    return text


def as_smtp_code(text: str, world: World) -> str:
    if not re.fullmatch(r"4\d\d|500", text):
        raise FormFault(f'"{text}" isn\'t a valid SMTP status code: it must be from 400 to 500.')
    return text


def as_incident_content(text: str, world: World) -> str:
    known = {member.lower(): member for member in INCIDENT_CONTENT}
    if text.lower() not in known:
        raise FormFault(f'"{text}" can\'t be in an incident report: it holds {", ".join(INCIDENT_CONTENT)}.')
    return known[text.lower()]


def as_rule_date(text: str, world: World) -> str:
    for form in _LOCAL_DATES:
        try:
            return datetime.strptime(text, form).isoformat()
        except ValueError:
            continue
    return as_moment(text, world)
