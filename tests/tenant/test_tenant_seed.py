"""What the seed promises about people, plants and names."""

import dns.message
import dns.rcode
import pytest

from local.tenant.seed.quotas import wanted
from local.tenant.state.clients import EXCHANGE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR
from local.tenant.world import World
from local.tenant.zone import respond

CONTROLS = {
    "exo-connection-filter-ip-allow",
    "exo-dkim-enabled",
    "exo-dmarc-published",
    "exo-mailbox-audit-bypass",
    "exo-mailbox-audit-default-set",
    "exo-mailbox-audit-enabled",
    "exo-mailbox-external-forwarding",
    "exo-outbound-spam-autoforward-off",
    "exo-remote-domain-autoforward",
    "exo-smtp-auth-org-disabled",
}


def text_of(world, name, kind):
    answer = respond(world, dns.message.make_query(name, kind))
    return dns.rcode.to_text(answer.rcode()), [str(one) for rrset in answer.answer for one in rrset]


def test_the_same_seed_makes_the_same_tenant_and_another_seed_another():
    one, same, other = (World.create(seed=seed).tenants[0] for seed in (1, 1, 2))

    assert one.planted == same.planted
    assert one.people.read(77).who == same.people.read(77).who
    assert one.tenant_id != other.tenant_id


@pytest.mark.parametrize("mailboxes", [40, 250, 1001])
def test_every_identity_leads_back_to_its_index(mailboxes):
    people = World.create(mailboxes=mailboxes).tenants[0].people

    for index in range(people.layout.people):
        who = people.read(index).who
        for name in (who.object_id, who.mailbox_guid, who.exchange_guid, who.upn, who.alias):
            assert [one.who.index for one in people.find(name)] == [index]
        assert index in [one.who.index for one in people.find(who.display_name)]


@pytest.mark.parametrize("seed", range(1, 6))
def test_seven_faults_are_planted_and_each_is_of_a_known_control(seed):
    planted = World.create(seed=seed).tenants[0].planted

    assert {one.control for one in planted.audit} < CONTROLS
    assert len({one.control for one in planted.audit}) == 7


@pytest.mark.parametrize("mailboxes", [250, 3000])
def test_exactly_the_planted_mailboxes_differ_from_the_policy(mailboxes):
    tenant = World.create(mailboxes=mailboxes).tenants[0]
    differing, too_large, unknown = set(), set(), set()

    for index in range(mailboxes):
        person = tenant.people.read(index)
        mailbox = person.mailbox
        assert mailbox is not None
        if mailbox.kind in {"RoomMailbox", "EquipmentMailbox"}:
            continue
        goal = wanted(mailbox.kind, mailbox.attributes.get(1, ""))
        if mailbox.quotas == goal:
            continue
        if mailbox.used_bytes is None:
            unknown.add(person.who.address)
        elif mailbox.used_bytes > goal.send_receive:
            too_large.add(person.who.address)
        else:
            differing.add(person.who.address)

    planted = tenant.planted
    assert differing == set(planted.quota_drift)
    assert too_large == set(planted.quota_refused)
    assert unknown == set(planted.quota_unknown)
    assert 0.02 < len(differing) / mailboxes < 0.04
    assert too_large
    assert unknown


def test_people_are_licensed_about_as_the_pools_say():
    tenant = World.create(mailboxes=5000).tenants[0]
    held = [tenant.people.read(index).account.licenses for index in range(5000)]
    skus = [one[0].sku_id for one in held if one]

    share = skus.count("05e9a617-0261-4cee-bb44-138d3ef5d965") / len(skus)
    assert 0.65 < share < 0.75
    assert 0.09 < sum(one[0].group_id is not None for one in held if one) / len(skus) < 0.13


async def test_the_healthy_rest_passes_the_presets_and_the_signing(caller):
    planted = {one.control for one in caller.tenant.planted.audit}
    strict = "Strict Preset Security Policy"

    for cmdlet in ("Get-EOPProtectionPolicyRule", "Get-ATPProtectionPolicyRule"):
        rows = await caller.rows(cmdlet, Identity=strict)
        assert [row["State"] for row in rows] == ["Enabled"]
    [organization] = await caller.rows("Get-OrganizationConfig")
    assert (organization["AuditDisabled"], organization["OAuth2ClientProfileEnabled"]) == (
        False,
        True,
    )
    signed = [row["Enabled"] for row in await caller.rows("Get-DkimSigningConfig")]
    assert signed.count(False) == ("exo-dkim-enabled" in planted)


async def test_a_planted_fault_is_there_under_the_name_it_was_given():
    for seed in range(1, 9):
        tenant = World.create(seed=seed).tenants[0]
        for fault in tenant.planted.audit:
            if fault.control == "exo-mailbox-audit-enabled":
                [person] = tenant.people.find(fault.resource)
                assert person.mailbox is not None
                assert person.mailbox.audited is False
            if fault.control == "exo-dmarc-published":
                world = World.create(seed=seed)
                assert text_of(world, f"_dmarc.{fault.resource}", "TXT") == ("NXDOMAIN", [])


def test_the_name_server_answers_for_the_tenant_and_for_nobody_else(world):
    tenant = world.tenants[0]

    spf = text_of(world, tenant.custom_domain, "TXT")
    mail = text_of(world, tenant.custom_domain, "MX")
    dmarc = text_of(world, f"_dmarc.{tenant.custom_domain}", "TXT")
    selector = text_of(world, f"selector1._domainkey.{tenant.custom_domain}", "TXT")

    assert spf == ("NOERROR", ['"v=spf1 include:spf.protection.outlook.com -all"'])
    assert mail == ("NOERROR", ["0 contoso-com.mail.protection.outlook.com."])
    assert dmarc[1][0].startswith('"v=DMARC1')
    assert selector[1] == ["selector1-contoso-com._domainkey.contoso.onmicrosoft.com."]
    assert text_of(world, "example.com", "TXT")[0] == "NXDOMAIN"


def test_a_domain_can_be_made_to_fail_or_vanish(world):
    domain = world.tenants[0].domains[2]

    domain.failing = True
    failing = text_of(world, domain.name, "TXT")
    domain.gone = True
    gone = text_of(world, domain.name, "TXT")

    assert (failing[0], gone[0]) == ("SERVFAIL", "NXDOMAIN")


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        ("leaver", lambda p: p["user"]["accountEnabled"] and p["manager"] and not p["roles"]),
        ("breakglass", lambda p: p["mailbox"] is None and p["roles"]),
        ("role-holder", lambda p: p["roles"] and p["mailbox"]),
        ("synced", lambda p: p["user"]["onPremisesSyncEnabled"]),
        ("shared", lambda p: p["mailbox"]["type"] == "SharedMailbox"),
        ("room", lambda p: p["mailbox"]["type"] == "RoomMailbox"),
    ],
)
async def test_picks_are_what_they_are_called(caller, kind, fits):
    for upn in await caller.pick(kind, 2):
        assert fits(await caller.picture(upn))


async def test_the_administrator_to_sign_in_as_has_both_roles_that_set_up_wants(caller):
    [upn] = await caller.pick("admin")

    roles = (await caller.picture(upn))["roles"]
    assert {*roles} == {GLOBAL_ADMINISTRATOR, EXCHANGE_ADMINISTRATOR}


async def test_leavers_carry_no_plant_no_role_and_are_kept_in_the_cloud(caller):
    planted = caller.tenant.planted
    marked = {*planted.quota_drift, *planted.quota_refused, *planted.quota_unknown}
    marked |= {fault.resource for fault in planted.audit}

    for upn in await caller.pick("leaver", 60):
        picture = await caller.picture(upn)
        assert upn not in marked
        assert picture["roles"] == []
        assert picture["user"]["onPremisesSyncEnabled"] is None


async def test_a_pick_that_cannot_be_made_is_explained(caller):
    many = await caller.http.get("/_tenant/picks?kind=breakglass&count=3")
    odd = await caller.http.get("/_tenant/picks?kind=unicorn")

    assert (many.status_code, odd.status_code) == (400, 400)
    assert "only 2" in many.json()["error"]


async def test_the_journal_names_parameters_and_never_values(caller):
    [upn] = await caller.pick("leaver")
    await caller.rows("Set-Mailbox", Identity=upn, CustomAttribute1="a secret word")
    await caller.run("Get-Mailbox", Identity="ghost")

    entries = (await caller.http.get("/_tenant/requests?since=0")).json()["requests"]
    later = (await caller.http.get("/_tenant/requests?since=1")).json()["requests"]

    assert [(one["cmdlet"], one["status"]) for one in entries] == [
        ("Set-Mailbox", 200),
        ("Get-Mailbox", 404),
    ]
    assert entries[0]["parameters"] == ["Identity", "CustomAttribute1"]
    assert entries[0]["principal"] == "operator"
    assert "secret word" not in str(entries)
    assert [one["number"] for one in later] == [2]


async def test_a_reset_brings_the_seed_back(caller):
    [upn] = await caller.pick("leaver")
    await caller.rows("Set-Mailbox", Identity=upn, Type="Shared")

    await caller.http.post("/_tenant/reset")

    assert (await caller.picture(upn))["mailbox"]["type"] == "UserMailbox"
    assert (await caller.http.get("/_tenant/state")).json()["requests"] == 1


def test_a_world_too_small_says_how_large_it_must_be():
    with pytest.raises(ValueError, match="at least 40"):
        World.create(mailboxes=10)


@pytest.mark.parametrize(("mailboxes", "guests"), [(40, 2), (250, 4), (100_000, 200)])
def test_guests_are_few_at_any_size(mailboxes, guests):
    layout = World.create(mailboxes=mailboxes).tenants[0].people.layout

    assert len(layout.guests) == guests
    assert layout.people == mailboxes + 2 + guests


async def test_a_guest_is_named_after_the_address_they_were_invited_by(caller):
    [upn] = await caller.pick("guest")
    quoted = upn.replace("#", "%23")

    user = (await caller.graph("GET", f"/users/{quoted}?$select=mail,userType,mailNickname")).json()
    guests = (
        await caller.graph(
            "GET", "/users?$filter=userType eq 'Guest'&$count=true", ConsistencyLevel="eventual"
        )
    ).json()

    assert upn.endswith("_fabrikam.com#EXT#@contoso.onmicrosoft.com")
    assert user["mail"] == upn.partition("#")[0].replace("_fabrikam", "@fabrikam")
    assert user["userType"] == "Guest"
    assert guests["@odata.count"] == 4
    assert (await caller.picture(quoted))["mailbox"] is None


async def test_a_guest_of_fabrikam_comes_from_contoso():
    people = World.create(tenants=2).tenants[1].people

    [guest] = people.find(people.read(people.layout.guests[1]).who.address)

    assert guest.who.upn.endswith("_contoso.com#EXT#@fabrikam.onmicrosoft.com")


async def test_a_name_with_a_quote_is_found_by_filter_and_by_path(caller):
    [upn] = await caller.pick("quote")
    doubled = upn.replace("'", "''")

    by_path = await caller.graph("GET", f"/users/{upn}")
    found = await caller.graph("GET", f"/users?$filter=userPrincipalName eq '{doubled}'")
    rows = await caller.rows("Get-Mailbox", Filter=f"UserPrincipalName -eq '{doubled}'")

    assert upn == "siobhan.o'neil31@contoso.com"
    assert by_path.json()["displayName"] == "Siobhan O'Neil"
    assert [one["userPrincipalName"] for one in found.json()["value"]] == [upn]
    assert [row["UserPrincipalName"] for row in rows] == [upn]


async def test_an_address_may_differ_from_the_sign_in_name(caller):
    [upn] = await caller.pick("other-address")

    [by_upn] = await caller.rows("Get-Mailbox", Identity=upn)
    [by_address] = await caller.rows("Get-Mailbox", Identity=by_upn["PrimarySmtpAddress"])

    assert by_upn["PrimarySmtpAddress"] != upn
    assert by_address["UserPrincipalName"] == upn


async def test_the_longest_alias_and_letters_of_all_sorts_are_there(caller):
    [long] = await caller.pick("long-alias")
    [foreign] = await caller.pick("unicode")

    [of_long] = await caller.rows("Get-Mailbox", Identity=long)
    [of_foreign] = await caller.rows("Get-Mailbox", Identity="Zoë Łukasiewicz 李")

    assert len(of_long["Alias"]) == 64
    assert of_foreign["UserPrincipalName"] == foreign
    assert foreign.isascii()


@pytest.mark.parametrize("path", ["requests?since=soon", "picks?count=-1", "requests?since=²"])
async def test_a_number_that_is_none_is_explained(caller, path):
    answer = await caller.http.get(f"/_tenant/{path}")

    assert answer.status_code == 400
    assert "is a number, not" in answer.json()["error"]


async def test_whoever_errs_in_the_control_plane_is_told_what_there_is(caller):
    answer = await caller.http.get("/_tenant/people")

    assert answer.status_code == 404
    assert "no GET people; there are DELETE faults, GET exchange" in answer.json()["error"]
