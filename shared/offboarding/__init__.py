"""A leaver's case: plan, steps, runner, guard."""
