"""Microsoft Graph: protocol and client."""
