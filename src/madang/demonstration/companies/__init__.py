"""The demonstration's companies: published ones and synthetic ones."""
