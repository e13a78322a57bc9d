"""The ways to sign in, one file each, named as `auth.method` in tenants.yaml names it."""
