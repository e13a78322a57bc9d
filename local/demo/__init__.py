"""The demo: a night on the local tenant."""
