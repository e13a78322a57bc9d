"""What there is to read: the service document, and its metadata as an entity data model."""

from functools import cache
from xml.etree.ElementTree import Element, SubElement, tostring

from local.tenant.exchange.native.entity_sets import ENTITY_SETS, KEY
from local.tenant.messages import Answer, Json, Request

_EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
_EDM = "http://docs.oasis-open.org/odata/ns/edm"


def service(request: Request) -> Answer:
    """The service document: which entity sets there are."""
    sets: list[Json] = [
        {"name": one.name, "kind": "EntitySet", "url": one.name} for one in ENTITY_SETS.values()
    ]
    root = request.origin + "/".join(request.path.split("/")[:4])
    return Answer.of(200, {"@odata.context": f"{root}/$metadata", "value": sets})


def metadata() -> Answer:
    """The metadata document."""
    body = _document()
    return Answer(200, body, {"content-type": "application/xml"}, body.decode())


@cache
def _document() -> bytes:
    """Every entity type with its key and properties, the action, and the container."""
    root = Element("edmx:Edmx", {"Version": "4.0", "xmlns:edmx": _EDMX})
    services = SubElement(root, "edmx:DataServices")
    schema = SubElement(services, "Schema", {"Namespace": "Exchange", "xmlns": _EDM})
    for one in ENTITY_SETS.values():
        entity = SubElement(schema, "EntityType", {"Name": one.name})
        SubElement(SubElement(entity, "Key"), "PropertyRef", {"Name": KEY})
        for name in (KEY, *one.properties):
            SubElement(entity, "Property", {"Name": name, "Type": one.type_of(name)})
    _invoke_command(schema)
    container = SubElement(schema, "EntityContainer", {"Name": "container"})
    for one in ENTITY_SETS.values():
        SubElement(container, "EntitySet", {"Name": one.name, "EntityType": f"Exchange.{one.name}"})
    SubElement(
        container, "ActionImport", {"Name": "InvokeCommand", "Action": "Exchange.InvokeCommand"}
    )
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _invoke_command(schema: Element) -> None:
    SubElement(schema, "ComplexType", {"Name": "GenericHashTable", "OpenType": "true"})
    given = SubElement(schema, "ComplexType", {"Name": "CmdletInvokeInputType"})
    SubElement(given, "Property", {"Name": "CmdletName", "Type": "Edm.String", "Nullable": "false"})
    SubElement(given, "Property", {"Name": "Parameters", "Type": "Exchange.GenericHashTable"})
    action = SubElement(schema, "Action", {"Name": "InvokeCommand"})
    SubElement(
        action, "Parameter", {"Name": "CmdletInput", "Type": "Exchange.CmdletInvokeInputType"}
    )
    SubElement(action, "ReturnType", {"Type": "Collection(Exchange.GenericHashTable)"})
