"""The embedded database, backup and restore."""
