"""A draft arranged by hand: which cells are possible, and why not."""
