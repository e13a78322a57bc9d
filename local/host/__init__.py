"""A Functions host for one machine, around Microsoft's own worker library."""
