"""Troubles of the tenant."""

from tests.doctor.troubles.trouble import STRANGER, trouble
from tests.doctor.visits import Visits


@trouble("wrong-cloud")
async def a_tenant_of_another_cloud(visits: Visits) -> None:
    endpoint = f"https://login.microsoftonline.us/{visits.tenant.tenant_id}/oauth2/v2.0/token"
    body = f'{{"token_endpoint": "{endpoint}", "cloud_instance_name": "microsoftonline.us"}}'
    await visits.fault("status", status=200, path="openid-configuration", body=body)


@trouble("unknown-tenant")
async def a_domain_of_nobody(visits: Visits) -> None:
    visits.configure(domain="nobody.example", domains=[])


@trouble("unknown-tenant", "tenant-mismatch")
async def a_tenant_id_of_nobody(visits: Visits) -> None:
    visits.configure(tenantId=STRANGER)


@trouble("tenant-mismatch", "token-for-another-tenant")
async def an_id_that_is_not_the_domains(visits: Visits) -> None:
    visits.configure(tenantId=STRANGER)
    visits.credentials.home = visits.tenant.tenant_id


@trouble("not-examined")
async def an_answer_that_says_nothing(visits: Visits) -> None:
    await visits.fault("status", status=200, path="openid-configuration", body="<html>Hello")
