"""
Listing every mailbox with its quotas: our memory and CPU beside those of others, and the bounds.

Each client runs in a process of its own against a local tenant over TLS. Clients take turns, and
of several runs the cheapest counts: the machine has other work. `affliction` is used as its users
do, who get a hundred rows a page; how it fares with pages as large as ours stands beside it. With
those it is cheaper than even the bare loop: it reads its socket synchronously, one call at a time.
Half of its CPU was aimed at and cannot be had on httpx, whose bare loop costs more than that; so
that ratio is shown beside the aim, and fails nothing.
"""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import httpx

from benchmarks.listers.measured import PAGE_SIZE, Cost, Place
from benchmarks.tenant_start import Started, started
from local.stack.environment import inherited, read_state

ROOT = Path(__file__).resolve().parents[1]
SMALL, LARGE = 10_000, 100_000
ROUNDS = 2
AIM = 0.5
SMALL_ONE, OURS, BARE, OUTSIDER = "ours, few", "ours", "httpx + from_json, bare", "affliction"
# Each with its module, the rows it must list, and the page size it asks for, if it does.
LISTERS: Mapping[str, tuple[str, int, int | None]] = {
    OURS: ("ours", LARGE, PAGE_SIZE),
    BARE: ("bare", LARGE, PAGE_SIZE),
    OUTSIDER: ("outsider", LARGE, None),
    f"affliction, told to ask for {PAGE_SIZE}": ("outsider", LARGE, PAGE_SIZE),
}


class Office:
    """A tenant, and clients that are sent there."""

    def __init__(self, tenant: Started) -> None:
        endpoint = tenant.origin
        trust = ssl.create_default_context(cafile=str(tenant.authority))
        state = httpx.get(f"{endpoint}/_tenant/state", verify=trust).json()
        known = read_state(endpoint, state)
        first = known.tenants[0]
        self._place = Place(endpoint, first.tenant_id, first.domain, first.client("operator") or "")
        self._environment = {
            **inherited(os.environ, tenant.authority),
            "IDENTITY_ENDPOINT": f"{endpoint}/msi/token",
            "IDENTITY_HEADER": known.identity_header,
        }

    def cost(self, lister: str, rows: int, page_size: int | None = PAGE_SIZE) -> Cost:
        """What it costs *lister* to list all *rows* mailboxes."""
        place = json.dumps(asdict(replace(self._place, page_size=page_size)))
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.listers.{lister}", place],
            env=self._environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        cost = Cost(**json.loads(done.stdout))
        assert cost.rows == rows, f"{lister} listed {cost.rows} mailboxes of {rows}"
        return cost


def measure() -> Mapping[str, Cost]:
    with started("--mailboxes", str(SMALL)) as tenant:
        small = Office(tenant).cost("ours", SMALL)
    with started("--mailboxes", str(LARGE)) as tenant:
        office = Office(tenant)
        rounds = [{name: office.cost(*one) for name, one in LISTERS.items()} for _ in range(ROUNDS)]
    return {SMALL_ONE: small} | {name: _cheapest([r[name] for r in rounds]) for name in LISTERS}


def _cheapest(costs: Sequence[Cost]) -> Cost:
    user_s, peak_mib = min(one.user_s for one in costs), min(one.peak_mib for one in costs)
    return Cost(costs[0].rows, user_s, peak_mib)


def main() -> None:
    found = measure()
    print(f"{'listing with the Quota set':40}{'mailboxes':>10}{'user CPU s':>12}{'peak MiB':>10}")
    for name, cost in found.items():
        print(f"  {name:38}{cost.rows:>10,}{cost.user_s:>12.2f}{cost.peak_mib:>10.1f}")
    ours = found[OURS]
    ratios = (
        (f"memory, {LARGE:,} / {SMALL:,}", ours.peak_mib / found[SMALL_ONE].peak_mib, 1.15),
        ("CPU, ours / bare", ours.user_s / found[BARE].user_s, 1.5),
    )
    for name, ratio, bound in ratios:
        verdict = "" if ratio <= bound else "  MISSED"
        print(f"  {name:38}{ratio:>10.2f}, at most {bound:.2f}{verdict}")
    beside = ours.user_s / found[OUTSIDER].user_s
    print(f"  {'CPU, ours / affliction':38}{beside:>10.2f}, aimed at {AIM:.2f}")
    if any(ratio > bound for _, ratio, bound in ratios):
        raise SystemExit("listing: a bound was missed")


if __name__ == "__main__":
    main()
