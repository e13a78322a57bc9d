"""What a tenant is before anybody changed it: computed from a seed and an index, never stored."""
