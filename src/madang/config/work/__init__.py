"""Matching and timetable on the command line, with progress."""
