"""Live: what happens, pushed to whoever watches (server-sent events fed by PostgreSQL's NOTIFY)."""
