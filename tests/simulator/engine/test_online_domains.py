"""What a domain of the tenant can be given: DKIM signatures, a signed host for its MX, DANE."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simulator.engine import Engine
from simulator.state import State
from tests.simulator.engine.conftest import Shell

DOMAIN = "contoso.com"


class Hour:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def hour():
    return Hour()


@pytest.fixture
def timed(world, hour):
    return Shell(Engine(State(world, clock=hour)), "online")


def selectors(shell, domain=DOMAIN):
    shown = shell.one("Get-DkimSigningConfig", Identity=domain)
    sizes = (shown["Selector1KeySize"], shown["Selector2KeySize"])
    return *sizes, shown["SelectorBeforeRotateOnDate"], shown["SelectorAfterRotateOnDate"]


class TestSigning:
    """One configuration a domain, two selectors, of which one signs."""

    def test_the_initial_domain_signs_from_the_first_day(self, online):
        (shown,) = online.run("Get-DkimSigningConfig").objects
        assert (shown["Domain"], shown["Enabled"], shown["IsDefault"]) == ("contoso.onmicrosoft.com", True, True)
        assert shown["Status"] == "Valid"

    def test_a_new_configuration_is_named_after_its_domain(self, online):
        made = online.one("New-DkimSigningConfig", DomainName=DOMAIN, Enabled=True)
        assert (made["Name"], made["Identity"], made["Domain"]) == (DOMAIN,) * 3
        assert (made["Enabled"], made["Status"], made["IsDefault"]) == (True, "Valid", False)
        assert (made["Selector1KeySize"], made["Selector2KeySize"]) == (1024, 1024)
        assert made["Selector1CNAME"] == "selector1-contoso-com._domainkey.contoso.a-v1.dkim.mail.microsoft"
        assert made["RotateOnDate"] == made["KeyCreationTime"]
        assert online.refused("New-DkimSigningConfig", DomainName="CONTOSO.com", Enabled=False).kind == "exists"

    def test_without_its_cnames_it_is_made_but_does_not_sign(self, online):
        outcome = online.run("New-DkimSigningConfig", DomainName="contoso.co.uk", Enabled=True)
        (made,) = outcome.objects
        assert (made["Enabled"], made["Status"]) == (False, "CnameMissing")
        (warning,) = outcome.warnings
        assert "selector2-contoso-co-uk._domainkey" in warning

    def test_signing_is_turned_off_and_on(self, online):
        online.run("New-DkimSigningConfig", DomainName=DOMAIN, Enabled=False)
        for enabled in (True, False):
            online.run("Set-DkimSigningConfig", Identity=DOMAIN, Enabled=enabled)
            assert online.one("Get-DkimSigningConfig", Identity=DOMAIN)["Enabled"] is enabled

    def test_set_does_not_know_the_size_of_keys(self, online):
        refusal = online.refused("Set-DkimSigningConfig", Identity="contoso.onmicrosoft.com", KeySize=2048)
        assert refusal.kind == "unknown-parameter"

    def test_a_configuration_is_removed(self, online):
        online.run("New-DkimSigningConfig", DomainName=DOMAIN, Enabled=True)
        online.run("Remove-DkimSigningConfig", Identity=DOMAIN)
        assert online.names("DkimSigningConfig") == ["contoso.onmicrosoft.com"]

    def test_a_configuration_set_from_outside_is_completed(self, online, state):
        told = {"Name": DOMAIN, "Selector1KeySize": 2048, "Status": "CnameMissing", "RotateOnDate": "2025-01-01"}
        state.replace({"online": {"DkimSigningConfig": [told]}})
        shown = online.one("Get-DkimSigningConfig", Identity=DOMAIN)
        assert shown | told == shown
        assert (shown["Domain"], shown["Selector2KeySize"]) == (DOMAIN, 1024)


class TestRotation:
    """A rotation renews the selector that does not sign; it signs four days later."""

    def test_one_rotation_renews_one_selector_and_the_next_the_other(self, timed, hour):
        timed.run("New-DkimSigningConfig", DomainName=DOMAIN, Enabled=True)
        assert selectors(timed) == (1024, 1024, "selector2", "selector1")
        timed.run("Rotate-DkimSigningConfig", Identity=DOMAIN, KeySize=2048)
        assert selectors(timed) == (1024, 2048, "selector1", "selector2")
        hour.pass_days(4)
        timed.run("Rotate-DkimSigningConfig", Identity=DOMAIN, KeySize=2048)
        assert selectors(timed) == (2048, 2048, "selector2", "selector1")

    def test_the_next_one_waits_four_days(self, timed, hour):
        timed.run("Rotate-DkimSigningConfig", Identity="contoso.onmicrosoft.com")
        hour.pass_days(3)
        refusal = timed.refused("Rotate-DkimSigningConfig", Identity="contoso.onmicrosoft.com")
        assert "2026-03-05T00:00:00" in refusal.message
        hour.pass_days(1)
        timed.run("Rotate-DkimSigningConfig", Identity="contoso.onmicrosoft.com")

    def test_keys_keep_their_size_unless_told(self, timed):
        before = timed.one("Get-DkimSigningConfig")
        timed.run("Rotate-DkimSigningConfig", Identity=before["Identity"])
        after = timed.one("Get-DkimSigningConfig")
        assert after["Selector2KeySize"] == before["Selector2KeySize"]
        assert after["Selector2PublicKey"] != before["Selector2PublicKey"]
        assert after["Selector1PublicKey"] == before["Selector1PublicKey"]

    def test_it_ends_early_where_its_day_is_put_into_the_past(self, online, state):
        online.run("Rotate-DkimSigningConfig", Identity="contoso.onmicrosoft.com", KeySize=2048)
        (shown,) = state.as_document()["online"]["DkimSigningConfig"]
        state.replace({"online": {"DkimSigningConfig": [shown | {"RotateOnDate": "2025-12-31T00:00:00Z"}]}})
        online.run("Rotate-DkimSigningConfig", Identity="contoso.onmicrosoft.com", KeySize=2048)
        assert selectors(online, "contoso.onmicrosoft.com")[:2] == (2048, 2048)

    def test_it_is_a_write_to_the_weather(self, state):
        state.faults.replace([{"fault": "drop", "writes_only": True}])
        assert state.faults.strike("online", "Get-DkimSigningConfig") is None
        assert state.faults.strike("online", "Rotate-DkimSigningConfig") is not None

    def test_whatif_rotates_nothing(self, timed):
        before = timed.state.as_document()
        timed.run("Rotate-DkimSigningConfig", Identity="contoso.onmicrosoft.com", KeySize=2048, WhatIf=True)
        assert timed.state.as_document() == before


class TestSignedHosts:
    """DNSSEC gives a domain a second host for its MX, DANE gives that host TLSA records."""

    def status(self, online, **asked):
        return online.one("Get-DnssecStatusForVerifiedDomain", DomainName=DOMAIN, **asked)

    def test_enabling_tells_the_new_host_every_time(self, online):
        told = online.one("Enable-DnssecForVerifiedDomain", DomainName=DOMAIN)
        assert (told["Result"], told["DnssecMxValue"].partition(".")[0]) == ("Success", "contoso-com")
        assert told["DnssecMxValue"].endswith("-v1.mx.microsoft")
        assert online.one("Enable-DnssecForVerifiedDomain", DomainName="CONTOSO.COM") == told

    def test_the_status_tells_what_is_expected_and_what_is_there(self, online):
        assert self.status(online)["DnssecFeatureStatus"] == {"Value": "Disabled"}
        host = online.one("Enable-DnssecForVerifiedDomain", DomainName=DOMAIN)["DnssecMxValue"]
        shown = self.status(online)
        assert shown["DnssecFeatureStatus"] == {"Value": "Enabled"}
        assert shown["ExpectedMxRecord"] == {"Record": f"@ 60 IN MX 10 {host}"}
        assert shown["MxValidation"]["Status"] == "Invalid"
        assert "mail.protection.outlook.com" in shown["MxValidation"]["ActualMxRecords"][0]

    def test_checks_can_be_skipped(self, online):
        online.run("Enable-DnssecForVerifiedDomain", DomainName=DOMAIN)
        shown = self.status(online, SkipMxValidation=True, SkipDnsValidation=False)
        assert shown["MxValidation"] is None
        assert shown["DnsValidation"]["DnssecSupport"] == "Valid"

    def test_one_domain_is_enabled_and_the_others_are_not(self, online):
        online.run("Enable-DnssecForVerifiedDomain", DomainName=DOMAIN)
        other = online.one("Get-DnssecStatusForVerifiedDomain", DomainName="contoso.co.uk")
        assert other["DnssecFeatureStatus"] == {"Value": "Disabled"}

    @pytest.mark.parametrize("feature", ["DnssecForVerifiedDomain", "SmtpDaneInbound"])
    def test_confirm_and_whatif_are_kept_for_the_vendor(self, feature, online):
        for switch in ("Confirm", "WhatIf"):
            refusal = online.refused(f"Enable-{feature}", DomainName=DOMAIN, **{switch: True})
            assert "reserved" in refusal.message

    def test_the_state_of_dane_is_that_of_the_accepted_domain(self, online):
        online.run("Enable-DnssecForVerifiedDomain", DomainName=DOMAIN)
        for verb, status in (("Enable", "Enabled"), ("Enable", "Enabled"), ("Disable", "Disabled")):
            online.run(f"{verb}-SmtpDaneInbound", DomainName=DOMAIN)
            assert online.one("Get-AcceptedDomain", Identity=DOMAIN)["SmtpDaneStatus"] == status
            assert online.one("Get-SmtpDaneInboundStatus", DomainName=DOMAIN)["SmtpDaneStatus"] == status

    def test_domains_come_and_go_with_the_accepted_ones(self, online, state):
        told = {"Name": "fabrikam.com", "DomainName": "fabrikam.com", "SmtpDaneStatus": "Enabled"}
        state.replace({"online": {"AcceptedDomain": [told]}})
        shown = online.one("Get-SmtpDaneInboundStatus", DomainName="fabrikam.com")
        assert shown["SmtpDaneStatus"] == "Enabled"
        assert online.refused("Get-SmtpDaneInboundStatus", DomainName=DOMAIN).kind == "not-found"

    def test_a_change_may_stay_unseen_for_a_while(self, online, state):
        state.faults.replace([{"fault": "stale", "reads": 1}])
        online.run("Enable-DnssecForVerifiedDomain", DomainName=DOMAIN)
        assert self.status(online)["DnssecFeatureStatus"] == {"Value": "Disabled"}
        assert self.status(online)["DnssecFeatureStatus"] == {"Value": "Enabled"}
