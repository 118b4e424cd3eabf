"""The fair simulated before it opens: what more tables, rooms or interpreters would bring."""
