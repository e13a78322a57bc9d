"""What is wrong between this app and a tenant, and how it is mended."""
