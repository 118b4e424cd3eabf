"""The time of a fair: slots and breaks, and who is free when."""
