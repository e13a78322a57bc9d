"""The audit configuration: snapshot, controls, verdicts."""
