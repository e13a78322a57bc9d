"""One file per step; order comes from what each declares it needs."""
