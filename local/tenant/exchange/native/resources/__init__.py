"""One file for each kind of thing that can be read; found by being there."""
