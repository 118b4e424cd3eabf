"""Texts in four languages as terms that meet across them."""
