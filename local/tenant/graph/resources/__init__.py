"""The resources, one file each; each registers its routes."""
