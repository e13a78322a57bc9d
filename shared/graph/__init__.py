"""
Microsoft Graph: `client` is what a session has of it; the rules are pure and lie beside it.

`protocol` is one call, `batch` and `course` are twenty in one, `query` and `links` are where a
call leads, `failures` is what a refusal means, `usage` is the report, `calls` is what each takes.
"""
