"""Setting up: the app's registration and grants, its role groups, the tenants it serves."""
