"""Sessions and their speakers."""
