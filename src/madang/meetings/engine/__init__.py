"""Between the tables and the timetable engine, in both directions."""
