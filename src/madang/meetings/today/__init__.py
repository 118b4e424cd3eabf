"""The day of the fair: what happened, and the timetable repaired after it."""
