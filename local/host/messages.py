"""
Stand-ins for the messages that the worker library exchanges with a host.

The library reads attributes and builds records by keyword; whether these are protobuf classes it
does not ask. `PROTOS` is what it is given in place of the generated module.
"""

from collections.abc import Mapping
from types import SimpleNamespace


class Record:
    """A message with the attributes it was made with; any other attribute is None."""

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return None


class TypedData(Record):
    """One value that crosses between host and worker; exactly one kind is set."""

    def __getattr__(self, name: str) -> object:
        # The library looks for a class of its own in a value, and takes None for it.
        raise AttributeError(name)

    def WhichOneof(self, _: str) -> str | None:  # noqa: N802 - protobuf's name
        return next(iter(self.__dict__), None)


class ParameterBinding(Record):
    """A value and the name of the parameter it is for."""

    name: str
    data: TypedData | None

    def WhichOneof(self, _: str) -> str:  # noqa: N802 - protobuf's name
        return "data"


class BindingInfo(Record):
    """Type and direction of one binding."""

    out = 1
    inout = 2
    undefined = 0
    string = 1
    binary = 2
    stream = 3


setattr(BindingInfo, "in", 0)  # a keyword, so it cannot be written above


class StatusResult(Record):
    """How a request ended."""

    Failure = 0
    Success = 1


PROTOS = SimpleNamespace(
    TypedData=TypedData,
    ParameterBinding=ParameterBinding,
    BindingInfo=BindingInfo,
    StatusResult=StatusResult,
    **{
        name: type(name, (Record,), {})
        for name in (
            "FunctionLoadResponse",
            "FunctionMetadataResponse",
            "InvocationResponse",
            "RpcException",
            "RpcFunctionMetadata",
            "RpcHttp",
            "RpcHttpCookie",
            "RpcRetryOptions",
            "WorkerInitResponse",
            "WorkerMetadata",
        )
    },
)


def request(kind: str, **fields: object) -> Record:
    """A request of *kind* as the library's coroutines take it."""
    return Record(
        request=Record(**{kind: Record(**fields)}), properties={"protos": PROTOS, "host": ""}
    )


def invocation(
    invocation_id: str,
    function_id: str,
    inputs: Mapping[str, TypedData],
    metadata: Mapping[str, TypedData],
) -> Record:
    """The request that runs a function once."""
    return request(
        "invocation_request",
        invocation_id=invocation_id,
        function_id=function_id,
        input_data=[ParameterBinding(name=name, data=data) for name, data in inputs.items()],
        trigger_metadata=dict(metadata),
        trace_context=Record(trace_parent="", trace_state="", attributes={}),
        retry_context=Record(retry_count=0, max_retry_count=0, exception=None),
    )
