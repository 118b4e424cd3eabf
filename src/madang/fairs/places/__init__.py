"""Halls, tables and online rooms."""
