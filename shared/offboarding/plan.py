"""Which steps a case takes, and in which order. Pure but for looking at what is there."""

from collections.abc import Iterable, Mapping
from functools import cache

from shared.config import ConfigError
from shared.discovered import discovered
from shared.offboarding import steps as room
from shared.offboarding.decision import Step
from shared.offboarding.policy import OffboardingPolicy


@cache
def catalogue() -> Mapping[str, Step]:
    """Every step there is, by id. Raises: ValueError when two have the same."""
    return discovered(room, Step, lambda one: one.id)


def plan(step_ids: Iterable[str], known: Mapping[str, Step]) -> tuple[Step, ...]:
    """
    The steps of *step_ids*, each behind those it follows.

    Raises:
        ConfigError: A step is unknown, lacks a step it needs, or the order has a circle.

    """
    wanted = list(step_ids)
    if len(set(wanted)) != len(wanted):
        twice = next(name for name in wanted if wanted.count(name) > 1)
        raise ConfigError(f"step {twice} stands there twice; keep one of the two")
    for step_id in wanted:
        if step_id not in known:
            raise ConfigError(
                f"no offboarding step {step_id!r}; there are: {', '.join(sorted(known))}"
            )
        if missing := known[step_id].needs - set(wanted):
            raise ConfigError(
                f"step {step_id} needs {', '.join(sorted(missing))} in the same profile"
            )
    ordered: list[Step] = []
    while wanted:
        ready = [name for name in wanted if not waits_for(known[name]) & set(wanted)]
        if not ready:
            raise ConfigError(f"the steps {', '.join(sorted(wanted))} wait for one another")
        ordered += [known[name] for name in ready]
        wanted = [name for name in wanted if name not in ready]
    return tuple(ordered)


def waits_for(step: Step) -> frozenset[str]:
    """The steps that must have ended before *step*, if they are in the plan."""
    return step.after | step.needs


def check_profiles(policy: OffboardingPolicy) -> None:
    """Every profile can be planned. Raises: ConfigError naming the profile."""
    for name, profile in policy.profiles.items():
        try:
            plan(profile.steps, catalogue())
        except ConfigError as error:
            raise ConfigError(f"offboarding.yaml: profile {name}: {error}") from error
