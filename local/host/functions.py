"""Which of the app's functions this host runs."""

import logging
from collections.abc import Iterator, Mapping, Sequence

from local.host import binding, settings
from local.host.errors import HostError
from local.host.model import Function, TimerTrigger
from local.host.ncrontab import BadSchedule, parse
from local.host.worker import Indexed

log = logging.getLogger("host")


def runnable(indexed: Sequence[Indexed], env: Mapping[str, str]) -> Iterator[Function]:
    """
    The functions that can run and are not switched off.

    One that cannot (a missing setting, a foreign binding, no such schedule) stays off with an
    error in the log; the others run.
    """
    for found in indexed:
        if settings.disabled(found.name, env):
            log.info("%s is disabled by its setting", found.name)
            continue
        try:
            function = binding.function(found.name, found.id, found.bindings, env)
            if isinstance(function.trigger, TimerTrigger):
                parse(function.trigger.schedule)
        except (HostError, BadSchedule) as error:
            log.error("%s does not run: %s", found.name, error)  # noqa: TRY400 - a sentence, no trace
            continue
        yield function
