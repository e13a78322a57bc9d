"""What a client asks for when its session begins: the commands it may run, and a banner."""

from fnmatch import fnmatchcase

from local.tenant.exchange.admission import may_run
from local.tenant.exchange.catalogue import every
from local.tenant.exchange.native.route import Read, native
from local.tenant.messages import Answer


@native("EXOModuleFile")
def module_file(read: Read) -> Answer:
    """The cmdlets that the caller may run, of those that the header `CommandName` asks for."""
    wanted = read.request.headers.get("commandname", "*").casefold().split(",")
    names = [
        name
        for name in every()
        if any(fnmatchcase(name.casefold(), one.strip()) for one in wanted)
        and may_run(read.caller, name)
    ]
    return read.entities("EXOModuleFile", [{"exportedCmdlets": ",".join(names)}])


@native("EXOBanner(key)")
def banner(read: Read) -> Answer:
    """Nothing to announce."""
    return read.entities("EXOBanner", [])
