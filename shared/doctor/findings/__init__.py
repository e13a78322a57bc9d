"""
The troubles that the doctor knows, one file each, found by being there.

A new one is a file with a `Finding` in it and a test that provokes it.
"""
