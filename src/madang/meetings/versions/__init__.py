"""Versions of the timetable: made, compared, published, exported."""
