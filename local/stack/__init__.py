"""The whole on one machine: local tenant, storage and host, started and stopped together."""

from local.stack.stack import Stack

__all__ = ["Stack"]
