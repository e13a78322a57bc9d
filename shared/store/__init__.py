"""Blobs, tables, queues; results."""
