"""The queues, tables and containers of the app; the infrastructure makes exactly these."""

REQUESTS = "offboarding-requests"
CASE_RUNS = "offboarding-cases"
ANSWERS = "offboarding-results"
QUOTA_BATCHES = "quota-batches"
AUDIT_RUNS = "audit-runs"
CONNECTION_CHECKS = "connection-checks"

# Answers are read by others, never by us: that queue has no function and so no poison queue.
WORK_QUEUES = (REQUESTS, CASE_RUNS, QUOTA_BATCHES, AUDIT_RUNS, CONNECTION_CHECKS)


def poison_of(queue: str) -> str:
    """The queue to which the Functions host moves what *queue* could not process."""
    return f"{queue}-poison"


QUEUES = (*WORK_QUEUES, ANSWERS, *(poison_of(queue) for queue in WORK_QUEUES))

CASES = "cases"
STEPS = "steps"
RUNS = "runs"
LIMITS = "limits"
FAILURES = "failures"
TABLES = (CASES, STEPS, RUNS, LIMITS, FAILURES)

RESULTS = "results"  # write-once
TRANSCRIPTS = "transcripts"  # write-once, appended to
WORK = "work"  # mutable: indexes, shards, spilled JSON
CONTAINERS = (RESULTS, TRANSCRIPTS, WORK)
