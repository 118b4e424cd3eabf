"""Spreadsheets as they come: read, columns recognised, a sample."""
