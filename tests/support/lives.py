"""What a resource of every kind is made of in tests, and another value for each of its attributes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Attribute, Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from tests.support import rule_parts
from tests.support.rule_parts import OTHER_ACTION, RULES
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

# What a resource has before the attribute in question is touched; of what is always there nothing is said first.
FIRST: Mapping[str, dict[str, Any]] = {
    "exchange_send_connector": {"name": "Way out", "address_spaces": ["fabrikam.com"]},
    "exchange_receive_connector": {
        "name": "EX1\\Relay",
        "bindings": ["0.0.0.0:2626"],
        "remote_ip_ranges": ["192.0.2.0/24"],
        "auth_mechanism": ["Tls"],
    },
    "exchange_accepted_domain": {"name": "fabrikam.com"},
    "exchange_remote_domain": {"name": "Fabrikam", "domain_name": "fabrikam.com"},
    "exchange_email_address_policy": {
        "name": "Sales",
        "enabled_email_address_templates": ["SMTP:%m@contoso.com"],
        "included_recipients": ["MailUsers"],
    },
    "exchange_transport_rule": {"name": "Mark", "prepend_subject": "[outside] "},
    "exo_transport_rule": {"name": "Mark", "prepend_subject": "[outside] "},
    "exchange_organization_config": {},
    "exchange_transport_config": {},
    "exchange_transport_service": {"name": "EX1"},
    "exchange_frontend_transport_service": {"name": "EX1"},
    "exchange_organization_relationship": {"name": "Fabrikam", "domain_names": ["fabrikam.com"]},
    "exchange_intra_organization_connector": {
        "name": "Cloud",
        "target_address_domains": ["contoso.mail.onmicrosoft.com"],
        "discovery_endpoint": "https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc",
    },
    "exchange_hybrid_configuration": {"domains": ["contoso.com"]},
    "exo_inbound_connector": {"name": "In", "sender_domains": ["fabrikam.com"], "connector_type": "OnPremises"},
    "exo_outbound_connector": {"name": "Out", "recipient_domains": ["fabrikam.com"], "connector_type": "OnPremises"},
    "exo_accepted_domain": {"name": "contoso.co.uk"},
    "exo_remote_domain": {"name": "Fabrikam", "domain_name": "fabrikam.com"},
    "exo_dkim_signing_config": {"name": "contoso.com", "enabled": False},
    "exo_dnssec_for_verified_domain": {"name": "contoso.com"},
    "exo_smtp_dane_inbound": {"name": "contoso.com"},
    "exo_transport_config": {},
    "exo_organization_config": {},
    "exo_hosted_connection_filter_policy": {},
    "exo_arc_config": {},
    "exo_organization_relationship": {"name": "On premises", "domain_names": ["contoso.com"]},
    "exo_intra_organization_connector": {
        "name": "On premises",
        "target_address_domains": ["contoso.com"],
        "discovery_endpoint": "https://mail.contoso.com/autodiscover/autodiscover.svc",
    },
    "exo_on_premises_organization": {
        "name": "Contoso",
        "organization_guid": "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10",
        "hybrid_domains": ["contoso.com"],
        "inbound_connector": "In",
        "outbound_connector": "Out",
    },
}
# Another first resource where the usual one cannot have the attribute.
FIRST_FOR: Mapping[tuple[str, str], dict[str, Any]] = {
    ("exchange_email_address_policy", "recipient_filter"): {
        "name": "Sales",
        "enabled_email_address_templates": ["SMTP:%m@contoso.com"],
        "recipient_filter": "City -eq 'Lyon'",
    },
    **{(module, "prepend_subject"): OTHER_ACTION for module in RULES},
}
# What has to be there before.
BEFORE: Mapping[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "exo_on_premises_organization": tuple(
        (module, {**FIRST[module], "name": name})
        for module, names in (
            ("exo_inbound_connector", ("In", "In too")),
            ("exo_outbound_connector", ("Out", "Out too")),
            ("exo_organization_relationship", ("On premises",)),
        )
        for name in names
    ),
    "exchange_email_address_policy": (
        ("exchange_email_address_policy", {**FIRST["exchange_email_address_policy"], "name": "Older"}),
    ),
    "exo_transport_rule": (("exo_outbound_connector", rule_parts.CONNECTOR),),
    "exo_smtp_dane_inbound": (("exo_dnssec_for_verified_domain", {"name": "contoso.com", "enabled": True}),),
}
# Another value than the one it has, where the form alone does not tell, and what must stand beside it.
OTHER: Mapping[str, Any] = {
    "address_spaces": ["contoso.de;5", "*"],
    "smart_hosts": ["relay.contoso.de", "192.0.2.25"],
    "port": 587,
    "fqdn": "mail.contoso.com",
    "service_discovery_fqdn": "relay.contoso.com",
    "tls_domain": "*.fabrikam.com",
    "tls_certificate_name": "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com, O=Contoso",
    "tls_sender_certificate_name": "*.fabrikam.com",
    "tls_domain_capabilities": ["fabrikam.com:AcceptCloudServicesMail"],
    "source_transport_servers": ["EX2"],
    "bindings": ["0.0.0.0:2727", "[::]:2727"],
    "remote_ip_ranges": ["192.0.2.0-192.0.2.9", "198.51.100.0/25"],
    "internal_smtp_servers": ["192.0.2.0-192.0.2.9", "198.51.100.0/25"],
    "sender_domains": ["*.fabrikam.com", "contoso.de"],
    "recipient_domains": ["*"],
    "sender_ip_addresses": ["203.0.113.7", "203.0.113.128/26"],
    "ip_allow_list": ["203.0.113.7", "203.0.113.128/26", "192.0.2.1-192.0.2.9"],
    "ip_block_list": ["203.0.113.7", "203.0.113.128/26", "192.0.2.1-192.0.2.9"],
    "ip_list_blocked": ["203.0.113.7", "203.0.113.128/26"],
    "ef_skip_ips": ["203.0.113.1-203.0.113.9"],
    "ef_users": ["Alice@contoso.com"],
    "validation_recipients": ["bob@contoso.com"],
    "associated_accepted_domains": ["contoso.com"],
    "trusted_organizations": ["Tailspin"],
    "last_validation_timestamp": "2026-01-31T13:00:00+01:00",
    "default_domain": "contoso.com",
    "banner": "220 Contoso",
    "comment": "first\nsecond",
    "mail_flow_region": "EUR",
    "auth_mechanism": ["Tls", "Integrated"],
    "permission_groups": ["AnonymousUsers", "ExchangeUsers"],
    "extended_rights": {"NT AUTHORITY\\ANONYMOUS LOGON": ["ms-Exch-SMTP-Accept-Any-Recipient"]},
    "error_policies": ["DowngradeDnsFailures", "UpgradeCustomFailures"],
    "max_message_size": "20MB",
    "max_header_size": 65537,
    "smtp_max_messages_per_connection": 7,
    "enabled_email_address_templates": ["SMTP:%g.%s@contoso.com", "smtp:%m@contoso.co.uk"],
    "disabled_email_address_templates": ["X400:c=US;a= ;p=Contoso"],
    "included_recipients": ["MailboxUsers", "MailUsers"],
    "recipient_filter": "City -eq 'Paris'",
    "recipient_container": "corp.contoso.com/Users",
    "priority": 1,
    "mailbox_move_published_scopes": ["Finance"],
    "microsoft_exchange_recipient_email_addresses": ["SMTP:reports@contoso.com", "smtp:postmaster@contoso.com"],
    "generate_copy_of_dsn_for": ["5.4.8", "5.7.1"],
    "max_allowed_agent_generated_message_depth_per_agent": 1,
    "max_outbound_connections": 2000,
    "delay_notification_timeout": "8h",
    "message_expiration": "18h",
    "domains": ["autod:contoso.com", "contoso.co.uk"],
    "features": ["FreeBusy", "SecureMail"],
    "receiving_transport_servers": ["EX1", "EX2"],
    "sending_transport_servers": ["EX2"],
    "edge_transport_servers": ["edge1"],
    "on_premises_smart_host": "mail.contoso.com",
    "inbound_connector": "In too",
    "outbound_connector": "Out too",
    "organization_relationship": "On premises",
    "arc_trusted_sealers": ["fabrikam.com", "contoso.de"],
    "target_application_uri": "outlook.com",
}
BESIDE: Mapping[str, dict[str, Any]] = {
    "dns_routing_enabled": {"smart_hosts": ["relay.contoso.de"]},
    "smart_hosts": {"dns_routing_enabled": False, "use_mx_record": False},
    "use_mx_record": {"smart_hosts": ["relay.contoso.de"]},
    "smart_host_auth_mechanism": {"dns_routing_enabled": False, "smart_hosts": ["relay.contoso.de"]},
    "ignore_starttls": {"require_tls": False},
    "tls_auth_level": {"require_tls": True, "ignore_starttls": False, "tls_domain": "fabrikam.com"},
    "long_addresses_enabled": {"transport_role": "HubTransport"},
    "chunking_enabled": {"binary_mime_enabled": False},
    "treat_messages_as_internal": {"cloud_services_mail_enabled": False},
    "connection_timeout": {"connection_inactivity_timeout": "30s"},
    "external_dns_servers": {"external_dns_adapter_enabled": False},
    "internal_dns_servers": {"internal_dns_adapter_enabled": False},
}
BY_FORM: Mapping[str, Any] = {
    "duration": "90s",
    "size": "3MB",
    "size or unlimited": "unlimited",
    "domain or null": "fabrikam.com",
    "list of domain": ["contoso.com", "fabrikam.com"],
    "list of text": ["Finance", "Sales"],
    "IP address or null": "192.0.2.25",
    "list of IP address": ["192.0.2.53", "2001:db8::53"],
    "identifier": "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10",
    "mail address": "postmaster@contoso.com",
    "language or null": "de-DE",
    "path": "D:\\Logs\\Mail",
    "link or null": "https://mail.contoso.com/service",
}


def another(attribute: Attribute, now: Any) -> Any:
    """A value the attribute does not have now."""
    form = attribute.form
    if attribute.name in OTHER:
        return OTHER[attribute.name]
    if form.choices:
        taken = ("BasicAuth", "BasicAuthRequireTLS")
        return next(word for word in reversed(form.choices) if word != now and word not in taken)
    if "boolean" in form.name:
        return not now
    if attribute.name.endswith("_log_max_file_size"):
        return "5MB"
    if form.name == "text":
        return "Other"
    if form.name in BY_FORM:
        return BY_FORM[form.name]
    if form.name in rule_parts.BY_FORM:
        return rule_parts.BY_FORM[form.name]
    return 5 if now != 5 else 6


def beside(module: str, attribute: Attribute) -> dict[str, Any]:
    """What must be said together with another value of the attribute."""
    known = {each.name for each in BY_MODULE[module].attributes}
    table = rule_parts.BESIDE if module in RULES else BESIDE
    return {name: value for name, value in table.get(attribute.name, {}).items() if name in known}


def named(kind: Kind) -> dict[str, Any]:
    """The options that say which resource is meant."""
    return {} if kind.only else {"name": FIRST[kind.module]["name"]}


def prepared(module: str) -> Rehearsal:
    """A world with all that a resource of this module needs."""
    world = Rehearsal()
    for other, options in BEFORE.get(module, ()):
        made = run_task(world, other, options)
        assert not made.get("failed"), made
    return world


def first(module: str, attribute: Attribute | None = None) -> dict[str, Any]:
    """The first resource of this module, as one may be that has the attribute."""
    return FIRST_FOR.get((module, attribute.name if attribute else ""), FIRST[module])


def with_first(module: str, attribute: Attribute | None = None) -> Rehearsal:
    """A world that has the first resource of this module as well."""
    world = prepared(module)
    made = run_task(world, module, first(module, attribute))
    assert not made.get("failed"), made
    return world


def shown(world: Rehearsal, module: str) -> dict[str, Any]:
    """The resource as the kind's own module for reading tells it."""
    kind = BY_MODULE[module]
    options = {"name": FIRST[module].get("name", kind.only)}
    (resource,) = run_task(world, f"{module}_info", options)["resources"]
    return dict(resource)


@cache
def usual(module: str) -> Mapping[str, Any]:
    """What the first resource is shown to have."""
    return shown(with_first(module), module)
