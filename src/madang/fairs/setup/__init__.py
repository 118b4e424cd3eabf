"""What a fair is: its days, phases, limits, pace, clock, and the list that leads through the set-up."""
