"""The demo: a night on the local tenant, told so that a person can follow it."""
