"""The components: one of them, one small function that returns markup (`web.markup`; ADR 0013).

Templates use them as tags (`templatetags/components.py`); `/components/` shows each one.
"""
