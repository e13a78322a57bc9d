"""The control plane: what tests and demos see and steer, on this machine only."""
