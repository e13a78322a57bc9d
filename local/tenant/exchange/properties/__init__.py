"""The properties of what cmdlets and native reads give, one file a kind of object."""
