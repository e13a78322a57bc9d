"""The one way out: retry, throttling, timeouts, redaction, the what-if interlock."""
