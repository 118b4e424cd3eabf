"""Who works in the fair's office."""
