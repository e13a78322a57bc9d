"""Does a tenant answer as the local tenant does? Shapes are compared, values never kept."""
