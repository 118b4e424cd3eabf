"""What is found, ranked, marked and shown."""
