"""Parameters: what the binder takes, and how it says no."""

import pytest

from tests.tenant.conftest import refusal_of

TABLE = {"@odata.type": "#Exchange.GenericHashTable"}
BYTES = {"@odata.type": "#Exchange.ByteArrayType", "Data": "AAEC"}
TRANSFORMATION = "ParameterTransformationException"


def text_of(answer):
    error = answer.json()["error"]
    if "details" in error:
        return error["details"][0]["message"]
    return error["innererror"]["internalexception"]["message"]


@pytest.fixture
async def user(caller):
    [user] = await caller.pick("leaver")
    return user


async def test_a_wrong_enumerator_is_told_the_right_ones_and_has_no_details(caller, user):
    answer = await caller.run("Set-Mailbox", Identity=user, Type="Sharde")

    assert "details" not in answer.json()["error"]
    assert refusal_of(answer) == TRANSFORMATION
    assert "Regular" in text_of(answer)
    assert "Shared" in text_of(answer)


@pytest.mark.parametrize("value", ["True", "true", "$true", True])
async def test_a_switch_may_be_a_word(caller, value):
    rows = await caller.rows("get-mailbox", archive=value, RESULTSIZE=5)

    assert {row["ArchiveStatus"] for row in rows} == {"Active"}


@pytest.mark.parametrize(
    ("parameters", "name", "text"),
    [
        ({"AuditEnabled": None}, TRANSFORMATION, 'value "" to type "System.Boolean"'),
        ({"AuditEnabled": "perhaps"}, TRANSFORMATION, 'value "perhaps"'),
        ({"EmailAddresses": {"Add": ["x"]}}, TRANSFORMATION, "JObject"),
        ({"EmailAddresses": [{"Add": "x"}]}, TRANSFORMATION, "JObject"),
        ({"EmailAddresses": [TABLE]}, TRANSFORMATION, "JObject"),
        (
            {
                "EmailAddresses@odata.type": "#Collection(Exchange.GenericHashTable)",
                "EmailAddresses": [TABLE],
            },
            TRANSFORMATION,
            "not accepted here",
        ),
        ({"GrantSendOnBehalfTo": {**TABLE, "Replace": ["x"]}}, TRANSFORMATION, "Replace"),
        ({"DisplayName": TABLE}, TRANSFORMATION, "not accepted here"),
        ({"DisplayName": BYTES}, TRANSFORMATION, "not accepted here"),
        ({"ErrorAction": "Explode"}, TRANSFORMATION, "SilentlyContinue"),
        ({"alias": "a", "Alias": "b"}, "ParameterBindingException", "more than once"),
        ({"Nonsense": None}, "AmbiguousParameterSetException", "parameters specified. Nonsense"),
    ],
)
async def test_what_does_not_bind_is_refused_and_changes_nothing(
    caller, user, parameters, name, text
):
    before = await caller.picture(user)

    answer = await caller.run("Set-Mailbox", **{"Identity": user} | parameters)

    assert (answer.status_code, refusal_of(answer)) == (400, name)
    assert text in text_of(answer)
    assert await caller.picture(user) == before


async def test_null_unsets_a_setting_of_three_states(caller):
    await caller.rows("Set-OrganizationConfig", EwsEnabled=True)
    await caller.rows("Set-OrganizationConfig", EwsEnabled=None)

    [row] = await caller.rows("Get-OrganizationConfig")

    assert row["EwsEnabled"] is None


async def test_an_empty_table_empties_a_list_and_annotations_in_it_do_not_count(caller, user):
    [other] = (await caller.pick("leaver", 2))[1:]
    add = {**TABLE, "Add@odata.type": "#Collection(String)", "add": [other]}
    await caller.rows("Set-Mailbox", Identity=user, GrantSendOnBehalfTo=add)
    [added] = await caller.rows("Get-Mailbox", Identity=user)

    await caller.rows("Set-Mailbox", Identity=user, GrantSendOnBehalfTo=TABLE)
    [emptied] = await caller.rows("Get-Mailbox", Identity=user)

    assert (len(added["GrantSendOnBehalfTo"]), emptied["GrantSendOnBehalfTo"]) == (1, [])


async def test_a_mandatory_parameter_that_is_missing_is_named(caller):
    answer = await caller.run("Add-MailboxPermission", Identity="x")

    assert (answer.status_code, refusal_of(answer)) == (400, "ParameterBindingException")
    assert "User" in text_of(answer)
