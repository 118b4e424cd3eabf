"""What can be found, written down: documents, terms, and their renewal."""
