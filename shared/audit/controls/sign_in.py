"""How clients may sign in to Exchange."""

from collections.abc import Iterator

from shared.audit.facts import Facts
from shared.audit.model import Severity, Status, Verdict, control


@control(
    "exo-smtp-auth-org-disabled",
    title="Authenticated client SMTP submission is off for the tenant",
    severity=Severity.HIGH,
    reads=("Get-TransportConfig",),
    source="Set-TransportConfig, parameter SmtpClientAuthenticationDisabled",
    remedy="list the scanners and scripts that submit with a password, then "
    "Set-TransportConfig -SmtpClientAuthenticationDisabled $true",
    scuba=("MS.EXO.5.1v1",),
    cis=("6.5.4",),
)
def smtp_auth_org_disabled(facts: Facts) -> Iterator[Verdict]:
    """Passes when SmtpClientAuthenticationDisabled is true; stolen passwords are tried there."""
    off = facts.one("Get-TransportConfig").truth("SmtpClientAuthenticationDisabled")
    evidence = {"SmtpClientAuthenticationDisabled": off}
    if off:
        yield Verdict(facts.home, Status.PASS, "SMTP AUTH is off for the tenant", evidence)
    else:
        reason = "clients may submit mail with nothing but a password"
        yield Verdict(facts.home, Status.FAIL, reason, evidence)


@control(
    "exo-modern-auth",
    title="Modern authentication is on for Exchange",
    severity=Severity.CRITICAL,
    reads=("Get-OrganizationConfig",),
    source="Set-OrganizationConfig, parameter OAuth2ClientProfileEnabled",
    remedy="Set-OrganizationConfig -OAuth2ClientProfileEnabled $true",
    cis=("6.5.1",),
)
def modern_auth(facts: Facts) -> Iterator[Verdict]:
    """Passes when OAuth2ClientProfileEnabled is true; without it clients cannot do MFA."""
    on = facts.one("Get-OrganizationConfig").truth("OAuth2ClientProfileEnabled")
    evidence = {"OAuth2ClientProfileEnabled": on}
    if on:
        yield Verdict(facts.home, Status.PASS, "modern authentication is on", evidence)
    else:
        reason = "clients cannot use multifactor sign-in"
        yield Verdict(facts.home, Status.FAIL, reason, evidence)
