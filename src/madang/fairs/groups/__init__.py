"""Groups of participants, and which of them meet."""
