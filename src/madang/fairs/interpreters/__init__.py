"""Interpreters, their languages and shifts."""
