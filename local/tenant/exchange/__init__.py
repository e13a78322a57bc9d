"""Exchange Online: the admin API as PowerShell's module and the native reads use it."""
