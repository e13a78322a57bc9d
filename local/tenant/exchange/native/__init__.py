"""The native reads behind Get-EXO*: entity sets, one entity by its key, functions of either."""
