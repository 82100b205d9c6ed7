"""Two wishes for one name in DNS that cannot both come true."""

from __future__ import annotations

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.dns.record import DNS_RECORD
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.plan.plan import make_plan

NOTHING = [Observation("ns1", ("dns_record",), ())]


def wish(name: str, *records: str) -> Desired:
    return Desired(DNS_RECORD.resource(name, {"records": list(records)}), "ns1", f"mailflow.dns[{name}]")


def test_an_alias_has_no_address_of_its_own() -> None:
    both = [wish("mta-sts.contoso.com CNAME", "web.example"), wish("mta-sts.contoso.com A", "198.51.100.20")]
    findings = make_plan(both, NOTHING).findings
    assert {finding.rule for finding in findings} == {"dns-beside-an-alias"} and len(findings) == 2


def test_two_addresses_and_a_text_of_one_name_bear_each_other() -> None:
    wishes = [
        wish("mail.contoso.com A", "198.51.100.10"),
        wish("mail.contoso.com AAAA", "2001:db8::25"),
        wish("mail.contoso.com TXT v=spf1", "v=spf1 a -all"),
        wish("www.contoso.com CNAME", "mail.contoso.com"),
    ]
    assert not make_plan(wishes, NOTHING).findings
