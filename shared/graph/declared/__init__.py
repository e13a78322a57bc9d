"""What each call of Graph needs, by resource."""
