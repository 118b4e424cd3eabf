"""Many organisations written at once."""
