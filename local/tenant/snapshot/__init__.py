"""What changed in a world since its seed, as a document from which the world is made again."""
