"""Rows of a sheet: read, checked, entered, or returned with what is wrong."""
