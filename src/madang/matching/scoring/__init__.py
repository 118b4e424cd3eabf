"""Likeness, chances and scores of pairs of companies, as arrays."""
