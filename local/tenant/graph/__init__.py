"""Microsoft Graph v1.0, as far as leavers, licences and groups need it."""
