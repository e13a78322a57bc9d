"""The types of objects that Graph knows: their properties, and how they are asked for."""
