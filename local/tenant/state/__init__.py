"""What a tenant holds. State is what changes here: these classes are mutable on purpose."""
