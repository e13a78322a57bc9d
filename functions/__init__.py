"""The doors: one blueprint a capability; a function parses, calls, returns."""
