"""An admin's own desk: who is signed in there as themselves, and the log of what they run."""
