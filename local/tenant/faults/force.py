"""
The rules in force, and the chance that decides.

Whether chance hits a request depends on the seed, on the place of the rule, on what the request is
and on how often the same one came before: not on what else happens meanwhile. A run whose requests
come in another order meets the same faults; only `count` goes by order.
"""

from collections import Counter
from hashlib import blake2b

from local.tenant.faults.rule import Facts, Rule
from local.tenant.messages import Document, Json

_CERTAIN = 1.0
_SPREAD = 1 << 64


class Faults:
    """The rules in force, in the order they were added."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._rules: list[Rule] = []
        self._taken: Counter[int] = Counter()  # by the place of the rule
        self._seen: Counter[tuple[int, bytes]] = Counter()  # likewise, and by request
        self.expired: set[str] = set()  # tokens
        self.answered: set[object] = set()  # `uti` of tokens minted in answer to a challenge
        self.hits: Counter[str] = Counter()

    def add(self, rules: list[Rule]) -> None:
        self._rules += rules

    def sow(self, seed: int) -> None:
        """Chance and all counts start over, from *seed*; the rules stay."""
        self.seed = seed
        self._taken.clear()
        self._seen.clear()

    def clear(self) -> None:
        """No rule is in force; tokens that were expired stay so."""
        self._rules.clear()
        self.sow(self.seed)

    def take(self, facts: Facts) -> list[Rule]:
        """The rules that hit this request now; counts go down."""
        taken = []
        for place, rule in enumerate(self._rules):
            if self._left(place, rule) == 0 or not rule.matches(facts):
                continue
            if not self._strikes(place, rule, facts):
                continue
            self._taken[place] += 1
            self.hits[rule.kind] += 1
            taken.append(rule)
        return taken

    def shown(self) -> Document:
        """The seed and each rule with what it hit; `remaining` is null for a rule without count."""
        rules: list[Json] = [
            rule.shown(self._taken[place], self._left(place, rule))
            for place, rule in enumerate(self._rules)
        ]
        return {"seed": self.seed, "rules": rules}

    def _left(self, place: int, rule: Rule) -> int | None:
        return None if rule.count is None else rule.count - self._taken[place]

    def _strikes(self, place: int, rule: Rule, facts: Facts) -> bool:
        """Whether *rule* hits the request this time; it is then the next time's turn."""
        if rule.times is None and rule.probability == _CERTAIN:
            return True
        key = (place, blake2b(facts.key.encode(), digest_size=8).digest())
        before = self._seen[key]
        self._seen[key] += 1
        if rule.times is not None and before >= rule.times:
            return False
        return self._draw(place, facts.key, before) < rule.probability

    def _draw(self, place: int, key: str, before: int) -> float:
        text = f"{self.seed}\n{place}\n{before}\n{key}"
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) / _SPREAD
