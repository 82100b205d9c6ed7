"""DNS records as zone files and nsupdate write them; an independent parser reads them back."""

from __future__ import annotations

from typing import Any

import dns.name
import dns.rdata
import dns.zone
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.dns.record import DNS_RECORD
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import make_plan
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.markdown import markdown
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.text import text
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.render.zone_file import zone_lines


def read_back(line: str) -> Any:
    zone = dns.zone.from_text(line, origin="contoso.com.", relativize=False, check_origin=False)
    ((_name, _ttl, rdata),) = zone.iterate_rdatas()
    return rdata


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=700))
def test_a_text_reads_back_as_it_was_whatever_it_holds(said: str) -> None:
    (line,) = zone_lines("contoso.com TXT", {"records": [said]})
    assert "\n" not in line
    rdata = read_back(line)
    assert b"".join(rdata.strings).decode() == said
    assert all(len(piece) <= 255 for piece in rdata.strings)


def test_names_end_in_a_dot_and_addresses_do_not() -> None:
    lines = [
        *zone_lines("contoso.com MX", {"records": ["0 contoso-com.mail.protection.outlook.com"], "ttl": 300}),
        *zone_lines("mail.contoso.com A", {"records": ["198.51.100.10"]}),
        *zone_lines("a.contoso.com CNAME", {"records": ["b.contoso.com"]}),
        *zone_lines("_25._tcp.mail.contoso.com TLSA", {"records": ["3 1 1 00ff"]}),
        *zone_lines("nomail.contoso.com MX", {"records": ["0 ."]}),
    ]
    assert lines == [
        "contoso.com. 300 IN MX 0 contoso-com.mail.protection.outlook.com.",
        "mail.contoso.com. 3600 IN A 198.51.100.10",
        "a.contoso.com. 3600 IN CNAME b.contoso.com.",
        "_25._tcp.mail.contoso.com. 3600 IN TLSA 3 1 1 00ff",
        "nomail.contoso.com. 3600 IN MX 0 .",
    ]


def test_a_plan_shows_what_nsupdate_would_be_given() -> None:
    name = "contoso.com MX"
    desired = [Desired(DNS_RECORD.resource(name, {"records": ["0 new.contoso.com"], "ttl": 60}), "ns1", "mailflow.dns")]
    there = DNS_RECORD.read({"Name": name, "Records": ["10 old.contoso.com."], "Ttl": 300}, name)
    plan = make_plan(desired, [Observation("ns1", ("dns_record",), (there,))])
    for shown in (text(plan), markdown(plan)):
        assert "update delete contoso.com. MX 10 old.contoso.com." in shown
        assert "update add contoso.com. 60 MX 0 new.contoso.com." in shown
    assert "powershell" not in markdown(plan)


def test_records_nobody_here_can_publish_stand_in_the_plan_for_whoever_can() -> None:
    shown = markdown(make_plan([], []), ["contoso.com. 3600 IN MX 10 mail.contoso.com."])
    assert "## DNS records to publish by hand" in shown
    assert "\ncontoso.com. 3600 IN MX 10 mail.contoso.com.\n" in shown
