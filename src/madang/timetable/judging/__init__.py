"""Valid or not, and why not: an independent judge that shares no code with the search."""
