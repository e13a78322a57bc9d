"""One small file per group of controls, found by being here."""
