"""Entra ID: who may have which token, and who checks it."""
