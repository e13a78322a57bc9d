"""How we sign in."""
