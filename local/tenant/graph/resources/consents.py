"""`/oauth2PermissionGrants`: what people let applications do in their name."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.grant import CONSENT, consent
from local.tenant.graph.lists import page, page_of
from local.tenant.graph.odata.expression import Compare, conjuncts
from local.tenant.graph.people import the_user
from local.tenant.graph.query import Query
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document

_WRITE = "DelegatedPermissionGrant.ReadWrite.All"
_READ = ("Directory.Read.All", "DelegatedPermissionGrant.Read.All", _WRITE)


@route("GET", "/users/{id}/oauth2PermissionGrants", *_READ)
def consents_of(call: Call) -> Answer:
    """What one person consented to."""
    return page(call, CONSENT, _of(call, the_user(call).who.index))


@route("GET", "/oauth2PermissionGrants", *_READ)
def list_consents(call: Call) -> Answer:
    """What everybody consented to; a filter on the person finds theirs without a search."""
    for part in conjuncts(where) if (where := Query.of(call, CONSENT).where) else ():
        match part:
            case Compare(("principalId",), "eq", str(wanted)):
                found = [one.who.index for one in call.tenant.people.find(wanted)]
                return page(call, CONSENT, [row for index in found for row in _of(call, index)])
            case _:
                pass
    return page_of(
        call, CONSENT, call.tenant.people.everyone, lambda index: next(iter(_of(call, index)), None)
    )


@route("DELETE", "/oauth2PermissionGrants/{id}", _WRITE)
def delete_consent(call: Call) -> Answer:
    """The application may do nothing in the person's name any more."""
    access, wanted = call.tenant.directory.access, call.names["id"]
    index = access.consent_ids.holder(wanted)
    found = (
        [] if index is None else [one for one in access.consents.read(index) if one.id == wanted]
    )
    if index is None or not found:
        raise refusals.not_found(wanted)
    access.consents.write(index).remove(found[0])
    return Answer(204)


def _of(call: Call, index: int) -> list[Document]:
    person = call.tenant.people.who(index)
    held = call.tenant.directory.access.consents.read(index)
    return [consent(one, person.object_id) for one in held]
