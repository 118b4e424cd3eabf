"""The problem in numbers, and the timetable in the making: put a request in, take it out, undo."""
