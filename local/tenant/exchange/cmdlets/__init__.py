"""The cmdlets, one file for each or for a small family; each registers itself."""
