"""Every word for what the timetable engine says, in the reader's language."""
