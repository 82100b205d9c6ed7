"""The filters: records and policies of a topology, and what DNS says of a certificate."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from ansible.errors import AnsibleFilterError
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ansible_collections.mailflow.hybrid.plugins.filter.dns_zone_lines import dns_zone_lines
from ansible_collections.mailflow.hybrid.plugins.filter.mta_sts_policies import mta_sts_policies
from ansible_collections.mailflow.hybrid.plugins.filter.tlsa_record import tlsa_record
from simulator.certificates import Authority
from tests.unit.compiler.test_compile_cases import contoso


def test_a_topology_gives_the_lines_of_its_zones() -> None:
    lines = dns_zone_lines(contoso(dns={"host": "ns1"}))
    assert 'contoso.com. 3600 IN TXT "v=spf1 ip4:198.51.100.10 include:spf.protection.outlook.com -all"' in lines
    assert dns_zone_lines(contoso()) == []


def test_keys_that_nobody_has_read_are_a_remark_among_the_lines() -> None:
    lines = dns_zone_lines(contoso(dns={"dkim": {"contoso.com": {}}}))
    assert "; selector1._domainkey.contoso.com. CNAME: known when a plan is made" in lines


def test_the_policies_have_the_id_that_the_record_tells() -> None:
    document = contoso(dns={"mta_sts": {"mode": "testing"}})
    (policy, _other) = mta_sts_policies(document)
    assert policy["domain"] == "contoso.com"
    assert f'"v=STSv1; id={policy["id"]};"' in " ".join(dns_zone_lines(document))
    assert mta_sts_policies(contoso()) == []


def test_a_wrong_topology_is_told_with_its_findings() -> None:
    for made in (dns_zone_lines, mta_sts_policies):
        with pytest.raises(AnsibleFilterError, match=r"mailflow\.domains"):
            made({"domains": {}})


def test_a_pin_is_the_digest_of_the_key_as_another_library_sees_it(tmp_path: Path) -> None:
    pem = Authority(tmp_path).issue("CN=mail.contoso.com", ["mail.contoso.com"]).cert_pem.read_bytes()
    key = x509.load_pem_x509_certificate(pem).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
    assert tlsa_record(pem.decode()) == f"3 1 1 {digest}"


@pytest.mark.parametrize("text", ["", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(AnsibleFilterError, match="wants a certificate in PEM"):
        tlsa_record(text)
